"""Waiting for what tells nobody that it happened."""

import asyncio
from collections.abc import Callable


async def until(fact: Callable[[], object], seconds: float = 30.0) -> None:
    """Let everything else run until `fact` is so; raises TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while not fact():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0)


async def turns(number: int) -> None:
    """Let the others go on for so many turns of the loop."""
    for _ in range(number):
        await asyncio.sleep(0)
