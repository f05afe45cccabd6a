"""A table pane: the one class for all tables of the estate."""

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec
from akotui.tui.panes.sifted_table import SiftedTable
from akotui.tui.widgets.row_table import EMPTY
from akotui.views import triage
from akotui.views.alike import alike
from akotui.views.lines import Line, line
from akotui.views.table import Listing, Query, Step
from akotui.views.tally import tally
from akotui.views.vacant import vacant


class TablePane(SiftedTable):
    """Computes its rows only while it is seen, and again when it is shown."""

    estate: var[Estate] = var(Estate(), always_update=True)
    narrowing: var[tuple[Step, ...]] = var[tuple[Step, ...]](())

    def __init__(self, spec: PaneSpec, number: int) -> None:
        super().__init__(spec.columns)
        self.spec = spec
        self.number = number
        self.add_class("pane", f"pane--{spec.noun}")
        self.set_class(spec.slotted, "pane--slotted")
        self._seen = False
        self._behind = True
        self._every: Listing | None = None
        self._before: Sequence[object] = ()
        self._listed: Listing = EMPTY
        self._titled = ""
        self._noted: str = ""

    @property
    def place(self) -> str:
        """Its key and its title."""
        return f"{self.number} {self.spec.title}"

    def watch_estate(self, before: Estate, estate: Estate) -> None:
        """Show the new estate, unless all that is seen of it is as before."""
        if self._every is None or not len(self._every) or not alike(before, estate):
            self.renew()

    def watch_narrowing(self) -> None:
        """Narrow, or show more again."""
        self.renew()

    @property
    def told(self) -> PaneSpec:
        """What a screen about one of the rows finds that row by."""
        return self.spec

    def wake(self) -> None:
        """Be seen and filled at once, so that the very next key finds its rows."""
        self.on_show()

    def on_show(self) -> None:
        """Compute what was left out while nobody looked."""
        self._seen = True
        if self._behind:
            self.catch_up()

    def on_hide(self) -> None:
        """Stop computing."""
        self._seen = False

    def renew(self) -> None:
        """Compute everything again: it follows from something else now."""
        self._every = None
        if not self._seen:
            self._before = ()  # nothing of an old estate is held for a pane that may not be shown again
        self.catch_up()

    def catch_up(self) -> None:
        """Sift the rows now, or remember that they are to be sifted."""
        self._behind = not self._seen
        if self._seen:
            query = Query(self.narrowing, self._before)
            if self._every is None:
                self._every = self.tabulate(query)
                self._before = self._every.subjects
            listing = self.sifted(self._every, self.estate)
            self._listed = listing
            self._tell()
            self.show(listing, () if len(listing) else (*self.vacancy(query), *map(line, self.notes)))

    def on_resize(self) -> None:
        """Tell in the frame what there is room for."""
        super().on_resize()
        if self._every is not None:
            self._tell()

    def _tell(self) -> None:
        """Tell above the rows how many there are, and below them in which states: beside it, where nothing is below."""
        listing, framed = self._listed, bool(self.styles.border_bottom[0])
        states = "" if self.asked else tally(self._every or listing)
        parts = (
            f"{self.place} {self.count(listing)}".rstrip(),
            self.asked,
            f"sort: {self.sorted_by}" if framed and self.sorted_by else "",
            "" if framed else states,
        )
        title, note = "  ".join(part for part in parts if part), states if framed else ""
        if title != self._titled:  # Textual paints the whole pane anew for either
            self._titled, self.border_title = title, Content(title)
        if note != self._noted:
            self._noted, self.border_subtitle = note, Content(note)

    @property
    def sorted_by(self) -> str:
        """The column that somebody sorted by, with an arrow as in its title; else what the rows are sorted by."""
        ordering = self.choice.ordering
        return f"{'↓' if ordering.backwards else '↑'}{ordering.column}" if ordering is not None else self.spec.order

    def tabulate(self, query: Query) -> Listing:
        """Return all rows of the query."""
        return self.spec.listing(self.estate, query)

    def count(self, listing: Listing) -> str:
        """Return how many rows there are, for the title."""
        return triage.shown(self.estate, self.spec.noun, listing)

    def vacancy(self, query: Query) -> tuple[Line, ...]:
        """Return what stands in place of rows when there are none."""
        return vacant(self.estate, self.spec.noun, query, self.asked)
