"""A table pane of which cells hold moments: it shows how long ago they were, and paints again only what got older."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

import msgspec
from textual.reactive import var

from akotui.analysis.timeline import Timeline
from akotui.tui.panes import PaneSpec
from akotui.tui.panes.table_pane import TablePane
from akotui.views import triage
from akotui.views.ages import aged, due
from akotui.views.last_finding import last_finding
from akotui.views.lines import Line
from akotui.views.seniority import dated
from akotui.views.table import Column, Listing, Order, Query, Row

_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class AgingPane(TablePane):
    """Rows are sorted and filtered by moments; ages are made for what is painted, and again when one of them is due."""

    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, spec: PaneSpec, number: int) -> None:
        super().__init__(spec, number)
        self._places = age_places(spec.columns)
        self._moments: dict[int, tuple[str, ...]] = {}
        self._checked: tuple[datetime, datetime] | None = None

    def show(self, listing: Listing, vacant: tuple[Line, ...] = ()) -> None:
        """Show these rows, their moments as ages."""
        self._moments.clear()
        super().show(Listing(listing.keys, listing.subjects, partial(self._aged, listing), listing.form), vacant)

    def watch_now(self) -> None:
        """Paint what got older."""
        if not self._seen or (self._checked is not None and self._checked[0] <= self.now < self._checked[1]):
            return
        if any(self._is_older(y, row) for y, row in self._drawn.items()):
            self._refresh_changed()
        moments = (text for y in self._drawn for text in self._moments.get(self._top + y - self._heading, ()))
        dues = [moment for text in moments if (moment := due(text, self.now)) is not None]
        self._checked = self.now, min(dues, default=_NEVER)

    def _is_older(self, y: int, row: Row | None) -> bool:
        moments = self._moments.get(self._top + y - self._heading, ())
        return row is not None and any(
            row.cells[place] != aged(text, self.now) for place, text in zip(self._places, moments, strict=False)
        )

    def _aged(self, listing: Listing, index: int) -> Row:
        self._checked = None
        row = listing.row(index)
        cells = list(row.cells)
        self._moments[index] = tuple(cells[place] for place in self._places)
        for place in self._places:
            cells[place] = aged(cells[place], self.now)
        return msgspec.structs.replace(row, cells=tuple(cells))


def age_places(columns: Sequence[Column]) -> tuple[int, ...]:
    """Return where the moments stand."""
    return tuple(place for place, column in enumerate(columns) if column.order is Order.AGE)


class FindingsPane(AgingPane):
    """The findings, with the time since which each is known."""

    timeline: var[Timeline] = var(Timeline())

    def watch_timeline(self, before: Timeline, timeline: Timeline) -> None:
        """Tell since when the findings are known."""
        if before.since is not timeline.since and self._every is not None:
            self._every = dated(self._every, timeline.since)
            self.catch_up()

    def vacancy(self, query: Query) -> tuple[Line, ...]:
        """Return what was looked at where nothing is wrong, and when something was last."""
        lines = super().vacancy(query)
        return (*lines, *last_finding(self.timeline)) if lines == triage.summary(self.estate) else lines

    def tabulate(self, query: Query) -> Listing:
        """Return the findings with their moments."""
        return dated(super().tabulate(query), self.timeline.since)
