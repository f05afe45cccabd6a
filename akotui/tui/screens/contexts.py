"""The contexts of the kubeconfig, to go over to one of them."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from akotui.model.text import clean
from akotui.tui.messages import ContextWanted
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.row_table import RowTable
from akotui.views.table import Column, Row, Tone, listed

_COLUMNS = (Column("context", "CONTEXT", 30, grow=1), Column("seen", "", 9))


class ContextsScreen(PromptScreen):
    """A line a context; Enter goes over to it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    def __init__(self, names: Sequence[str], current: str) -> None:
        super().__init__()
        self._names = names
        self._current = current
        self._table = RowTable(_COLUMNS)
        self._table.add_class("pane", "-active")

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._table
        yield FooterBar((("↵", "go over to it"), *WAY_OUT))

    def on_mount(self) -> None:
        """Take the keys, at the context that is seen."""
        self._table.focus()
        self._table.border_title = "Contexts of the kubeconfig"
        self._table.show(listed(self._names, self._row, str))
        if self._current in self._names:
            self._table.action_jump(self._names.index(self._current))

    @on(RowTable.Chosen)
    def choose(self, event: RowTable.Chosen) -> None:
        """Want the one under the cursor."""
        if event.table.cursor_key is not None:
            self.post_message(ContextWanted(event.table.cursor_key))

    def _row(self, name: str) -> Row:
        seen = clean(name, 200) == self._current
        return Row(name, (clean(name, 200), "this one" if seen else ""), Tone.STRONG if seen else Tone.PLAIN)
