"""An event loop that tells when it has nothing left to do and is about to wait."""

import asyncio
import selectors
from collections.abc import Callable


class Resting(selectors.DefaultSelector):
    """Asks `rests` before it waits; where that is true there is something to do after all."""

    def __init__(self, rests: Callable[[], bool]) -> None:
        super().__init__()
        self._rests = rests

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the selector of the system does (selectors.BaseSelector.select)."""
        waits = timeout is None or timeout > 0
        return super().select(0 if waits and self._rests() else timeout)


def resting_loop(rests: Callable[[], bool]) -> asyncio.AbstractEventLoop:
    """Return a loop that calls `rests` each time before it waits; it tells whether something is to be done first."""
    return asyncio.SelectorEventLoop(Resting(rests))
