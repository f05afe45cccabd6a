"""How fast to ask: a bucket of requests that refills steadily."""


class Pace:
    """At most `burst` requests at once and `rate` a second in the long run. Time is an argument, in seconds."""

    def __init__(self, *, burst: int, rate: float) -> None:
        self._burst = float(burst)
        self._rate = rate
        self._left = float(burst)
        self._at: float | None = None

    def delay(self, now: float) -> float:
        """Take a turn and return how many seconds to wait for it."""
        passed = now - self._at if self._at is not None else 0.0
        self._at = now
        self._left = min(self._burst, self._left + max(passed, 0.0) * self._rate) - 1.0
        return max(0.0, -self._left / self._rate)
