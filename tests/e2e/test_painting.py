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
WHOLE = (" akotui ", "Z", "? help")
"""The edges of a screen that fits its terminal."""


def painted(glass: Glass) -> bool:
    """A condition: a whole screen is seen, not just a clock that ticked meanwhile."""
    return sum(map(bool, glass.lines)) > len(glass.lines) // 3


def standing(running: Terminal) -> str:
    """What is seen, without what goes on with time."""
    running.rest()
    return re.sub(r"\d+s\b|\d+m\b|\d\d:\d\d:\d\dZ| +", "", running.glass.text)


def repainted(running: Terminal) -> str:
    """The same after the program was stopped and went on, as by Ctrl-Z and fg: everything is painted anew."""
    os.kill(running.process.pid, signal.SIGTSTP)
    os.waitpid(running.process.pid, os.WUNTRACED)
    running.rest()
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
        running.until(lambda _: edges(running) == WHOLE)
    assert standing(running) == repainted(running)


def test_terminal_that_is_as_large_again_as_it_was_is_painted_anew(running: Terminal) -> None:
    running.resize(SIZE)
    running.until(painted)
    assert standing(running) == repainted(running)


@pytest.mark.parametrize("bytes_seen", [1, 1_500, 2_500, 3_500, 4_500])
def test_size_that_changes_while_it_starts_is_the_size_that_is_painted(bytes_seen: int) -> None:
    with served(0.002) as environment, terminal(screen(environment), environment, size=(80, 24)) as running:
        while running.bytes < bytes_seen and running.hear(20):
            pass
        for size in ((40, 6), (200, 60), SIZE):
            running.resize(size)
        running.until(lambda glass: glass.text.count("● live") == 2 and "rules ran" in glass.text)
        running.until(lambda _: edges(running) == WHOLE)


def test_size_of_which_no_signal_tells_is_noticed(running: Terminal) -> None:
    running.resize((100, 30), told=False)
    running.until(lambda _: edges(running) == WHOLE)


def test_size_is_that_of_the_terminal_whatever_the_environment_says() -> None:
    with served(0.002) as environment:
        misled = {**environment, "COLUMNS": "80", "LINES": "24"}
        with terminal(screen(environment), misled, size=SIZE) as running:
            running.until(lambda glass: bool(glass.lines[-1]))
            assert len(running.glass.lines[0]) == SIZE[0], "the first frame"
            running.until(lambda glass: glass.text.count("● live") == 2 and "rules ran" in glass.text)
            running.until(lambda _: edges(running) == WHOLE)
            running.resize((100, 30))
            running.until(lambda _: edges(running) == WHOLE)


def edges(running: Terminal) -> tuple[str, str, str]:
    """The beginning of the first line, what stands at its end, and the end of the last line."""
    first, *_, last = running.glass.lines
    return first[:8], first[running.glass.columns - 2 :].lstrip("0123456789"), last[-6:]
