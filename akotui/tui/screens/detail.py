"""Everything about one row: the whole chain of evidence, wrapped, with every remedy."""

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec
from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.lines import line
from akotui.views.table import Query, Tone
from akotui.views.why import explain
from akotui.views.why_lines import full


class DetailScreen(Sturdy, Screen[None]):
    """Stays current: the row is looked up by its key in each new estate, and the screen says so when it is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, spec: PaneSpec, key: str, subject: object, header: HeaderBar) -> None:
        super().__init__()
        self._spec, self._key = spec, key
        self.subject = subject
        self._header = header
        self._gone = False

    def compose(self) -> ComposeResult:
        """Lay out: the header stays, so that it is seen how old this is."""
        yield self._header.data_bind(DetailScreen.estate, DetailScreen.now)
        yield ScrollBox()
        yield FooterBar(WAY_OUT)

    def on_mount(self) -> None:
        """Show it."""
        self.query_one(ScrollBox).focus()
        self.tell()

    def watch_estate(self) -> None:
        """Find the row in the new estate."""
        listing = self._spec.listing(self.estate, Query())
        self._gone = self._key not in listing.keys
        if not self._gone:
            self.subject = listing.subjects[listing.keys.index(self._key)]
        self.tell()

    def watch_now(self) -> None:
        """Tell the new ages."""
        self.tell()

    def tell(self) -> None:
        """Draw the explanation."""
        why = explain(self.subject, self.estate, self.now)
        gone = (line("This is no longer so; below is what was last seen.", Tone.WARNING), ()) if self._gone else ()
        if self.is_mounted and why is not None:
            self.query_one(ScrollBox).show((*gone, *full(why)))
