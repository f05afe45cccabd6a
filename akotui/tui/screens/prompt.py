"""A screen that paints what a key changed at once.

Textual paints sixty times a second at most: a key that comes right after another paint would wait for its turn.
"""

import asyncio

from akotui.tui.gathering import GatheringScreen
from akotui.tui.sparing_app import SparingApp


class PromptScreen(GatheringScreen):
    """Goes first where Textual would wait. All else, and of a burst of keys all but its end, Textual paints in turn."""

    def on_idle(self) -> None:
        """See whether a key changed something; Textual's own handler, which waits for its turn, follows this one."""
        app = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - App of what
        if isinstance(app, SparingApp) and app.urgency.pressing and not app.message_queue_size and self._changed:
            asyncio.get_running_loop().call_soon(self._paint, app)

    def _on_timer_update(self) -> None:
        """Paint when it is time, but not before a key that is coming: what it changes is painted with it, once."""
        app = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - App of what
        if not (isinstance(app, SparingApp) and app.urgency.coming):
            super()._on_timer_update()

    def _paint(self, app: SparingApp) -> None:
        if not app.leaving:
            self._on_timer_update()

    @property
    def _changed(self) -> bool:
        """Whether there is anything to paint; as Textual's own handler asks."""
        laid_out = self._layout_required or self._scroll_required
        return laid_out or self._repaint_required or bool(self._dirty_widgets)
