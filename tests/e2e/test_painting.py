"""Only differences are sent to the terminal; what it shows must be what a full repaint would show."""

import os
import re
import signal
from collections.abc import Generator

import pytest

from tests.bench.glass import Glass
from tests.bench.read import served
from tests.bench.terminal import Terminal, screen, terminal

SIZE = (120, 40)


def painted(glass: Glass) -> bool:
    """A condition: a whole screen is seen, not just a clock that ticked meanwhile."""
    return sum(map(bool, glass.lines)) > len(glass.lines) // 3


def standing(running: Terminal) -> str:
    """What is seen, without what goes on with time."""
    running.settle(0.3)
    return re.sub(r"\d+s\b|\d+m\b|\d\d:\d\d:\d\dZ| +", "", running.glass.text)


def repainted(running: Terminal) -> str:
    """The same after the program was stopped and went on, as by Ctrl-Z and fg: everything is painted anew."""
    os.kill(running.process.pid, signal.SIGTSTP)
    os.waitpid(running.process.pid, os.WUNTRACED)
    running.settle()
    running.glass = Glass(*SIZE)
    os.kill(running.process.pid, signal.SIGCONT)
    running.until(painted)
    return standing(running)


@pytest.fixture
def running() -> Generator[Terminal]:
    with served(0.002) as environment, terminal(screen(environment), environment, size=SIZE) as running:
        running.until(lambda glass: glass.text.count("● live") == 2 and "rules ran" in glass.text)
        yield running


def test_terminal_shows_what_a_full_repaint_would(running: Terminal) -> None:
    for keys in ("3jjj4G", "zjz2jj", "?", "\x1b2\r3j"):
        for key in keys:
            running.press(key)
        assert standing(running) == repainted(running), keys


def test_terminal_is_painted_anew_when_its_size_changes(running: Terminal) -> None:
    for size in ((80, 24), (100, 30), SIZE):
        running.resize(size)
        running.until(painted)
        running.settle(0.3)
        assert (running.glass.lines[0][:8], running.glass.lines[-1][-6:]) == (" akotui ", "? help")
    assert standing(running) == repainted(running)
