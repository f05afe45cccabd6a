"""How fast to ask: a bucket of requests that refills steadily, and slower where it was too fast."""

from typing import Final

_SLOWEST: Final = 1 / 8


class Pace:
    """At most `burst` requests at once and `rate` a second in the long run. Time is an argument, in seconds."""

    def __init__(self, *, burst: int, rate: float) -> None:
        self._burst = float(burst)
        self._rate = rate
        self._share = 1.0
        self._left = float(burst)
        self._at: float | None = None

    def delay(self, now: float, *, together: int = 1) -> float:
        """Take a turn and return how many seconds to wait for it.

        A wait lasts until so many may be taken `together`: for whoever is in no hurry, and rather sleeps for long.
        Where it was too fast lately nobody goes together.
        """
        rate = self._rate * self._share
        passed = now - self._at if self._at is not None else 0.0
        self._at = now
        self._left = min(self._burst * self._share, self._left + max(passed, 0.0) * rate) - 1.0
        if self._left >= 0.0:
            return 0.0
        others = min(together, self._burst) - 1.0 if self._share == 1.0 else 0.0
        return (others - self._left) / rate

    def slow(self) -> None:
        """Ask half as fast from now on, an eighth at least, and without the burst that is left."""
        self._share = max(_SLOWEST, self._share / 2)
        self._left = min(self._left, 0.0)

    def recover(self) -> None:
        """Ask twice as fast again, up to the full rate."""
        self._share = min(1.0, self._share * 2)
