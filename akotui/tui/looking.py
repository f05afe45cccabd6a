"""An app that shows more of a row than its screen does: the object behind it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.analysis.timeline import Timeline
from akotui.tui.messages import NO_ROW, RowWanted
from akotui.tui.panes import PANES, PaneSpec
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.owner import OwnerScreen
from akotui.tui.screens.raw import RawScreen
from akotui.tui.screens.tree import TreeScreen
from akotui.tui.signing_in import SigningInApp
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.views.places import place
from akotui.views.wanted import wanted
from akotui.views.whose import whose

_ELSEWHERE: Final = "this key is of a row; Esc goes back to the panes"


def utc_now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


class LookingApp(SigningInApp):
    """Knows the engine, and what is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "owner", "the AKO instance that owns it, with settings, pod and last events; or why nobody does"),
        Binding("y", "yaml", "the object as YAML, read now"),
        Binding("x", "tree", "the cluster as a tree, from this row"),
        Binding("ctrl+e", "fold_header", "hide the header, and back; meanwhile the footer tells how the sources are"),
    ]

    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    timeline: var[Timeline] = var(Timeline())
    whole: var[Estate] = var(Estate(), always_update=True)
    """All that is known; `estate` is the same without the findings that are acknowledged."""
    clock: Callable[[], datetime] = staticmethod(utc_now)
    cluster: str = ""
    demo: bool = False
    replay: var[str | None] = var[str | None](None)
    """How a recording plays (views/heading.py), None when none does."""
    paused: var[datetime | None] = var[datetime | None](None)
    """The moment of the rows while they are held still."""
    folded: var[bool] = var(default=False)
    """Whether the header is hidden, on every screen."""

    @property
    def looked_at(self) -> object:
        """What the row under the cursor is about, None where there is no row."""
        screen = self.screen
        return screen.subject if isinstance(screen, (MainScreen, DetailScreen, TreeScreen)) else None

    @property
    def no_row(self) -> str:
        """Why a key of a row can mean none, for the footer: the pane has none left, or this is a page; else empty."""
        screen = self.screen
        if isinstance(screen, MainScreen):
            return NO_ROW if screen.panes[screen.active].cursor_key is None else ""
        return "" if isinstance(screen, (DetailScreen, TreeScreen)) else _ELSEWHERE

    def header(self) -> HeaderBar:
        """Return the header for one more screen."""
        here = LookingApp
        return HeaderBar(self.cluster, demo=self.demo).data_bind(here.replay, here.paused, here.folded)

    def action_fold_header(self) -> None:
        """Hide the header, or show it."""
        self.folded = not self.folded

    def action_owner(self) -> None:
        """Show whose the thing is that the row is about."""
        row = self._row()
        if self.no_row:
            self.flash(self.no_row)
            return
        if row is None or whose(row[2], self.estate, (), self.now) is None:
            self.flash("nobody owns what this row is about: it is no object of AKO's")
            return
        screen = OwnerScreen(*row, self.header())
        self.push_screen(screen.data_bind(LookingApp.estate, LookingApp.now, LookingApp.timeline))

    def action_yaml(self) -> None:
        """Show the object behind the row as its API gives it."""
        found = wanted(self.looked_at, self.estate)
        if self.no_row:
            self.flash(self.no_row)
        elif self.running is None:
            self.flash("nothing is read yet")
        elif found is None:
            self.flash("this row is no object that an API could give")
        else:
            screen = RawScreen(found, self.running, self.clock, self.header())
            self.push_screen(screen.data_bind(LookingApp.estate, LookingApp.now))

    def action_tree(self) -> None:
        """Show where the row stands in the whole."""
        screen = TreeScreen(self.cluster, self.looked_at, self.header())
        self.push_screen(screen.data_bind(LookingApp.estate, LookingApp.now))

    def _row(self) -> tuple[PaneSpec, str, object] | None:
        """Return the row that is looked at: its pane, its key there, and what it is about."""
        screen = self.screen
        if isinstance(screen, DetailScreen):
            return screen.spec, screen.key, screen.subject
        if isinstance(screen, MainScreen):
            pane = screen.panes[screen.active]
            return (pane.told, pane.cursor_key, pane.selected) if pane.cursor_key is not None else None
        found = place(self.looked_at)
        spec = next((one for one in PANES if found is not None and one.noun == found[0]), None)
        return (spec, found[1], self.looked_at) if spec is not None and found is not None else None

    @on(RowWanted)
    def go_to_row(self, event: RowWanted) -> None:
        """Close what stands above the panes, and go to the row."""
        while not isinstance(self.screen, MainScreen) and len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, MainScreen):
            self.screen.go_to(event.noun, event.key)
