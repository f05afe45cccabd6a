"""An app that sends the terminal only what differs from what it shows (tui/sparing.py)."""

from rich.console import RenderableType
from textual import on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import Screen

from akotui.tui.sparing import Shown
from akotui.tui.sturdy import Report, SturdyApp
from akotui.tui.terminal import Terminal


class SparingApp(SturdyApp):
    """Puts the difference in the place of each update that Textual would write."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__(report)
        self._shown = Shown()

    def on_resize(self) -> None:
        """Take the terminal for blank: its size changed, or it was somebody else's for a while (Ctrl-Z)."""
        self._shown.forget()

    @on(Terminal.CaughtUp)
    def paint_anew(self) -> None:
        """Take the terminal for blank: some of what was written to it was left out."""
        self._shown.forget()
        self.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate) and self._writes:
            renderable = self._shown.difference(renderable, self.console)
            if not renderable.text:
                return
        super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType] - Textual says Screen of what

    @property
    def _writes(self) -> bool:
        """Whether Textual would write an update now; one that it drops must not be taken for shown."""
        running = self._running and not self._closed and not self._batch_count
        return running and not self.is_headless and self._driver is not None
