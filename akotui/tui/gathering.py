"""A screen that paints what the clock changes in the very turn in which it ticks.

Textual has each widget that changed tell itself, then the screen, then a timer, which wakes up once more: of what an
idle screen does in a second, as much as making the new ages and painting them.
"""

import contextlib
from collections.abc import Generator

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from akotui.tui.sparing_app import SparingApp
from akotui.tui.sturdy import Sturdy


class GatheringScreen(Sturdy, Screen[None]):
    """Takes lines that changed from its widgets (tui/widgets/toned.py) while it gathers."""

    _gathers: bool = False

    @contextlib.contextmanager
    def painted_together(self) -> Generator[None]:
        """Gather; then paint, unless a key is on its way or more is about to change: that is painted with it."""
        self._gathers = True
        try:
            yield
        finally:
            self._gathers = False
        app = self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - App of what
        if not self._dirty_widgets:
            return
        if isinstance(app, SparingApp) and app.at_leisure and not app.urgency.awaited:
            self._on_timer_update()
        else:
            self.check_idle()

    def gathered(self, widget: Widget, *regions: Region) -> bool:
        """Take these lines of a widget for changed if it gathers now; tell whether it does."""
        if self._gathers:
            widget._set_dirty(*regions)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as Textual's refresh does
            if widget.display:
                self._dirty_widgets.add(widget)
        return self._gathers
