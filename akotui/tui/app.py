"""The app: paints first, then starts the engine, and hands every estate to the screen. It only shows."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import ClassVar

import msgspec
from textual import events, on
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.widgets import Input

from akotui.analysis.acknowledging import Acknowledged, Acknowledgement, part
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.analysis.standstill import stand_still
from akotui.analysis.timeline import Timeline, follow, fresh, raised
from akotui.errors import AkotuiError, NoContext
from akotui.tui.commanding import CommandedApp
from akotui.tui.comparing import ComparingApp
from akotui.tui.copying import Form, copy, copy_text
from akotui.tui.fitted_app import FittedApp
from akotui.tui.foretelling import ForetellingApp
from akotui.tui.looking import LookingApp, utc_now
from akotui.tui.messages import AcknowledgedWanted, ContextWanted, DetailWanted, EstateReady
from akotui.tui.panes.sifted_table import SiftedTable
from akotui.tui.pausing import PausingApp
from akotui.tui.running import OpenEngine, Opening
from akotui.tui.saving import SavingApp
from akotui.tui.screens.acknowledged import AcknowledgedScreen
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.help import HelpScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.outlook import OutlookScreen
from akotui.tui.screens.raw import RawScreen
from akotui.tui.screens.searching import SearchingScreen
from akotui.tui.signing_in import SigningInApp
from akotui.tui.sparing_app import SparingApp
from akotui.tui.sturdy import Report
from akotui.views.why import explain

_SECOND = 1.0
_CLOSING = 1.5
"""Seconds that the engine has to close its sources once the screen is gone."""


class AkotuiApp(FittedApp, SparingApp, ComparingApp):
    """The live screen.

    `open_engine` is called after the first paint; an AkotuiError from it (or from the engine) is shown as a banner and
    kept in `failure`, for the exit code of whoever runs the app. `title` names the cluster (its kubeconfig context),
    `ignored` are the entries of the configuration that set findings apart, `report` keeps what is known of a bug.
    """

    CSS_PATH = "app.tcss"
    MAIN: ClassVar[type[MainScreen]] = MainScreen
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit at once"),
        Binding("ctrl+c,ctrl+q", "quit", "quit at once", priority=True, show=False),
        Binding("question_mark", "help", "this page", key_display="?"),
        Binding("ctrl+r", "refresh", "read everything again now"),
        Binding("c", "copy('remedy')", "copy the remedy to the clipboard"),
        Binding("C", "copy('explanation')", "copy the whole explanation as Markdown"),
    ]

    acknowledged: var[Acknowledged] = var(Acknowledged(()))

    def __init__(
        self,
        open_engine: OpenEngine,
        *,
        title: str = "",
        demo: bool = False,
        ignored: Sequence[Acknowledgement] = (),
        clock: Callable[[], datetime] = utc_now,
        report: Report | None = None,
    ) -> None:
        super().__init__(report)
        self._open_engine = open_engine
        self.clock = clock
        self.cluster = title
        self.demo = demo
        self.ignored = tuple(ignored)
        self._followed = self._heard = Timeline()
        self._follow: Callable[[Timeline, Estate], Timeline] = follow
        self._reading: asyncio.Task[None] | None = None
        self._ending = set[asyncio.Task[None]]()
        self._count = 0

    async def on_mount(self) -> None:
        """Paint the empty screen; keys that were typed meanwhile find it there."""
        self.now = self.clock()
        await self.push_screen(self._main_screen())

    def on_ready(self) -> None:
        """Read, now that something is seen."""
        self.set_interval(_SECOND, self._tick)
        self.call_after_refresh(self._read)

    async def action_quit(self) -> None:
        """Leave at once, whatever is going on."""
        self.exit()

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(HelpScreen(*all_keys()))

    async def change_cluster(self, opening: Opening) -> None:
        """End reading the one, with sessions logged out, and begin with the other as if akotui had just started."""
        if self._reading is not None:
            self._reading.cancel()
            self._ending.add(self._reading)
            await asyncio.wait({self._reading}, timeout=_CLOSING)
        self._open_engine, self.cluster, self.ignored = opening.engine, opening.title, opening.ignored
        self._count += 1
        self.running, self.failure = None, None
        self.whole, self._followed, self._heard = Estate(), Timeline(), Timeline()
        self.forget_baseline()
        self.paused = self._held_back = None
        with self.batch_update():
            self.acknowledged, self.timeline, self.estate = Acknowledged(()), Timeline(), Estate()
            while len(self.screen_stack) > 1:
                self.pop_screen()
            await self.push_screen(self._main_screen())
        self.name_window(self.cluster, self.estate)
        self._read()

    def action_refresh(self) -> None:
        """Ask the sources to try again; start from the beginning when nothing reads any more."""
        if self._reading is not None and self._reading.done():
            self.failure = None
            self._read()
        elif self.running is not None:
            self.running.poke()
        self.flash("reading again")

    def come_back(self) -> None:
        """Connect anew: what is shown is as old as the suspension was long; and name the window again."""
        self.name_window(self.cluster, self.estate)
        if self.running is not None:
            self.running.poke()

    def action_copy(self, form: str) -> None:
        """Copy from the row that is explained: its remedy, or all of the explanation as Markdown."""
        screen = self.screen
        if isinstance(screen, OutlookScreen):
            sequence, message = copy_text(*screen.copied(Form(form)))
        elif isinstance(screen, RawScreen):
            sequence, message = copy_text(screen.copied, "YAML")
        elif self.no_row:
            sequence, message = None, f"nothing to copy: {self.no_row}"
        else:
            why = screen.why if isinstance(screen, DetailScreen) else explain(self.looked_at, self.estate, self.now)
            sequence, message = copy(why, Form(form), self.now)
        if sequence is not None:
            self.to_terminal(sequence)
        self.flash(message)

    def on_key(self, event: events.Key) -> None:
        """Give the filter line what was typed in one burst with the key that opened it and went to the table."""
        line = self.focused
        if isinstance(line, Input) and event.is_printable and event.character:
            line.insert_text_at_cursor(event.character)

    @on(EstateReady)
    def show_estate(self, event: EstateReady) -> None:
        """Show the new estate, everywhere in one paint; one of a cluster that was left is of no interest any more."""
        if event.of != self._count:
            return
        news, self._heard = fresh(self._heard, self._followed), self._followed
        if (
            news
            and self.appearance.bell
            and raised(news, Severity.ERROR, _parted(event.estate, self.ignored, self.now).open)
        ):
            self.bell()
        if self.holds_back(event):
            return
        with self.batch_update():
            self.now = self.clock().replace(microsecond=0)  # as the clock ticks: no age goes back
            self.whole = event.estate
            self._part()
            self.timeline = self._followed
            self.name_window(self.cluster, self.estate)

    @on(AcknowledgedWanted)
    def show_acknowledged(self) -> None:
        """Show the findings that stand apart."""
        screen = AcknowledgedScreen(self.header())
        self.push_screen(screen.data_bind(AkotuiApp.acknowledged, AkotuiApp.estate, AkotuiApp.now))

    @on(DetailWanted)
    def show_detail(self, event: DetailWanted) -> None:
        """Tell everything about one row."""
        header = self.header()
        screen = DetailScreen(event.spec, event.key, event.subject, header)
        self.push_screen(screen.data_bind(AkotuiApp.estate, AkotuiApp.now))

    def _main_screen(self) -> MainScreen:
        here, screen = AkotuiApp, self.MAIN(self.header())
        screen.data_bind(here.acknowledged, here.estate, here.timeline, here.now, here.failure, here.known_contexts)
        screen.data_bind(here.since, here.standard)
        return screen

    def _read(self) -> None:
        self._reading = asyncio.create_task(self._live(), name="engine")
        self._reading.add_done_callback(self._reading_ended)

    async def _live(self) -> None:
        count = self._count

        def publish(estate: Estate) -> None:
            if count == self._count:
                self._followed = self._follow(self._followed, estate)
                self.keep_first()
                self.post_message(EstateReady(estate, count))

        try:
            self.running = await self._open_engine()
            await self.running.run(publish)
        except AkotuiError as error:
            self.failure = error
            if isinstance(error, NoContext) and self.contexts is not None:
                self.post_message(ContextWanted(""))

    def _reading_ended(self, task: asyncio.Task[None]) -> None:
        self._ending.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self.survive(error)
            if task is self._reading:
                still = stand_still(self.whole, "reading has stopped for an internal error")
                self.post_message(EstateReady(still, self._count))

    async def _shutdown(self) -> None:
        """Close, then give the engine a moment to close its sources (log out); the terminal is free already."""
        self.give_title_back()
        await super()._shutdown()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading, *self._ending}, timeout=_CLOSING)

    def _tick(self) -> None:
        self.heed_terminal()
        before, self.now = self.now, self.clock().replace(microsecond=0)
        if self.ignored and before.date() != self.now.date():
            self._part()

    def _part(self) -> None:
        """Set apart what the configuration ignores today; an estate without such entries is taken as it is."""
        if self.ignored:
            self.acknowledged = _parted(self.whole, self.ignored, self.now)
            self.estate = msgspec.structs.replace(self.whole, findings=self.acknowledged.open)
        else:
            self.estate = self.whole


def all_keys() -> tuple[Sequence[BindingType], ...]:
    """Return the bindings of all that there is, in the order in which the help tells them."""
    tables = (MainScreen, SearchingScreen, SiftedTable)
    apps = (
        *(CommandedApp, SigningInApp, LookingApp, ForetellingApp),
        *(PausingApp, SavingApp, ComparingApp, AkotuiApp),
    )
    return tuple(group.BINDINGS for group in (*tables, *apps))


def _parted(estate: Estate, ignored: Sequence[Acknowledgement], now: datetime) -> Acknowledged:
    """Return the findings that count on this day, and those that the configuration sets apart."""
    return part(estate.findings, ignored, now.astimezone(UTC).date())
