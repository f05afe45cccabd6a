"""Colours of the frame: Okabe and Ito's, safe for colour-blind eyes. What each tone looks like is in `app.tcss`."""

from textual.theme import Theme

PALETTE = Theme(
    name="akotui",
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
