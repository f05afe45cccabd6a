"""A screen that paints what a key changed at once.

Textual paints sixty times a second at most: a key that comes right after another paint would wait for its turn.
"""

import asyncio
from typing import Final

from textual.screen import Screen

from akotui.tui.sparing_app import SparingApp
from akotui.tui.sturdy import Sturdy

_BETWEEN: Final = 1 / 60
"""Seconds between two such paints: what is typed in one burst is painted together."""


class PromptScreen(Sturdy, Screen[None]):
    """Goes first where Textual would wait; all else is painted when Textual paints it."""

    _prompt_at: float = 0.0

    def on_idle(self) -> None:
        """See whether a key changed something; Textual's own handler, which waits for its turn, follows this one."""
        app = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - App of what
        if isinstance(app, SparingApp) and app.urgency.pressing and self._dirty_widgets:
            loop = asyncio.get_running_loop()
            if loop.time() - self._prompt_at > _BETWEEN:
                self._prompt_at = loop.time()
                loop.call_soon(self._on_timer_update)
