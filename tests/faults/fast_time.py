"""Time that passes only while nothing happens: an hour of waiting takes as long as the work in it, and work no time.

Whenever the event loop would wait, and no socket of this machine has anything to say, its clock is moved to the next
thing that is due; otherwise it stands, however slow the machine is. Client and server run in the same loop, so what is
under way between them is always seen first. What a thread was given to do takes no time either: it is waited for.
"""

import asyncio
import functools
import math
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Final, ParamSpec, TypeVar, TypeVarTuple

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_GRACE: Final = 0.001
"""Seconds, real ones, that the system may take to bring bytes from one socket to another."""
_PATIENCE: Final = 30.0
"""Seconds, real ones, that a thread may take before time goes on without it."""
_TICKS: Final = 2**20
"""In a second. Sums and differences of whole ones are exact: 60 seconds after a moment are not a little less."""


class _Impatient(selectors.SelectSelector):
    """Waits for sockets only as long as they may be about to speak; the rest of the time is skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(_PATIENCE if self.threads else _GRACE)
        if not ready:
            self.passed = math.ceil((self.passed + timeout) * _TICKS) / _TICKS
        return ready


class _FastLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.passed

    def run_in_executor(self, executor: Executor | None, func: Callable[[*Ts], T], *args: *Ts) -> asyncio.Future[T]:
        running = super().run_in_executor(executor, func, *args)
        self._impatient.threads += 1
        running.add_done_callback(self._thread_over)
        return running

    def _thread_over(self, _: asyncio.Future[T]) -> None:
        self._impatient.threads -= 1


def in_fast_time(test: Callable[P, Coroutine[object, object, None]]) -> Callable[P, None]:
    """Run an asynchronous test on a loop of its own in which nobody waits."""

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with asyncio.Runner(loop_factory=_FastLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
