"""The app on a recording: the same screens, and a moment that keys move. The clock is the recording's."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final, Protocol

from textual import on
from textual.binding import Binding, BindingType

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate
from akotui.analysis.timeline import Timeline
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.tui.app import AkotuiApp, all_keys
from akotui.tui.looking import utc_now
from akotui.tui.messages import EstateReady, MomentWanted, SpeedWanted
from akotui.tui.running import Running
from akotui.tui.screens.help import HelpScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.sturdy import Report
from akotui.views.ages import clock
from akotui.views.recorded_times import moment

_TAKEN: Final = frozenset({"seen(-1)", "seen(1)", "login", "refresh"})
"""Actions of the live screen whose keys do something else here, or nothing."""


class Playing(Running, Protocol):
    """A recording that plays."""

    @property
    def speed(self) -> float:
        """So many times as fast as it was."""
        ...

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Its first and its last moment."""
        ...

    @property
    def timeline(self) -> Timeline:
        """What changed until the estate that was published last."""
        ...

    def moment(self) -> datetime:
        """Return the recorded moment that is now."""
        ...

    def standing(self) -> str:
        """Return in a word how it plays, empty at its own speed."""
        ...

    def pause(self) -> None:
        """Stand still, or go on."""
        ...

    def play_at(self, speed: float) -> None:
        """Go faster or slower."""
        ...

    def step(self, *, forward: bool) -> None:
        """Pause at the next change, or at the one before."""
        ...

    def seek(self, at: datetime) -> None:
        """Go to a moment."""
        ...


class ReplayScreen(MainScreen):
    """The main screen, where the brackets step through time instead of through the panes seen."""

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (("p", "pause"), ("[ ]", "step"), ("{ }", "speed"), (":at", "seek"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_square_bracket", "app.step(-1)", show=False),
        Binding("right_square_bracket", "app.step(1)", show=False),
    ]


class ReplayApp(AkotuiApp):
    """Shows REPLAY and the recorded moment; ages are of that moment. `open_recording` is called after the paint."""

    MAIN: ClassVar[type[MainScreen]] = ReplayScreen
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "pause the recording, and go on"),
        Binding("left_square_bracket", "step(-1)", "back to the change before", key_display="["),
        Binding("right_square_bracket", "step(1)", "on to the next change", key_display="]"),
        Binding("left_curly_bracket", "pace(0.5)", "half as fast", key_display="{"),
        Binding("right_curly_bracket", "pace(2)", "twice as fast", key_display="}"),
        Binding("ctrl+r", "refresh", show=False),
        Binding("L", "login", show=False),
    ]

    def __init__(
        self,
        open_recording: Callable[[], Awaitable[Playing]],
        *,
        title: str = "",
        ignored: Sequence[Acknowledgement] = (),
        report: Report | None = None,
    ) -> None:
        super().__init__(self._open, title=title, ignored=ignored, clock=self._moment, report=report)
        self._open_recording = open_recording
        self._playing: Playing | None = None
        self.replay = "opening"
        self._follow = self._timeline_then

    def action_help(self) -> None:
        """Show the keys that there are on a recording."""
        live = ([one for one in group if not _taken(one)] for group in all_keys())
        self.push_screen(HelpScreen(ReplayApp.BINDINGS, *live))

    def name_window(self, cluster: str, estate: Estate) -> None:
        """Tell in the window's title, too, that this is a recording."""
        super().name_window(f"REPLAY {cluster}", estate)

    def action_pause(self) -> None:
        """Stand still, or go on."""
        if self._playing is not None:
            self._playing.pause()
            self._tell_moment()

    def action_step(self, places: int) -> None:
        """Go to the next change, or the one before."""
        if self._playing is not None:
            self._playing.step(forward=places > 0)
            self._tell_moment()

    def action_pace(self, factor: float) -> None:
        """Go faster or slower."""
        if self._playing is not None:
            self._playing.play_at(self._playing.speed * factor)
            self._tell_moment()
            self.flash(f"{self._playing.speed:g} times as fast as it was")

    def action_refresh(self) -> None:
        """Say that nothing is read."""
        self.flash("this is a recording: nothing is read; [ and ] go to other moments")

    def action_login(self) -> None:
        """Say that nothing is read."""
        self.action_refresh()

    @on(EstateReady)
    def tell_standing(self) -> None:
        """Tell where the recording stands now."""
        self._tell_moment()

    def move(self, event: MomentWanted | SpeedWanted) -> None:
        """Go to another moment, or another speed."""
        if self._playing is None:
            return
        try:
            if isinstance(event, MomentWanted):
                at = moment(event.text, self._playing.moment(), self._playing.span)
                self._playing.seek(at)
                self.flash(f"going to {clock(at)}")
            else:
                self._playing.play_at(_speed(event.text))
        except UsageError as error:
            self.flash(str(error))
        self._tell_moment()

    def _timeline_then(self, timeline: Timeline, _: Estate) -> Timeline:
        """Return what changed from the beginning of the recording until now: going back takes events away."""
        return timeline if self._playing is None else self._playing.timeline

    async def _open(self) -> Running:
        self._playing = await self._open_recording()
        return self._playing

    def _moment(self) -> datetime:
        if self._playing is None:
            return utc_now()
        self.replay = self._playing.standing()
        return self._playing.moment()

    def _tell_moment(self) -> None:
        self.now = self._moment()


def _taken(binding: BindingType) -> bool:
    return isinstance(binding, Binding) and binding.action in _TAKEN


def _speed(text: str) -> float:
    try:
        speed = float(text.strip().casefold().removesuffix("x"))
    except ValueError:
        speed = 0.0
    if not speed > 0:
        raise UsageError(f"no speed: {clean(text, 40)}; give a number, 1 is as it was")
    return speed
