"""What is kept of a bug: where it was, in a file of the user's own; never what was at hand there.

No local variables and no texts of errors: either may hold a password, a token or somebody's data.
"""

import contextlib
import os
import platform
import stat
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from akotui import __version__

_HARMLESS: Final = (AttributeError, NameError, ImportError, IndexError, RecursionError, ZeroDivisionError)
"""Errors whose text speaks of code alone."""

_MOST: Final = 20
"""Files that one run writes at most."""

_kept: dict[str, Path | None] = {}


def record(error: BaseException, environ: Mapping[str, str] = os.environ) -> str:
    """Write the trace of `error`, once for each place, and return one line that says where to find it."""
    place = _place(error)
    if place not in _kept and len(_kept) < _MOST:
        _kept[place] = _write(_trace(error), environ)
    where = _kept.get(place)
    kept = (
        f"its trace, without any value, is in {where}" if where else "no folder to keep its trace in could be written"
    )
    return f"internal error: {place}; {kept}; please report it"


def folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Where traces may go, best first: the user's state folder, else that of the session."""
    if state := environ.get("XDG_STATE_HOME"):
        yield Path(state, "akotui")
    elif home := environ.get("HOME"):
        yield Path(home, ".local", "state", "akotui")
    if session := environ.get("XDG_RUNTIME_DIR"):
        yield Path(session, "akotui")


def _place(error: BaseException) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {_short(last[0].filename)}, line {last[0].lineno}" if last else ""
    return f"{type(error).__name__}{where}"


def _short(filename: str) -> str:
    """Return a file's name from its package on: where it is installed is the user's own business."""
    for mark in ("/site-packages/", "/akotui/", "/lib/"):
        if mark in filename:
            return filename.rpartition(mark)[2]
    return filename.rpartition("/")[2]


def _trace(error: BaseException) -> str:
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    head = f"akotui {__version__}, Python {platform.python_version()}, {platform.system()}, {moment}"
    return "\n".join((head, *_chain(error, set()), ""))


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[str]:
    """Tell of an error and of those behind it, each once: one that is taken out of a group has the group behind it."""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        said = f": {error}" if isinstance(error, _HARMLESS) else ""
        yield ""
        yield f"{type(error).__module__}.{type(error).__qualname__}{said}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {_short(frame.filename)}, line {frame.lineno}, in {frame.name}"
        if isinstance(error, BaseExceptionGroup):
            for one in cast("BaseExceptionGroup[BaseException]", error).exceptions:
                yield from _chain(one, seen)
        error = error.__cause__ or error.__context__


def _write(text: str, environ: Mapping[str, str]) -> Path | None:
    for folder in folders(environ):
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_uid != os.geteuid() or folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                continue
            path = folder / f"trace-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{os.getpid()}.txt"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as opened:
                opened.write(text)
            return path
    return None


def unseen(error: BaseException | None) -> None:
    """Keep the trace of an error that nobody waits for; on the terminal it would stand between other things."""
    if isinstance(error, Exception):
        record(error)


def install() -> None:
    """Let what Python would print about errors in threads and destructors go into traces."""
    threading.excepthook = lambda failed: unseen(failed.exc_value)
    sys.unraisablehook = lambda failed: unseen(failed.exc_value)
