"""A page to read: lines one can scroll through."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.lines import Line


class ReadingScreen(PromptScreen):
    """Shows lines that do not change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    def __init__(self, lines: tuple[Line, ...]) -> None:
        super().__init__()
        self._lines, self._box = lines, ScrollBox()

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._box
        yield FooterBar(WAY_OUT)

    def on_mount(self) -> None:
        """Show them."""
        self._box.show(self._lines)
        self._box.focus()
