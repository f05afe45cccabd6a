"""The pane of what changed in this session."""

import dataclasses

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.analysis.timeline import Timeline
from akotui.tui.panes import PaneSpec
from akotui.tui.panes.table_pane import TablePane
from akotui.views import timeline as view
from akotui.views.lines import Line
from akotui.views.table import Listing, Query
from akotui.views.vacant import filtered_out


class TimelinePane(TablePane):
    """A table of events: they outlive the estates that told them."""

    timeline: var[Timeline] = var(Timeline())
    since: var[str] = var("")

    @property
    def told(self) -> PaneSpec:
        """What a screen about an event finds it by: an event that was told stays."""
        return dataclasses.replace(self.spec, listing=view.lister(self.timeline))

    def watch_timeline(self) -> None:
        """Show what happened."""
        self.renew()

    def watch_estate(self, before: Estate, estate: Estate) -> None:
        """Nothing: an estate changes no event."""

    def watch_since(self) -> None:
        """Tell above the events what came and went since the baseline."""
        self.renew()

    def watch_narrowing(self) -> None:
        """Nothing: what changed stays told whatever the other panes are narrowed to."""

    def tabulate(self, query: Query) -> Listing:
        """Return the events."""
        return view.lister(self.timeline)(self.estate, query)

    def count(self, listing: Listing) -> str:
        """Return how many events are seen, and whether older ones were dropped."""
        every = f"{len(self.timeline.events)}{' (older ones dropped)' if self.timeline.left_out else ''}"
        counted = every if len(listing) == len(self.timeline.events) else f"{len(listing)} of {every}"
        return f"{counted}  since baseline: {self.since}" if self.since else counted

    def vacancy(self, query: Query) -> tuple[Line, ...]:
        """Return what an empty timeline says."""
        del query
        return filtered_out(self.asked) or view.vacant()
