"""What the screen needs of an engine, and nothing more: it knows no source and no network."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from akotui.analysis.estate import Estate


class Running(Protocol):
    """An engine: publishes estates until it is cancelled (or has nothing more to read)."""

    async def run(self, publish: Callable[[Estate], None]) -> None:
        """Read, and publish each estate that differs from the one before."""
        ...

    def poke(self) -> None:
        """Ask every source to try again now."""
        ...


OpenEngine = Callable[[], Awaitable[Running]]
"""Makes the engine, after the first paint; may take its time, and may raise an AkotuiError."""
