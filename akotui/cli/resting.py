"""An event loop that tells when it has nothing left to do, and is left alone while a key is dealt with.

Each look at what came in lets another thread have the interpreter, a dozen times until a key is painted; and a thread
that computes asks for it back after SWITCH (cli/pauses.py), hundreds of times. What came from sources while a key was
on its way to the app is heard after it.
"""

import asyncio
import selectors
import sys
from typing import TYPE_CHECKING, Final

from akotui.tui.urgency import PATIENCE, Urgency

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

HELD: Final = 2 * PATIENCE
"""Seconds for which the loop keeps the interpreter from threads that compute, while a key is dealt with: all the time.

Whenever the loop itself lets go of it, a thread that computes may keep it as long. So it keeps it only where it reads
no socket: after the app took the key, and until it looks again at what came in.
"""
HELD_DOWN: Final = 0.3
"""Seconds within which a key that is held down comes again, also the second time."""
QUIET: Final = 10.0
"""Seconds without a key after which none is expected."""


class Resting(selectors.DefaultSelector):
    """The selector of the system, for the one loop that has to do with keys."""

    def __init__(self, urgency: Urgency) -> None:
        super().__init__()
        self._urgency = urgency
        urgency.keep, urgency.share = self._keep, self._share
        self._interval: float | None = None
        self._own: int | None = None

    def register(self, fileobj: "FileDescriptorLike", events: int, data: object = None) -> selectors.SelectorKey:
        """Listen to one more; the first is what wakes the loop itself, when a thread brings a key."""
        key = super().register(fileobj, events, data)
        if self._own is None:
            self._own = key.fd
        return key

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the selector of the system does (selectors.BaseSelector.select)."""
        waits = timeout is None or timeout > 0
        if not waits and self._urgency.pressing:
            return []
        self._share()
        waits = waits and not self._ends()
        found = super().select(timeout if waits else 0)
        if self._urgency.coming:  # whatever else came is there the next time, too
            found = [one for one in found if one[0].fd == self._own]
        if self._urgency.awaited and not found:
            self._keep()
        return found

    def _ends(self) -> bool:
        """Let a key be over, and collect garbage where none is due soon; tell whether there is something to do now."""
        dealt_with = self._urgency.awaited
        something = self._urgency.rests()
        since = self._urgency.since
        if not self._urgency.awaited and (dealt_with or since >= HELD_DOWN):
            self._urgency.sweep(quiet=since >= QUIET)
        return something

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
