"""A running engine without a screen, and waiting for the estate that a test is after."""

import asyncio
from collections.abc import Callable
from typing import Self

import pytest

from akotui.analysis.estate import Estate
from akotui.engine import Engine
from tests.e2e.program import LIMIT


class Published:
    """Runs an engine while the context is open, and keeps the newest estate."""

    def __init__(self, engine: Engine) -> None:
        self.newest = Estate()
        self._engine = engine
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._engine.run(self._publish))
        await self.until(lambda estate: bool(estate.sources))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self._task

    def _publish(self, estate: Estate) -> None:
        self.newest = estate
        self._news.set()

    async def until(self, condition: Callable[[Estate], bool]) -> Estate:
        """Wait for an estate that satisfies `condition`, and return it."""
        try:
            async with asyncio.timeout(LIMIT):
                while not condition(self.newest):
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not so: {[one.health for one in self.newest.sources]}") from None
        return self.newest
