"""An event loop that tells when it has nothing left to do, and does not look up while a key is dealt with.

Each look at what came in lets another thread have the interpreter, a dozen times until a key is painted.
"""

import asyncio
import selectors

from akotui.tui.urgency import Urgency


class Resting(selectors.DefaultSelector):
    """The selector of the system, for the one loop that has to do with keys."""

    def __init__(self, urgency: Urgency) -> None:
        super().__init__()
        self._urgency = urgency

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the selector of the system does (selectors.BaseSelector.select)."""
        if timeout is not None and timeout <= 0:
            return [] if self._urgency.pressing else super().select(timeout)
        return super().select(0 if self._urgency.rests() else timeout)


def resting_loop(urgency: Urgency) -> asyncio.AbstractEventLoop:
    """Return a loop that tells this urgency when it is about to wait."""
    return asyncio.SelectorEventLoop(Resting(urgency))
