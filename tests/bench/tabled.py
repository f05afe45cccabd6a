"""One table of namespaces, alone on a screen, done to as keys say: `python -m tests.bench.tabled KIND ROWS`.

1 fills it, 2 empties it, 3 filters, 4 takes the filter off, 5 and 6 sort and unsort it, `c` sorts by what changes, 7
and 8 change 100 rows that are out of sight and partly in sight, `j` moves the cursor down and 9 to the top
(tests/bench/tables.py). The estates that 7 and 8 show are made at the start and with 9: making them is not the table's
work. Of tables of any size as many rows change that are in sight.
"""

import random
import sys
from collections.abc import Sequence
from functools import partial

import msgspec
from textual import events
from textual.app import App, ComposeResult
from textual.theme import Theme
from textual.widgets import DataTable, Static
from textual.widgets.data_table import CellDoesNotExist

from akotui.analysis.analyse import analyse
from akotui.analysis.blocks import rearranged
from akotui.analysis.estate import Estate, looked_at
from akotui.analysis.subjects import NamespaceSubject
from akotui.cli import pauses
from akotui.cli.resting import resting_loop
from akotui.tui.palette import ANSI, DARK
from akotui.tui.panes import PANES, PaneSpec
from akotui.tui.panes.table_pane import TablePane
from akotui.tui.sparing_app import SparingApp
from akotui.tui.urgency import Urgency
from akotui.tui.widgets.row_table import EMPTY, RowTable
from akotui.views.ranked import Ranked
from akotui.views.table import Listing, Query, Row
from tests.bench import fleet
from tests.bench.judge import read

(SPEC,) = [spec for spec in PANES if spec.noun == "namespaces"]
WANTED = "-7"
"""About a tenth of the names hold it."""
CHANGED = 100
SEEN = 500
ORDERS = {"5": "labels", "c": "virtual-services", "6": ""}
"""The columns by which some keys sort."""


def estate(rows: int) -> Estate:
    """An estate of so many namespaces."""
    return looked_at(analyse(None, read(fleet.Size(10, rows, 20, 20)), []))


def changed(before: Estate, places: Sequence[int]) -> Estate:
    """The same after the number of virtual services of these namespaces changed, put together as the analysis does."""
    were = [before.namespaces[place] for place in places]
    are = [msgspec.structs.replace(one, virtual_services=one.virtual_services + 1) for one in were]
    namespaces = rearranged(before.namespaces, zip(were, are, strict=True), lambda one: (one.namespace.metadata.name,))
    return msgspec.structs.replace(before, namespaces=namespaces)


