"""The findings that somebody accepts, apart from those that want attention."""

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.acknowledging import Acknowledged
from akotui.analysis.estate import Estate
from akotui.tui.messages import DetailWanted
from akotui.tui.panes import PaneSpec
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.row_table import RowTable
from akotui.views import acknowledged
from akotui.views.lines import line
from akotui.views.table import Listing, Query

_NONE = (line("No finding is acknowledged any more. Esc goes back."),)


class AcknowledgedScreen(PromptScreen):
    """Each with the reason and the last day; Enter shows all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,A", "app.pop_screen", "back")]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    acknowledged: var[Acknowledged] = var(Acknowledged(()))

    def __init__(self, header: HeaderBar) -> None:
        super().__init__()
        self._header = header
        self._table = RowTable(acknowledged.COLUMNS)
        self._table.add_class("pane", "-active")

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._header.data_bind(AcknowledgedScreen.estate, AcknowledgedScreen.now)
        yield self._table
        yield FooterBar((("↵", "why"), *WAY_OUT))

    def on_mount(self) -> None:
        """Show them."""
        self._table.focus()
        self.tell()

    def watch_acknowledged(self) -> None:
        """Show those of the new estate."""
        self.tell()

    def tell(self) -> None:
        """Fill the table."""
        if self.is_mounted:
            self._table.border_title = f"Acknowledged {len(self.acknowledged.accepted)}"
            self._table.show(self.listing(self.estate, Query()), _NONE)

    def listing(self, _: Estate, query: Query) -> Listing:
        """Return the rows, as a pane does."""
        return acknowledged.listing(self.acknowledged, query)

    @on(RowTable.Chosen)
    def open_row(self, event: RowTable.Chosen) -> None:
        """Tell everything about the row."""
        key = event.table.cursor_key
        if key is not None:
            spec = PaneSpec("acknowledged", "Acknowledged", "Acknowledged", acknowledged.COLUMNS, self.listing)
            self.post_message(DetailWanted(spec, key, event.table.selected))
