"""The pane of AKO instances: below its rows stand the ground rules that hold between them, where there is room."""

from textual.content import Content
from textual.reactive import var
from textual.strip import Strip

from akotui.tui.panes.table_pane import TablePane
from akotui.tui.widgets.painting import strip
from akotui.views.lines import Line
from akotui.views.table import Listing

_APART = 1
"""Lines between the rows and the rules."""


class InstancesPane(TablePane):
    """Draws the rules in lines that no row needs; where these are too few, the border tells in short what is broken."""

    rules: var[tuple[Line, ...]] = var[tuple[Line, ...]](())
    in_short: var[str] = var("")

    def show(self, listing: Listing, vacant: tuple[Line, ...] = ()) -> None:
        """Show these rows, and the rules below them."""
        before = self._first
        super().show(listing, vacant)
        if self._first != before:
            self._place()

    def on_resize(self) -> None:
        """Find out whether there is room."""
        super().on_resize()
        self._place()

    def watch_rules(self) -> None:
        """Show how they stand now."""
        self._place()

    def watch_in_short(self) -> None:
        """Tell it where there is no room for more."""
        self._place()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line (Textual's line API)."""
        first = self._first
        if first is None or not first <= y < first + len(self.rules):
            return super().render_line(y)
        self._drawn[y] = None
        rule, width = self.rules[y - first], self._width
        return self.painted(y, (rule, width), lambda: strip(rule, width, self.paint))

    @property
    def _first(self) -> int | None:
        """The line of the first rule, None where there is no room."""
        first = self.virtual_size.height + _APART
        fits = first + len(self.rules) <= self.size.height
        return first if fits and self.rules and len(self.listing) else None

    def _place(self) -> None:
        told = Content("" if self._first is not None else self.in_short)
        if told != self.border_subtitle:
            self.border_subtitle = told
        self.refresh()
