"""An app that sends the terminal only what differs from what it shows (tui/sparing.py)."""

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.screen import Screen

from akotui.tui.sparing import Shown


class SparingApp(App[None]):
    """Puts the difference in the place of each update that Textual would write."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()

    def on_resize(self) -> None:
        """Take the terminal for blank: its size changed, or it was somebody else's for a while (Ctrl-Z)."""
        self._shown.forget()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate):
            renderable = self._shown.difference(renderable)
        super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType] - Textual says Screen of what
