"""The columns of a table, to be shown or hidden for this session."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from akotui.tui.messages import Told
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.row_table import RowTable
from akotui.views.table import Column, Row, Tone, listed

_SHOWN = (Column("shown", "SEEN", 4), Column("title", "COLUMN", 20, grow=1))


class ColumnsScreen(PromptScreen):
    """A line a column; Enter or space shows or hides it. One stays in any case."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_column", "show or hide"),
        Binding("escape,v", "app.pop_screen", "back"),
    ]

    def __init__(
        self, columns: Sequence[Column], hidden: frozenset[str], hide: Callable[[frozenset[str]], None]
    ) -> None:
        super().__init__()
        self._every = tuple(columns)
        self._hidden = hidden
        self._hide = hide
        self._table = RowTable(_SHOWN)
        self._table.add_class("pane", "-active")

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._table
        yield FooterBar((("space", "show or hide"), *WAY_OUT))

    def on_mount(self) -> None:
        """Take the keys."""
        self._table.focus()
        self._tell()

    def action_toggle_column(self) -> None:
        """Show or hide the column under the cursor."""
        self._table.action_choose()

    @on(RowTable.Chosen)
    def choose(self, event: RowTable.Chosen) -> None:
        """Show or hide it at once."""
        key = event.table.cursor_key
        if key is None:
            return
        hidden = self._hidden ^ {key}
        if len(hidden) == len(self._every):
            self.post_message(Told("one column stays"))
            return
        self._hidden = hidden
        self._hide(hidden)
        self._tell()

    def _tell(self) -> None:
        self._table.show(listed(self._every, self._row, lambda column: column.key))

    def _row(self, column: Column) -> Row:
        seen = column.key not in self._hidden
        return Row(column.key, ("yes" if seen else "no", column.title), Tone.PLAIN if seen else Tone.QUIET)
