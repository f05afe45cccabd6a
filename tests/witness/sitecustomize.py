"""Notes what a Python program starts: a line for each, with the arguments between NULs, in the file $TESTS_SPAWNED.

Python imports a module of this name when it starts, if it finds one: this folder is on the path of every program that
the tests start (tests/watching.py), so that the arguments of all that akotui starts are known, however briefly it runs.
"""

import os
import sys

_NAMED = {"subprocess.Popen": 1, "os.posix_spawn": 1, "os.exec": 1, "os.system": 0}
"""The audit events of a start, and which of their values holds the arguments."""


def started(event: str, values: tuple[object, ...]) -> str:
    """Return the arguments, if `event` of `sys.addaudithook` is the start of a program; else nothing."""
    if event not in _NAMED:
        return ""
    told: str | list[str] = values[_NAMED[event]]  # pyright: ignore[reportAssignmentType] - what such an event holds
    return "\0".join(map(os.fsdecode, [told] if isinstance(told, str | bytes | os.PathLike) else told))


def _note(event: str, values: tuple[object, ...]) -> None:
    if arguments := started(event, values):
        out = os.open(os.environ["TESTS_SPAWNED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.write(out, arguments.replace("\n", " ").encode("utf-8", "surrogateescape") + b"\n")
        os.close(out)


if "TESTS_SPAWNED" in os.environ:
    sys.addaudithook(_note)
