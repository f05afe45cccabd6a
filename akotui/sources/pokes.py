"""Pokes of somebody who holds a key down: heard at once, then not more often than every few seconds."""

import asyncio
from collections.abc import Callable
from typing import Final

HURRY_SECONDS: Final = 4.0
"""What waits is not ended more often than this: each end of it asks a server what it serves."""


class Pokes:
    """Calls `heard` at the first poke, and once a while later for all that came meanwhile: none goes unheard."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        self._pausing: asyncio.TimerHandle | None = None
        self._missed = False

    def poke(self) -> None:
        """Be heard, now or in a few seconds."""
        if self._pausing is not None:
            self._missed = True
            return
        self._heard()
        self._pausing = asyncio.get_running_loop().call_later(HURRY_SECONDS, self._calm)

    def _calm(self) -> None:
        self._pausing, missed, self._missed = None, self._missed, False
        if missed:
            self.poke()
