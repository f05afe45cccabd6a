"""Reads a file that somebody named: whole, but nothing that would never end, never come, or fill the memory."""

import errno
import os
import select
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

MOST: Final = 16 << 20
"""Bytes: kubeconfigs of a thousand clusters, configurations and certificates are far smaller."""
_PIECE: Final = 1 << 20
"""Bytes read in one go: room for them is taken before it is known how many there are."""
PATIENCE: Final = 15.0
"""Seconds that whoever writes into a pipe (`<(pass show avi)`) has for it."""


def contents(
    path: Path | str, most: int = MOST, *, piped: bool = False, accept: Callable[[os.stat_result], None] | None = None
) -> bytes:
    """Return what stands in a regular file of at most `most` bytes, or, when that may be, comes through a pipe.

    `accept` sees what the open file is before anything is read, and may raise. Raises OSError, with words to show in
    `strerror`.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        if accept is not None:
            accept(os.fstat(descriptor))
        pipe = _checked(opened.fileno(), most, piped=piped)
        found = bytearray()
        ends = time.monotonic() + PATIENCE
        while len(found) <= most:
            if pipe:
                _await(descriptor, ends)
            read = opened.read(min(_PIECE, most + 1 - len(found)))
            if read is None:  # a pipe into which nobody has written yet
                continue
            if not read:
                return bytes(found)
            found += read
    raise _too_large(most)


def check(path: Path | str, most: int = MOST) -> None:
    """Look whether `contents` would take it, for those who read it themselves. Raises OSError as that does."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        _checked(descriptor, most, piped=False)
    finally:
        os.close(descriptor)


def _checked(descriptor: int, most: int, *, piped: bool) -> bool:
    """Tell whether it is a pipe, of those that may be one."""
    found = os.fstat(descriptor)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if piped and stat.S_ISFIFO(found.st_mode):
        return True
    if stat.S_ISCHR(found.st_mode) and found.st_rdev == Path(os.devnull).stat().st_rdev:
        return False  # how one says "none": it is empty, and ends
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "a pipe or a device, not a file")
    if found.st_size > most:
        raise _too_large(most)
    return False


def _await(descriptor: int, ends: float) -> None:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if not poll.poll(max(0.0, ends - time.monotonic()) * 1000):
        raise TimeoutError(errno.ETIMEDOUT, f"a pipe through which nothing came for {PATIENCE:g} s")


def _too_large(most: int) -> OSError:
    size = f"{most >> 20} MiB" if most >> 20 else f"{most >> 10} KiB"
    return OSError(errno.EFBIG, f"larger than {size}")
