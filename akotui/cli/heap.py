"""Gives memory that is free back to the system, now and then.

The raw objects of a list, some kilobytes each, lie between what is kept of them; once they are gone the C library keeps
the holes: 40 MiB of a big fleet. Where the library cannot give them back (glibc can), nothing happens.
"""

import asyncio
import ctypes
from collections.abc import Awaitable, Callable
from typing import Final

EVERY: Final = 20.0
"""Seconds between two times; each takes some milliseconds, in a thread, without the interpreter's lock."""


def trim() -> bool:
    """Give back what is free; tell whether the C library knows how to (malloc_trim of malloc.h)."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return False
    return True


async def kept_small(sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
    """Go on doing so until cancelled, or until it turns out that nothing comes of it."""
    while True:
        await sleep(EVERY)
        if not await asyncio.to_thread(trim):
            return
