"""The program on a terminal of its own: keys go in, bytes come out, as a person's terminal would get them."""

import asyncio
import fcntl
import os
import pty
import re
import struct
import sys
import termios
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from tests.e2e.program import LIMIT, ROOT

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\^_=>78])")


class Terminal:
    """A running program and everything it has written so far."""

    def __init__(self, process: asyncio.subprocess.Process, master: int) -> None:
        self.written = b""
        self._over = False
        self._process = process
        self._master = master
        self._heard = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._hear)

    @property
    def text(self) -> str:
        """What was written, without escape sequences."""
        return _ESCAPES.sub(b"", self.written).decode("utf-8", "replace")

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

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
        """Wait for the end of the program, `seconds` at most, and return its exit code."""
        return await asyncio.wait_for(self._process.wait(), seconds)

    async def close(self) -> None:
        """Kill the program if it is still there."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    def _hear(self) -> None:
        try:
            heard = os.read(self._master, 65536)
        except OSError:  # EIO: nobody holds the other end any more
            asyncio.get_running_loop().remove_reader(self._master)
            heard = b""
        self.written += heard
        self._over = not heard
        self._heard.set()


@asynccontextmanager
async def terminal(*argv: str, columns: int = 160, lines: int = 50, **environ: str) -> AsyncGenerator[Terminal]:
    """Run `akotui ARGV` on a terminal of this size."""
    master, slave = pty.openpty()
    try:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "akotui",
            *argv,
            cwd=ROOT,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ},
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
    finally:
        os.close(slave)
    running = Terminal(process, master)
    try:
        yield running
    finally:
        await running.close()
