"""Where a report goes: stdout and nothing but the report there, or a file that is never half written."""

import contextlib
import os
import select
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from akotui.errors import UsageError
from akotui.model.text import clean


class NotWritten(Exception):
    """The report could not be written to stdout: the disk is full, or nobody listens."""


def emit(report: str | bytes, file: str | None = None) -> None:
    """Write the report, as UTF-8, to `file` or to stdout.

    Raises:
        UsageError: the file cannot be written.
        BrokenPipeError: the reader of stdout went away.
        NotWritten: stdout is closed or full.

    """
    body = report.encode("utf-8", "replace") if isinstance(report, str) else report
    if file is None:
        _to_stdout(body)
        return
    try:
        _to_file(Path(file), body)
    except OSError as error:
        raise UsageError(f"{clean(file, 500)}: cannot be written: {error.strerror}") from None


def note(text: str, *, patience: float | None = None) -> None:
    """Write a line to stderr, harmless whatever is in it; when even that is gone, nobody is left to be told.

    `patience`: seconds that stderr has to take it, where not being told is better than not coming to an end.
    """
    with contextlib.suppress(OSError, ValueError, AttributeError):
        if patience is not None and not select.select([], [sys.stderr], [], patience)[1]:
            return
        sys.stderr.write(f"akotui: {clean(text)}\n")
        sys.stderr.flush()


def coloured(choice: str, environ: Mapping[str, str], *, to_file: bool) -> bool:
    """Tell whether to colour: the option first, then NO_COLOR, then FORCE_COLOR, then whether stdout is a terminal."""
    if choice != "auto":
        return choice == "always"
    if to_file or environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return environ.get("TERM") != "dumb" and _on_terminal()


def _on_terminal() -> bool:
    try:
        return sys.stdout.isatty()
    except (AttributeError, ValueError):  # closed before we started
        return False


def leave_stdout() -> None:
    """Stop the interpreter from complaining about a closed pipe while it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _to_stdout(body: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWritten(f"stdout: {error.strerror}") from None
    except (AttributeError, ValueError):
        raise NotWritten("stdout is closed") from None


def _to_file(path: Path, body: bytes) -> None:
    if path.exists() and not path.is_file():
        path.write_bytes(body)
        return
    target = path.resolve()
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        _like_new(Path(temporary))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _like_new(path: Path) -> None:
    """Give the file the mode that any new file gets; mkstemp's is the owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)
