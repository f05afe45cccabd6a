"""Signals that end the screen: the first asks it to leave, the third does not ask any more."""

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Final

ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
_PATIENCE: Final = 3


def code_of(number: int) -> int:
    """Return the exit code that a shell gives to a signal."""
    return 128 + number


@contextmanager
def ended_by_signals(leave: Callable[[int], None], abandon: Callable[[int], None]) -> Generator[None]:
    """Call `leave` in the running loop with the exit code of the first signal, `abandon` at the third.

    `abandon` is called wherever the program is, also in a loop that hangs. What was ignored (nohup) stays ignored.
    """
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        came.append(number)
        if len(came) >= _PATIENCE:
            abandon(code_of(number))
        elif len(came) == 1:
            loop.call_soon_threadsafe(leave, code_of(number))

    before = {number: signal.getsignal(number) for number in ENDING}
    heeded = [number for number, old in before.items() if old is not signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number] or signal.SIG_DFL)
