"""What a real tmux shows of the program, and gets from it."""

import re
import shutil
from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.tmux import PROMPT, Tmux, program, tmux

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
EXACT = re.compile(r"\x1b\[(?:[0-9;]*;)?[34]8[;:][25][;:]")
"""A colour of 256 or of all, in place of one of the sixteen."""
ANSI = re.compile(r"\x1b\[(?:[0-9;]*;)?[39][0-7]m")


@pytest.fixture
async def pane(tmp_path: Path) -> AsyncGenerator[Tmux]:
    async with tmux(tmp_path, (80, 24)) as made:
        await made.type(program("demo", "--scenario", "two-primaries"))
        await made.until(read)
        yield made


def read(text: str) -> bool:
    """Whether the panes of 80 columns are there with a finding, and nothing else is."""
    first, *_ = text.splitlines()
    return first.startswith(" akotui  DEMO") and "> ✗ ERR" in text and "? help" in last(text)


def filled(sign: str, height: int, text: str) -> bool:
    """Whether a window of this height is painted to its last line, and shows what belongs to its size."""
    return sign in text and len(text.rstrip().splitlines()) == height and "? help" in last(text)


def last(text: str) -> str:
    return text.rstrip().splitlines()[-1]


async def test_copy_is_what_tmux_pastes_whether_short_or_long(pane: Tmux) -> None:
    await pane.press("c")
    await pane.until(lambda text: "copied the remedy" in text)
    remedy = await pane.ask("show-buffer")
    assert remedy.strip()
    assert "\x1b" not in remedy
    await pane.press("C")
    await pane.until(lambda text: "copied the explanation" in text)
    explanation = await pane.ask("show-buffer")
    assert explanation.startswith("### ")
    assert remedy.strip() in explanation
    assert len(explanation) > 1_000


async def test_window_of_any_size_is_filled_anew_and_nothing_of_the_size_before_is_left(pane: Tmux) -> None:
    for size, sign in (((120, 40), "2 AKO instances"), ((40, 6), "RO "), ((200, 60), "5 Owner usernames")):
        await pane.resize(*size)
        text = await pane.until(partial(filled, sign, size[1]))
        assert max(map(len, text.splitlines())) <= size[0]
        assert sum("DEMO" in one for one in text.splitlines()) == 1
    await pane.resize(80, 24)
    text = await pane.until(read)
    assert len(text.splitlines()) == 24


async def test_colours_in_tmux_are_the_sixteen_of_the_terminal(pane: Tmux) -> None:
    painted = await pane.seen("-e")
    assert ANSI.search(painted)
    assert not EXACT.search(painted)
    await pane.type(":theme dark")
    await pane.until(EXACT.search, "-e")


async def test_ctrl_z_leaves_what_wants_attention_as_in_k9s_and_suspend_leaves_the_shell_its_terminal(
    pane: Tmux,
) -> None:
    await pane.press("C-z")
    await pane.until(lambda text: "faults" in text and text.splitlines()[0].startswith(" akotui"))
    await pane.press("Escape")
    await pane.type(":suspend")
    shell = await pane.until(lambda text: "DEMO" not in text and text.rstrip().endswith(PROMPT))
    assert "Stopped" in shell
    await pane.type("echo still $((40 + 2))")
    await pane.until(lambda text: "still 42" in text)
    await pane.type("fg")
    await pane.until(read)
    await pane.press("q")
    await pane.until(lambda text: "DEMO" not in text and text.rstrip().endswith(PROMPT))
    await pane.type("echo left with $?")
    await pane.until(lambda text: "left with 0" in text)
