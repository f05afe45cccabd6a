"""A program on a pseudo-terminal, as a person over ssh has it: keys go in, bytes and their moments come out."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path

from tests.bench.glass import Glass
from tests.secrecy import Stream

ROOT = Path(__file__).parents[2]
QUIET = 0.04
"""Seconds without output after which a paint is over."""
PATIENCE = 40.0
"""Seconds after which what was awaited will not come."""

Condition = Callable[[Glass], bool]


class Ended(Exception):
    """The program is gone; the text is what was seen of it."""


class Terminal:
    """A running program, what is seen of it, and the count of its bytes."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int]) -> None:
        self.glass = Glass(*size)
        self._ear = Stream("the terminal")
        self.bytes = 0
        self.heard_at = 0.0
        self._master, slave = pty.openpty()
        self._size(size)
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)

    def hear(self, seconds: float) -> bool:
        """Take what is written within so many seconds; False when nothing was."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return False
        try:
            heard = os.read(self._master, 1 << 16)
        except OSError:  # nobody holds the other end any more
            heard = b""
        if not heard:
            raise Ended(f"it ended; seen last:\n{self.glass.text}")
        self.heard_at = time.perf_counter()
        self.bytes += len(heard)
        self.glass.feed(heard)
        self._ear.hear(heard)
        return True

    def settle(self, quiet: float = QUIET, limit: float = PATIENCE) -> None:
        """Take output until there has been none for `quiet` seconds."""
        ends = time.perf_counter() + limit
        while time.perf_counter() < ends and self.hear(quiet):
            pass

    def rest(self, quiet: float = 0.3, limit: float = PATIENCE) -> None:
        """Take output until the program has had nothing to do for `quiet` seconds.

        One that only waits for a processor writes nothing either, but is not at rest.
        """
        began = since = time.perf_counter()
        while (now := time.perf_counter()) - since < quiet and now - began < limit:
            if self.hear(quiet / 20) or self._works():
                since = time.perf_counter()

    def _works(self) -> bool:
        states = [task.read_text().rpartition(")")[2].split()[0] for task in self._tasks("stat")]
        return any(state in "RD" for state in states)

    def listen(self, seconds: float) -> None:
        """Take output for so many seconds."""
        ends = time.perf_counter() + seconds
        while (left := ends - time.perf_counter()) > 0:
            self.hear(left)

    def until(self, condition: Condition, limit: float = PATIENCE) -> float:
        """Return the seconds until `condition` holds for what is seen."""
        began = time.perf_counter()
        while not condition(self.glass):
            left = began + limit - time.perf_counter()
            if left <= 0 or not self.hear(left):
                raise RuntimeError(f"not seen within {limit:g} s; seen:\n{self.glass.text}")
        return max(self.heard_at, began) - began

    def type(self, keys: str) -> None:
        """Type, and wait for nothing."""
        os.write(self._master, keys.encode())

    def press(self, keys: str) -> tuple[float, int]:
        """Type; return seconds from there to the last byte of the paint that follows, and how many bytes it had."""
        self.settle()
        before, began = self.bytes, time.perf_counter()
        self.type(keys)
        self.hear(1.0)
        self.settle()
        return max(self.heard_at, began) - began, self.bytes - before

    def resize(self, size: tuple[int, int], *, told: bool = True) -> None:
        """Change the size of the terminal; what it showed is gone. Signals get lost: then the program is not `told`."""
        self.glass = Glass(*size)
        self._ear = Stream("the terminal")
        self._size(size)
        if told:
            self.process.send_signal(signal.SIGWINCH)  # the kernel tells only those whose controlling terminal it is

    def cpu(self) -> float:
        """Seconds of processor time that the program's threads have taken."""
        return sum(int(task.read_text().split()[0]) for task in self._tasks("schedstat")) / 1e9

    def memory(self) -> tuple[float, float]:
        """The resident set now and at its highest, in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        sizes = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
        return int(sizes["VmRSS"].split()[0]) / 1024, int(sizes["VmHWM"].split()[0]) / 1024

    def _tasks(self, name: str) -> Generator[Path]:
        """What the system tells of each thread in a file of this name."""
        return Path(f"/proc/{self.process.pid}/task").glob(f"*/{name}")

    def _size(self, size: tuple[int, int]) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def end(self, keys: str = "q") -> int:
        """Type what ends the program, take what it still writes, and return its exit code."""
        self.type(keys)
        ends = time.perf_counter() + PATIENCE
        while self.process.poll() is None and time.perf_counter() < ends:
            with contextlib.suppress(Ended):
                self.hear(0.1)
        return self.process.wait(1)

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)


def screen(environment: Mapping[str, str]) -> list[str]:
    """The command that shows the fleet served at `environment` (tests/bench/read.py)."""
    return [
        sys.executable, "-m", "akotui", "--avi-controller", environment["AVI"],
        "--avi-username", environment["AVI_USER"], "--avi-password-file", f"{environment['F']}/password",
    ]  # fmt: skip


@contextlib.contextmanager
def terminal(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    size: tuple[int, int] = (120, 40),
    colours: str = "truecolor",
) -> Generator[Terminal]:
    """Run a program on a terminal of `size` columns and lines."""
    given = {"TERM": "xterm-256color", "COLORTERM": colours, "LC_ALL": "C.UTF-8"} | dict(environment or os.environ)
    running = Terminal(command, given, size)
    try:
        yield running
    finally:
        running.close()
