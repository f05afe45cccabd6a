"""Everything about one row: the whole chain of evidence, wrapped, with every remedy."""

from datetime import UTC, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.lines import Line, line
from akotui.views.table import Query, Tone
from akotui.views.why import Why, explain
from akotui.views.why_lines import full

_HINTS = (("C", "Markdown"), ("c", "copy"), ("o", "owner"), *WAY_OUT)


class DetailScreen(PromptScreen):
    """Stays current: the row is looked up by its key in each new estate, and the screen says so when it is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]
    hints: ClassVar[tuple[tuple[str, str], ...]] = _HINTS

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, spec: PaneSpec, key: str, subject: object, header: HeaderBar) -> None:
        super().__init__()
        self.spec, self.key = spec, key
        self.subject = subject
        self._header, self._box = header, ScrollBox()
        self._gone = False

    @property
    def why(self) -> Why | None:
        """What is told, and copied from here."""
        return explain(self.subject, self.estate, self.now)

    def compose(self) -> ComposeResult:
        """Lay out: the header stays, so that it is seen how old this is."""
        yield self._header.data_bind(DetailScreen.estate, DetailScreen.now)
        yield self._box
        yield FooterBar(self.hints)

    def on_mount(self) -> None:
        """Show it."""
        self._box.focus()
        self.tell()

    def watch_estate(self) -> None:
        """Find the row in the new estate."""
        listing = self.spec.listing(self.estate, Query())
        self._gone = self.key not in listing.keys
        if not self._gone:
            self.subject = listing.subjects[listing.keys.index(self.key)]
        self.tell()

    def watch_now(self) -> None:
        """Tell the new ages."""
        self.tell()

    def tell(self) -> None:
        """Draw the explanation."""
        why = self.why
        gone = (line("This is no longer so; below is what was last seen.", Tone.WARNING), ()) if self._gone else ()
        if self.is_mounted and why is not None:
            self._box.show((*gone, *self.lines(why)))

    def lines(self, why: Why) -> tuple[Line, ...]:
        """Return it as it is drawn."""
        return full(why)
