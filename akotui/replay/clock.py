"""The moment of a recording that is now: it goes on with a clock, so many times as fast, or stands."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

FASTEST: Final = 3600.0
SLOWEST: Final = 0.25


class RecordedClock:
    """Goes on from `at`, at the speed of the recording. `monotonic` is an argument so that tests own the time."""

    def __init__(self, at: datetime, last: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.last = last
        self.speed = 1.0
        self.paused = False
        self.held = False
        self._monotonic = monotonic
        self._at, self._since = at, monotonic()

    def now(self) -> datetime:
        """Return the moment, which is never after the last one."""
        if self.paused or self.held:
            return self._at
        return min(self._at + timedelta(seconds=(self._monotonic() - self._since) * self.speed), self.last)

    def put(self, at: datetime) -> None:
        """Go on from another moment."""
        self._at, self._since = at, self._monotonic()

    def hold(self, *, held: bool) -> None:
        """Stand as long as something is looked for, whether paused or not."""
        self.put(self.now())
        self.held = held

    def pause(self, *, paused: bool) -> None:
        """Stand until somebody wants it to go on."""
        self.put(self.now())
        self.paused = paused

    def play_at(self, speed: float) -> None:
        """Go so many times as fast as it was from now on, from SLOWEST to FASTEST."""
        self.put(self.now())
        self.speed = min(max(speed, SLOWEST), FASTEST)

    def until(self, at: datetime) -> float:
        """Return how many seconds it takes until a moment is now."""
        return max((at - self.now()).total_seconds() / self.speed, 0.0)
