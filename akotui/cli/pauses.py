"""Keeps those pauses short in which the interpreter hears no key.

A full garbage collection walks over everything that is alive: with a big fleet 70 ms, once a second while keys are
pressed, to find what the screen left behind. What survived a long one is taken out of the next ones (gc.freeze), and
none comes by itself: the loop has them made where it would wait, right after a key or long after it (cli/resting.py).
"""

import contextlib
import gc
import sys
import time
from collections.abc import Callable, Generator, Mapping
from typing import Final

_FULL: Final = 2
LONG: Final = 0.004
"""Seconds of processor time that a full collection may take before its survivors are spared the next."""
SPARED: Final = 20
"""So many times; then one collection walks over everything again, since the screen's own objects die as well: once
nobody has typed for a while, for it takes a tenth of a second."""
DUE: Final = 10
"""Collections of what is younger after which a full one is due: Python's own number."""
_NEVER: Final = 1 << 30
SWITCH: Final = 0.0001
"""Seconds for which a thread that computes may hold up the one that hears the keys (50 times that by default).

It holds it up anew at each turn of the event loop, of which a key needs a dozen until it is painted.
"""


class Sweeping:
    """Watches the garbage collector. Its callback is a method so that tests can tell it what happened."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._began = 0.0
        self._spared = 0

    def watch(self, phase: str, told: Mapping[str, int]) -> None:
        """Be told of a collection's start and stop (gc.callbacks)."""
        if told["generation"] != _FULL:
            return
        if phase == "start":
            self._began = self._clock()
        elif self._clock() - self._began > LONG:
            self._spared += 1
            gc.freeze()  # right after a full collection: nothing that is dead is kept by it

    def collect(self, *, quiet: bool) -> None:
        """Collect all that is not spared, if it is due; while it is `quiet`, now and then what is spared, too."""
        if gc.get_count()[_FULL] < DUE:
            return
        if quiet and self._spared >= SPARED:
            self._spared = 0
            gc.unfreeze()
        gc.collect()


@contextlib.contextmanager
def none() -> Generator[None]:
    """Let no cyclic garbage be looked for until `short` begins, or this ends.

    Loading and one reading make little of it, and each search walks all that is there: a tenth of the processor time of
    a start, and of a reading of 20,000 Ingresses, for a tenth more memory at its peak.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def short() -> Generator[Sweeping]:
    """Keep pauses short as long as this lasts; whoever waits then has what is given collect."""
    sweeping, interval, thresholds = Sweeping(), sys.getswitchinterval(), gc.get_threshold()
    gc.callbacks.append(sweeping.watch)
    sys.setswitchinterval(SWITCH)
    gc.freeze()  # what was imported lives as long as the program
    gc.enable()
    gc.set_threshold(*thresholds[:_FULL], _NEVER)
    try:
        yield sweeping
    finally:
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)
        gc.callbacks.remove(sweeping.watch)
        gc.unfreeze()
