"""akotui, with a note of each time its event loop was held: `python -m tests.bench.held FILE ARGV`.

Written to FILE, a line of JSON each: seconds of processor time, seconds since the start, and what held it. A collection
of garbage in another thread counts as well, since no other thread runs meanwhile. Processor time, so that other work
on the machine does not count.
"""

import asyncio
import asyncio.events
import gc
import json
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from akotui.__main__ import main

NOTED = 0.002
"""Shorter holds than this are not noted."""


class Holds:
    """What held the loop, and when."""

    def __init__(self, told: Path) -> None:
        self._told = told.open("w", buffering=1)
        self._start = time.perf_counter()
        self._collecting = 0.0

    def note(self, seconds: float, what: str) -> None:
        """Note it, if it was long enough."""
        if seconds > NOTED:
            self._told.write(json.dumps((seconds, time.perf_counter() - self._start, what)) + "\n")

    def collection(self, phase: str, told: Mapping[str, int]) -> None:
        """Be told of garbage collections (gc.callbacks)."""
        if phase == "start":
            self._collecting = time.thread_time()
        elif threading.current_thread() is not threading.main_thread():
            self.note(time.thread_time() - self._collecting, f"garbage {told['generation']}")


def watch(holds: Holds) -> None:
    """Measure every callback of every event loop."""
    run = asyncio.events.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        seconds = time.thread_time() - began
        if seconds > NOTED:
            task = getattr(handle._callback, "__self__", None)
            name = f"{task.get_name()} {task.get_coro()!r}" if isinstance(task, asyncio.Task) else repr(handle)
            holds.note(seconds, name[:160])

    setattr(asyncio.events.Handle, "_run", timed)  # noqa: B010 - a typed assignment would claim that it is public
    gc.callbacks.append(holds.collection)


if __name__ == "__main__":
    watch(Holds(Path(sys.argv[1])))
    sys.exit(main(sys.argv[2:]))