class Tabled:
    """What both apps know: the estates that follow each other, made before they count."""

    def __init__(self, rows: int) -> None:
        self.estate = estate(rows)
        self.subjects: list[NamespaceSubject] = []
        self._chance = random.Random(1)
        self._next: dict[str, tuple[Estate, list[int]]] = {}
        self.prepare()

    def prepare(self) -> None:
        """Make the estate that follows with 7, and the one that follows that one with 8."""
        before, subjects = self.estate, SPEC.listing(self.estate, Query()).subjects
        shown = [*subjects.places] if isinstance(subjects, Ranked) else [*range(len(subjects))]
        seen = min(SEEN, len(shown) // 2)
        far = [place for place in shown[seen:] if place >= seen]  # nor do they come into sight by what changes
        for key, among in (("7", far), ("8", shown[:seen])):
            places = self.some(among)
            before = changed(before, places)
            self._next[key] = before, places

    def follow(self, key: str) -> Estate:
        """Return the estate that follows; `subjects` are those that changed in it."""
        self.estate, places = self._next[key]
        self.subjects = [self.estate.namespaces[place] for place in places]
        return self.estate

    def some(self, among: Sequence[int]) -> list[int]:
        """Return a hundred of these places."""
        return self._chance.sample(among, min(CHANGED, len(among)))


class PaneApp(SparingApp):
    """akotui's pane."""

    CSS_PATH = "../../akotui/tui/app.tcss"

    def __init__(self, rows: int, colours: Theme = DARK) -> None:
        super().__init__()
        self._colours = colours
        self._tabled = Tabled(rows)
        self._pane = TablePane(SPEC, 3)

    def compose(self) -> ComposeResult:
        """The pane, and a line that says when it can begin."""
        yield self._pane
        yield Static("ready")

    def on_mount(self) -> None:
        """Give it the keys."""
        self.register_theme(self._colours)
        self.theme = self._colours.name
        self._pane.add_class("-active")
        self._pane.wake()
        self._pane.focus()

    def on_key(self, event: events.Key) -> None:
        """Do what the key stands for; `j` is the table's own."""
        tabled, pane = self._tabled, self._pane
        match event.character:
            case "1":
                pane.estate = tabled.estate
            case "2":
                pane.estate = Estate()
            case "0":
                pane.prepare()
            case "3":
                pane.text = WANTED
            case "4":
                pane.text = ""
            case "5" | "6" | "c":
                pane.sort(ORDERS[event.character])
            case "7" | "8":
                pane.estate = tabled.follow(event.character)
            case "9":
                tabled.prepare()
                pane.action_jump(0)
            case _:
                pass


class TableApp(SparingApp):
    """akotui's table alone, given finished listings."""

    CSS_PATH = "../../akotui/tui/app.tcss"

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._tabled = Tabled(rows)
        self._table = RowTable(SPEC.columns)
        self._listing = SPEC.listing(self._tabled.estate, Query())

    def compose(self) -> ComposeResult:
        """The table, and a line that says when it can begin."""
        yield self._table
        yield Static("ready")

    def on_mount(self) -> None:
        """Give it the keys."""
        self.register_theme(DARK)
        self.theme = DARK.name
        self._table.focus()

    def on_key(self, event: events.Key) -> None:
        """Do what the key stands for."""
        match event.character:
            case "1":
                self._table.show(self._listing)
            case "2":
                self._table.show(EMPTY)
            case "7" | "8":
                among = range(SEEN) if event.character == "8" else range(SEEN, len(self._listing))
                self._listing = replaced(self._listing, self._tabled.some(among))
                self._table.show(self._listing)
            case "9":
                self._table.action_jump(0)
            case _:
                pass


def replaced(before: Listing, places: Sequence[int]) -> Listing:
    """The same listing with other rows in these places."""
    new = {place: msgspec.structs.replace(before.row(place), cells=before.row(place).cells[::-1]) for place in places}
    return Listing(before.keys, before.subjects, lambda index: new.get(index) or before.row(index))


class DataTableApp(App[None]):
    """Textual's table, with the same rows and columns of fixed width."""

    CSS = "DataTable { height: 1fr; } Static { height: 1; }"

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._tabled = Tabled(rows)
        self._table: DataTable[str] = DataTable(cursor_type="row")

    def compose(self) -> ComposeResult:
        """The table, and a line that says when it can begin."""
        yield self._table
        yield Static("ready")

    def on_mount(self) -> None:
        """Make the columns."""
        for column in SPEC.columns:
            self._table.add_column(column.title, width=column.width, key=column.key)
        self._table.focus()

    def on_key(self, event: events.Key) -> None:
        """Do what the key stands for."""
        tabled, table = self._tabled, self._table
        match event.character:
            case "1" | "4" | "6":
                self._fill(rows(SPEC, tabled.estate))
            case "2":
                table.clear()
            case "3":
                self._fill([row for row in rows(SPEC, tabled.estate) if any(WANTED in cell for cell in row.cells)])
            case "5" | "c":
                table.sort(ORDERS[event.character])
            case "7" | "8":
                tabled.follow(event.character)
                self._update(tabled.subjects)
            case "j":
                table.action_cursor_down()
            case "9":
                tabled.prepare()
                table.move_cursor(row=0)
            case _:
                pass

    def _fill(self, found: Sequence[Row]) -> None:
        self._table.clear()
        for row in found:
            self._table.add_row(*row.cells, key=row.key)

    def _update(self, subjects: Sequence[NamespaceSubject]) -> None:
        for subject in subjects:
            try:
                self._table.update_cell(
                    subject.namespace.metadata.name, "virtual-services", str(subject.virtual_services)
                )
            except CellDoesNotExist:
                continue


def rows(spec: PaneSpec, of: Estate) -> Sequence[Row]:
    """All rows of a pane."""
    return spec.listing(of, Query()).rows()


if __name__ == "__main__":
    kind, count = sys.argv[1:]
    apps = {"akotui": PaneApp, "ansi": partial(PaneApp, colours=ANSI), "table": TableApp, "datatable": DataTableApp}
    app = apps[kind](int(count))
    urgency = Urgency()
    with pauses.short() as sweeping:  # as akotui runs; to each of them
        urgency.sweep = sweeping.collect
        app.run(loop=resting_loop(urgency))
