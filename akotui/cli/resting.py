"""An event loop that tells when it has nothing left to do, and is left alone while a key is dealt with.

Each look at what came in lets another thread have the interpreter, a dozen times until a key is painted; and a thread
that computes asks for it back after SWITCH (cli/pauses.py), hundreds of times.
"""

import asyncio
import selectors
import sys
from typing import Final

from akotui.tui.urgency import PATIENCE, Urgency

HELD: Final = 2 * PATIENCE
"""Seconds for which the loop keeps the interpreter from threads that compute, while a key is dealt with: all the time.

Whenever the loop itself lets go of it, a thread that computes may keep it as long. So it keeps it only where it reads
no socket: after the app took the key, and until it looks again at what came in.
"""


class Resting(selectors.DefaultSelector):
    """The selector of the system, for the one loop that has to do with keys."""

    def __init__(self, urgency: Urgency) -> None:
        super().__init__()
        self._urgency = urgency
        urgency.keep, urgency.share = self._keep, self._share
        self._interval: float | None = None

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the selector of the system does (selectors.BaseSelector.select)."""
        waits = timeout is None or timeout > 0
        if not waits and self._urgency.pressing:
            return []
        self._share()
        found = super().select(0 if waits and self._urgency.rests() else timeout)
        if self._urgency.awaited and not found:
            self._keep()
        return found

    def _keep(self) -> None:
        if self._interval is None:
            self._interval = sys.getswitchinterval()
            sys.setswitchinterval(HELD)

    def _share(self) -> None:
        if self._interval is not None:
            sys.setswitchinterval(self._interval)
            self._interval = None


def resting_loop(urgency: Urgency) -> asyncio.AbstractEventLoop:
    """Return a loop that tells this urgency when it is about to wait."""
    return asyncio.SelectorEventLoop(Resting(urgency))
