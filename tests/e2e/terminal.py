"""The program on a terminal of its own: keys go in, bytes come out, as a person's terminal would get them."""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncGenerator, Callable, Collection, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

from tests.e2e.program import LIMIT, PROGRAM, ROOT
from tests.secrecy import hear

_LAST = 1.0
"""Seconds in which what was written last is heard."""

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\^_=>78])")


class Terminal:
    """A running program and everything it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process, master: int) -> None:
        self.written = b""
        self._over = False
        self._listens = True
        self._process = process
        self._master = master
        self._heard = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._hear)

    @property
    def text(self) -> str:
        """What was written, without escape sequences."""
        return _ESCAPES.sub(b"", self.written).decode("utf-8", "replace")

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def open(self) -> bool:
        """Whether it has not hung up."""
        return self._master >= 0

    @property
    def ended_itself(self) -> bool:
        """Whether it has ended, and no signal ended it."""
        return self._process.returncode is not None and self._process.returncode >= 0

    @property
    def taken(self) -> bool:
        """Whether all that was typed has been read by the program."""
        with self._slave() as slave:
            waiting = fcntl.ioctl(slave, termios.FIONREAD, b"\0" * 4)
        return int.from_bytes(waiting, sys.byteorder) == 0

    @property
    def modes(self) -> tuple[int, int]:
        """Those of the terminal."""
        return modes_of(self._master)

    def press(self, keys: str | bytes) -> None:
        """Type."""
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def deafen(self) -> None:
        """Take nothing of what is written, as a stalled line."""
        self._listens = False
        asyncio.get_running_loop().remove_reader(self._master)

    def listen(self) -> None:
        """Take what is written again."""
        self._listens = True
        asyncio.get_running_loop().add_reader(self._master, self._hear)

    def hang_up(self) -> None:
        """Go away, as a dropped connection: the system sends SIGHUP, and nobody reads or types any more."""
        self._listens = False
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)
        self._master = -1

    def signal(self, number: int) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    async def until(self, condition: Callable[["Terminal"], bool]) -> None:
        """Wait for output that satisfies `condition`."""
        try:
            async with asyncio.timeout(LIMIT):
                while not condition(self):
                    assert not self._over, f"it ended; what it wrote last: {self.text[-3000:]}"
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            raise AssertionError(f"not seen; the end of what was: {self.text[-3000:]}") from None

    async def end(self, seconds: float = LIMIT) -> int:
        """Wait for the end of the program, `seconds` at most, and return its exit code.

        What it wrote last may be on its way still. Who has the other end, too, as a plugin, is not waited for.
        """
        code = await asyncio.wait_for(self._process.wait(), seconds)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST):
                while self._listens and not self._over:
                    self._heard.clear()
                    await self._heard.wait()
        return code

    async def close(self) -> None:
        """Kill the program if it is still there."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._master >= 0:
            self.hang_up()

    @contextmanager
    def _slave(self) -> Generator[int]:
        slave = os.open(f"/proc/{self.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        try:
            yield slave
        finally:
            os.close(slave)

    def _hear(self) -> None:
        try:
            heard = os.read(self._master, 65536)
        except OSError:  # EIO: nobody holds the other end any more
            asyncio.get_running_loop().remove_reader(self._master)
            heard = b""
        self.written += heard
        self._over = not heard
        self._heard.set()


def modes_of(terminal: int) -> tuple[int, int]:
    """Input and local modes: what a shell cares about."""
    modes = termios.tcgetattr(terminal)
    return modes[0], modes[3]


@asynccontextmanager
async def terminal(
    *argv: str,
    columns: int = 160,
    lines: int = 50,
    program: Sequence[str] = PROGRAM,
    without: Collection[str] = (),
    environ: Mapping[str, str] = {},
) -> AsyncGenerator[Terminal]:
    """Run `akotui ARGV` on a terminal of this size, which controls it; if it ends it has to leave that as it was.

    The environment is ours with `environ`, and `without` these names. `program` starts akotui in another way.
    """
    master, slave = pty.openpty()
    inherited = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ}
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        before = modes_of(master)  # not later: a program that runs already may have changed them
        process = await asyncio.create_subprocess_exec(
            "setsid",
            "--ctty",
            *program,
            *argv,
            cwd=ROOT,
            env={name: value for name, value in inherited.items() if name not in without},
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
    finally:
        os.close(slave)
    running = Terminal(process, master)
    try:
        yield running
        if running.open and running.ended_itself:
            assert running.modes == before, "the terminal is not as it was"
    finally:
        hear("the terminal", running.written)
        hear("the terminal", running.text)
        await running.close()
