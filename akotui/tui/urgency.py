"""Whether somebody waits for the screen: from the moment a key was typed until all that it asks for is done.

What can wait asks here, between two pieces of its work: coroutines with `calm`, threads with `stand_aside`. A thread
that computes takes the interpreter from the event loop again and again: a key would take twice as long.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Generator
from typing import Final, Protocol

PATIENCE: Final = 0.02
"""Seconds after which a key keeps nothing waiting any more, whatever comes of it."""
NEVER: Final = float("inf")


class Sweep(Protocol):
    """Collects garbage if it is due, more of it while it is quiet."""

    def __call__(self, *, quiet: bool) -> None:
        """Do it now."""


def _nothing() -> None:
    """Nothing."""


def _no_sweep(*, quiet: bool) -> None:
    """Nothing."""


class Urgency:
    """One for the app. A key is over when the event loop, which others leave to it, has nothing left to do."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._over = threading.Event()
        self._over.set()
        self._typed_at: float | None = None
        self._taken_at: float | None = None
        self._calm = list[asyncio.Future[None]]()
        self.keep: Callable[[], None] = _nothing
        self.share: Callable[[], None] = _nothing
        """Are called where the event loop is to keep the interpreter for a key, and where others may have it."""
        self.sweep: Sweep = _no_sweep
        """Is called where the event loop has time to collect garbage."""

    @property
    def pressing(self) -> bool:
        """Whether the app is doing what a key asks for."""
        taken = self._taken_at
        return taken is not None and not self._over.is_set() and self._clock() - taken < PATIENCE

    @property
    def awaited(self) -> bool:
        """Whether a key was typed that is not dealt with yet."""
        return not self._over.is_set()

    @property
    def coming(self) -> bool:
        """Whether a key was typed a moment ago that did not come to the app yet."""
        typed = self._typed_at
        return typed is not None and self._clock() - typed < PATIENCE

    @property
    def since(self) -> float:
        """Seconds since the app took a key that is dealt with; many if there was none."""
        return NEVER if self._taken_at is None else self._clock() - self._taken_at

    def typed(self) -> None:
        """Know that a key came; any thread may tell."""
        self._taken_at, self._typed_at = None, self._clock()
        self._over.clear()

    def taken(self) -> None:
        """Know that the app has begun to do what the key asks for."""
        self._over.clear()
        self._taken_at, self._typed_at = self._clock(), None
        self.keep()

    @contextlib.contextmanager
    def letting_go(self) -> Generator[None]:
        """Do what lets others have the interpreter, so that they do not keep it."""
        self.share()
        try:
            yield
        finally:
            if self.pressing:
                self.keep()

    def rests(self) -> bool:
        """Know that the event loop is about to wait; tell whether it has something to do instead."""
        if self._over.is_set() or self._taken_at is None:
            return False
        waiting = bool(self._calm)
        self._end()
        return waiting

    async def calm(self) -> None:
        """Wait while a key is on its way to the screen, at most PATIENCE."""
        if self._over.is_set():
            return
        over = asyncio.get_running_loop().create_future()
        self._calm.append(over)
        try:
            async with asyncio.timeout(PATIENCE):
                await over
        except TimeoutError:
            self._end()

    def stand_aside(self) -> None:
        """Do the same in a thread that is not the event loop's."""
        if not self._over.is_set() and not self._over.wait(PATIENCE):
            self._over.set()

    def _end(self) -> None:
        self._over.set()
        calm, self._calm = self._calm, []
        for one in calm:
            if not one.done():
                one.set_result(None)
