"""Threads that compute stand aside while a key is on its way: they would have the interpreter half of the time.

What computes need not know of it: the interpreter calls back in the thread that allocates, each time that some hundred
things were made (gc.callbacks). Nothing is collected while a thread waits there, which is as welcome.
"""

import contextlib
import gc
import threading
from collections.abc import Callable, Generator, Mapping

from akotui.cli.threads import ASIDE


@contextlib.contextmanager
def deferring(wait: Callable[[], object]) -> Generator[None]:
    """Have the threads of Idle (cli/threads.py) call `wait` again and again as long as this lasts."""

    def called(phase: str, told: Mapping[str, int]) -> None:
        del told
        if phase == "start" and threading.current_thread().name.startswith(ASIDE):
            wait()

    gc.callbacks.append(called)
    try:
        yield
    finally:
        gc.callbacks.remove(called)
