"""A table pane: the one class for all tables of the estate."""

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec
from akotui.tui.widgets.row_table import RowTable
from akotui.views import triage
from akotui.views.lines import Line
from akotui.views.table import Listing, Query
from akotui.views.vacant import vacant


class TablePane(RowTable):
    """Computes its rows only while it is seen, and again when it is shown."""

    estate: var[Estate] = var(Estate(), always_update=True)
    instance: var[str | None] = var[str | None](None)
    text: var[str] = var("")

    def __init__(self, spec: PaneSpec, number: int) -> None:
        super().__init__(spec.columns)
        self.spec = spec
        self.number = number
        self.add_class("pane", f"pane--{spec.noun}")
        self.set_class(spec.slotted, "pane--slotted")
        self._seen = False
        self._behind = True

    def watch_estate(self) -> None:
        """Show the new estate."""
        self.catch_up()

    def watch_instance(self) -> None:
        """Narrow to the instance, or show all again."""
        self.catch_up()

    def watch_text(self) -> None:
        """Filter."""
        self.catch_up()

    @property
    def told(self) -> PaneSpec:
        """What a screen about one of the rows finds that row by."""
        return self.spec

    def wake(self) -> None:
        """Be seen and filled at once, so that the very next key finds its rows."""
        self.update_node_styles(animate=False)
        self.on_show()

    def on_show(self) -> None:
        """Compute what was left out while nobody looked."""
        self._seen = True
        if self._behind:
            self.catch_up()

    def on_hide(self) -> None:
        """Stop computing."""
        self._seen = False

    def catch_up(self) -> None:
        """Compute the rows now, or remember that they are to be computed."""
        self._behind = not self._seen
        if self._seen:
            query = Query(self.text, self.instance)
            listing = self.tabulate(query)
            self.border_title = f"{self.number} {self.spec.title} {self.count(listing)}".rstrip()
            self.show(listing, () if len(listing) else self.vacancy(query))

    def tabulate(self, query: Query) -> Listing:
        """Return the rows."""
        return self.spec.listing(self.estate, query)

    def count(self, listing: Listing) -> str:
        """Return how many rows there are, for the title."""
        return triage.shown(self.estate, self.spec.noun, listing)

    def vacancy(self, query: Query) -> tuple[Line, ...]:
        """Return what stands in place of rows when there are none."""
        return vacant(self.estate, self.spec.noun, query)
