"""The columns of a table, to be shown or hidden for this session."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.views.table import Column


class ColumnsScreen(Sturdy, Screen[None]):
    """A line a column; space shows or hides it. One stays in any case."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v", "app.pop_screen", "back")]

    def __init__(
        self, columns: Sequence[Column], hidden: frozenset[str], hide: Callable[[frozenset[str]], None]
    ) -> None:
        super().__init__()
        self._keys = tuple(one.key for one in columns)
        self._list = SelectionList[str](
            *(Selection(Content(one.title), one.key, one.key not in hidden) for one in columns)
        )
        self._hide = hide

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._list
        yield FooterBar((("space", "show or hide"), *WAY_OUT))

    def on_mount(self) -> None:
        """Take the keys."""
        self._list.focus()

    @on(SelectionList.SelectedChanged)
    def tell(self) -> None:
        """Show and hide at once."""
        shown = set(self._list.selected)
        if shown:
            self._hide(frozenset(key for key in self._keys if key not in shown))
        else:
            self._list.select(self._keys[0])
