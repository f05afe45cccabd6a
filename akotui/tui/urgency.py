"""Whether somebody waits for the screen: from the moment a key was typed until it was painted.

What can wait asks here, between two pieces of its work: coroutines with `calm`, threads with `stand_aside`. A thread
that computes takes the interpreter from the event loop again and again: a key would take twice as long.
"""

import asyncio
import threading
from typing import Final

PATIENCE: Final = 0.02
"""Seconds after which a key that was not painted keeps nothing waiting any more."""


class Urgency:
    """One for the app. A key that paints nothing is over when the event loop has nothing left to do."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._over.set()
        self._taken = False
        self._calm = list[asyncio.Future[None]]()

    def typed(self) -> None:
        """Know that a key came; any thread may tell."""
        self._taken = False
        self._over.clear()

    def taken(self) -> None:
        """Know that the app has begun to do what the key asks for."""
        self._over.clear()
        self._taken = True

    def painted(self) -> None:
        """Know that what was asked for is seen."""
        self._over.set()
        calm, self._calm = self._calm, []
        for one in calm:
            if not one.done():
                one.set_result(None)

    def rests(self) -> bool:
        """Know that the event loop is about to wait; tell whether it has something to do instead."""
        if self._over.is_set() or not self._taken:
            return False
        waiting = bool(self._calm)
        self.painted()
        return waiting

    async def calm(self) -> None:
        """Wait while a key is on its way to the screen, at most PATIENCE."""
        if self._over.is_set():
            return
        painted = asyncio.get_running_loop().create_future()
        self._calm.append(painted)
        try:
            async with asyncio.timeout(PATIENCE):
                await painted
        except TimeoutError:
            self.painted()

    def stand_aside(self) -> None:
        """Do the same in a thread that is not the event loop's."""
        if not self._over.is_set() and not self._over.wait(PATIENCE):
            self._over.set()
