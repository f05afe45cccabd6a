"""What this process takes of the machine, to be compared with itself."""

import gc
import resource
import threading
from pathlib import Path
from typing import Final

import msgspec

GROWTH: Final = 10 * 2**20
"""So many bytes a long run may add to the memory that was taken once it had warmed up."""


class Footprint(msgspec.Struct, frozen=True):
    """Bytes of memory, threads, open files."""

    memory: int
    threads: int
    files: int


def footprint() -> Footprint:
    """What is taken now, once nothing is left to collect."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    files = len(tuple(Path("/proc/self/fd").iterdir()))
    return Footprint(pages * resource.getpagesize(), threading.active_count(), files)
