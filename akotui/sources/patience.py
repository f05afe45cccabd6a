"""Sources that let others go first: they await `calm` before what would hold the event loop for some milliseconds."""

from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

Calm = Callable[[], Awaitable[object]]
"""Waits, a moment at most, while somebody waits for the screen."""


@runtime_checkable
class Patient(Protocol):
    """A source with that manner."""

    calm: Calm


async def nobody_waits() -> None:
    """There is no screen."""
