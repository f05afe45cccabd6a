"""Plays a track: what the screen needs of an engine (tui/running.py), with a moment that a person moves.

The moment stands while what was asked for is looked for: the way there is judged, change by change. Nothing is
contacted: there is no source here.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import AnyRule
from akotui.analysis.timeline import Timeline
from akotui.errors import UsageError
from akotui.model.inventory import Inventory
from akotui.model.objects import Sight, Wanted
from akotui.replay.clock import RecordedClock
from akotui.replay.track import Track
from akotui.sources.avi_account import AviCredentials
from akotui.sources.credentials import Interactive
from akotui.sources.recording import Recording, seen

_LARGE: Final = 2000
"""Objects from which on a moment is judged in a thread: keys are heard meanwhile."""


class Walk:
    """Moves along a track moment by moment, and lets keys be heard meanwhile. What it returns is where it stands."""

    def __init__(self, track: Track, began: datetime) -> None:
        self._track = track
        self._began = began

    async def to_next(self) -> datetime:
        """Go to the next moment that brought a change, or to the end."""
        while not self._track.ended:
            if await self.advance():
                break
        return self._here()

    async def to_last(self) -> datetime:
        """Go to the last moment before that brought a change, or to the beginning."""
        await self.reach(self._track.change_before() or 0)
        return self._here()

    async def reach(self, passed: int) -> None:
        """Go to where so many moments have passed."""
        if passed < self._track.place.passed:
            self._track.go_back(passed)
        while self._track.place.passed < passed:
            await self.advance()

    async def advance(self) -> bool:
        """Go on by one moment; tell whether it brought a change."""
        inventory = self._track.place.inventory
        many = len(inventory.cluster.ingresses) + len(inventory.cluster.services) > _LARGE
        if many or any(len(one.virtualservices) > _LARGE for one in inventory.controllers.values()):
            return await asyncio.to_thread(self._track.advance)
        await asyncio.sleep(0)
        return self._track.advance()

    def _here(self) -> datetime:
        return self._track.at or self._began


class Player:
    """A recording on its way. `monotonic` and `sleep` are arguments so that tests own the time.

    It starts at the first moment that tells how everything was, and goes on from there.
    """

    def __init__(
        self,
        recording: Recording,
        rules: Sequence[AnyRule],
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._track = Track(recording.facts, recording.scopes, rules)
        times = [moment.at for moment in self._track.moments]
        self.span: tuple[datetime, datetime] = recording.began, times[-1] if times else recording.began
        self._walk = Walk(self._track, recording.began)
        self._clock = RecordedClock(*self.span, monotonic)
        self._sleep = sleep
        self._shown = self._track.place
        self._wanted: list[Callable[[], Awaitable[datetime]]] = []
        self._woken = asyncio.Event()
        self._want(self._walk.to_next)

    @property
    def inventory(self) -> Inventory:
        """Everything known at the moment that is shown."""
        return self._shown.inventory

    @property
    def timeline(self) -> Timeline:
        """What changed from the beginning of the recording until the moment that is shown."""
        return self._shown.timeline

    @property
    def speed(self) -> float:
        """So many times as fast as it was."""
        return self._clock.speed

    @property
    def interactive(self) -> Interactive | None:
        """None: no credentials are used."""
        return None

    def moment(self) -> datetime:
        """Return the recorded moment that is now."""
        return self._clock.now()

    def standing(self) -> str:
        """Return in a word or two how it plays."""
        if self._wanted:
            return "seeking"
        if self._track.ended and self.moment() >= self.span[1]:
            return "end"
        if self._clock.paused:
            return "paused"
        return "" if self.speed == 1 else f"{self.speed:g}x"

    def pause(self) -> None:
        """Stand still, or go on."""
        self._clock.pause(paused=not self._clock.paused)
        self._woken.set()

    def play_at(self, speed: float) -> None:
        """Go so many times as fast as it was."""
        self._clock.play_at(speed)
        self._woken.set()

    def step(self, *, forward: bool) -> None:
        """Pause, at the next moment (or the one before) that brought a change."""
        self._clock.pause(paused=True)
        self._want(self._walk.to_next if forward else self._walk.to_last)

    def seek(self, at: datetime) -> None:
        """Go to a moment, and stand or go on there as before."""

        async def there() -> datetime:
            await self._walk.reach(self._track.passed_until(at))
            return min(max(at, self.span[0]), self.span[1])

        self._want(there)

    async def run(self, publish: Callable[[Estate], None]) -> None:
        """Publish what was known at each moment, until cancelled."""
        publish(self._show())
        while True:
            self._woken.clear()
            if self._wanted:
                self._clock.put(await self._wanted[0]())
                del self._wanted[0]
                self._clock.hold(held=bool(self._wanted))
                publish(self._show())
            elif await self._catch_up():
                publish(self._show())
            elif not self._wanted:
                await self._rest()

    def poke(self) -> None:
        """Do nothing: what was recorded does not change."""

    async def sight(self, wanted: Wanted) -> Sight:
        """Find one object as it was. Raises Unseen."""
        passed = self._track.moments[: self._shown.passed]
        return seen([fact for moment in passed for fact in moment.facts], wanted)

    def sign_in(self, address: str, account: AviCredentials) -> None:
        """Refuse: nothing is read here. Raises UsageError."""
        del address, account
        raise UsageError("this is a recording: nothing is read, and there is nothing to log in to")

    def _want(self, what: Callable[[], Awaitable[datetime]]) -> None:
        """Look for something, after what is looked for already; it returns the moment it was found at."""
        self._clock.hold(held=True)
        self._wanted.append(what)
        self._woken.set()

    def _show(self) -> Estate:
        self._shown = self._track.place
        return self._track.estate()

    async def _catch_up(self) -> bool:
        """Take in what came until now; tell whether anything did."""
        at, came = self.moment(), False
        while not self._wanted and (due := self._track.next_at) is not None and due <= at:
            await self._walk.advance()
            came = True
        return came

    async def _rest(self) -> None:
        """Wait for the next moment, or for a key."""
        due = self._track.next_at
        if self._clock.paused or due is None:
            await self._woken.wait()
            return
        waits = asyncio.ensure_future(self._woken.wait()), asyncio.ensure_future(self._sleep(self._clock.until(due)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.wait(waits)
