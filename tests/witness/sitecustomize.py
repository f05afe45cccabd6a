"""Notes what a Python program starts: a line for each, with the arguments between NULs, in the file $TESTS_SPAWNED.

Python imports a module of this name when it starts, if it finds one: this folder is on the path of every program that
the tests start (tests/watching.py), so that the arguments of all that akotui starts are known, however briefly it runs.
So is what the demo's own servers, which run in its process, are asked and answer: in $TESTS_ASKED, a line of JSON each.
"""

import os
import sys
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from akotui.simulator.http import Server

T = TypeVar("T")

_NAMED = {"subprocess.Popen": 1, "os.posix_spawn": 1, "os.exec": 1, "os.system": 0}
"""The audit events of a start, and which of their values holds the arguments."""


def started(event: str, values: tuple[object, ...]) -> str:
    """Return the arguments, if `event` of `sys.addaudithook` is the start of a program; else nothing."""
    if event not in _NAMED:
        return ""
    told: str | list[str] = values[_NAMED[event]]  # pyright: ignore[reportAssignmentType] - what such an event holds
    return "\0".join(map(os.fsdecode, [told] if isinstance(told, str | bytes | os.PathLike) else told))


def _write(variable: str, line: bytes) -> None:
    out = os.open(os.environ[variable], os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    os.write(out, line + b"\n")
    os.close(out)


class _Noted(list[T]):
    """A list of what a server remembers that writes down all that comes to it."""

    def __init__(self, server: "Server", what: str, values: "Callable[[T], tuple[object, ...]]") -> None:
        super().__init__()
        simulator: object = getattr(server._service, "__self__", None)
        self._head = (f"{type(simulator).__name__} {os.getpid()}-{id(server)}", what)
        self._values = values

    def append(self, one: T, /) -> None:
        """Take one, and note it."""
        import json  # noqa: PLC0415 - only in a program that has servers

        super().append(one)
        _write("TESTS_ASKED", json.dumps((*self._head, *self._values(one))).encode())


def _watch(server: "type[Server]") -> None:
    start = server.start

    async def watched(self: "Server") -> None:
        if not isinstance(self.requests, _Noted):
            self.requests = _Noted(self, "asked", lambda one: (one.method, one.path, one.query, one.at))
            self.answered = _Noted(self, "answered", lambda one: one)
        await start(self)

    server.start = watched


_watched: list[object] = []


def _note(event: str, values: tuple[object, ...]) -> None:
    if arguments := started(event, values):
        _write("TESTS_SPAWNED", arguments.replace("\n", " ").encode("utf-8", "surrogateescape"))
    if event == "exec" and not _watched:  # a module is about to run: perhaps the servers' is there by now
        found: object = getattr(sys.modules.get("akotui.simulator.http"), "Server", None)
        if found is not None and "pytest" not in sys.modules:
            _watched.append(found)
            _watch(cast("type[Server]", found))


if "TESTS_SPAWNED" in os.environ:
    sys.addaudithook(_note)
