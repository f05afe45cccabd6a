"""Colours of the frame: Okabe and Ito's, safe for colour-blind eyes. What each tone looks like is in `app.tcss`."""

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="dark",
    primary="#56B4E9",
    secondary="#0072B2",
    warning="#E69F00",
    error="#D55E00",
    success="#009E73",
    accent="#56B4E9",
    foreground="#D8DEE9",
    background="#10141A",
    surface="#10141A",
    panel="#1A212B",
    dark=True,
)
LIGHT: Final = Theme(
    name="light",
    primary="#0072B2",
    secondary="#56B4E9",
    warning="#8F5A00",
    error="#B03A00",
    success="#006B4E",
    accent="#0072B2",
    foreground="#1B1F24",
    background="#FAFAF7",
    surface="#FAFAF7",
    panel="#E9EBEE",
    dark=False,
)
ANSI: Final = Theme(
    name="ansi",
    ansi=True,
    primary="ansi_cyan",
    secondary="ansi_blue",
    warning="ansi_yellow",
    error="ansi_bright_red",
    success="ansi_default",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    dark=True,
    variables={
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "border-blurred": "ansi_bright_black",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_white",
        "input-cursor-foreground": "ansi_black",
        "input-cursor-text-style": "none",
        "input-selection-background": "ansi_bright_blue",
        "input-selection-foreground": "ansi_black",
        "screen-selection-background": "ansi_bright_blue",
        "screen-selection-foreground": "ansi_black",
        "scrollbar": "ansi_bright_black",
        "scrollbar-background": "ansi_default",
    },
)
"""The terminal's own sixteen colours on its own background."""

THEMES: Final = {theme.name: theme for theme in (DARK, LIGHT, ANSI)}
