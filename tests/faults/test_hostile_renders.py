"""Hostile text on a real terminal, looked at byte by byte: only akotui's own grammar arrives there."""

import sys
from collections.abc import Callable

import pytest

from tests.e2e.terminal import terminal
from tests.faults.grammar import foreign

COLUMNS, LINES = 120, 40
PARADE = (sys.executable, "-m", "tests.faults.parade")
CLICK = "\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m"
A_WORLD = 10_000
"""Bytes that a world takes at least."""


@pytest.mark.timeout(1800)
async def test_nothing_but_the_grammar_of_akotui_reaches_the_terminal_and_no_action_is_run(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    worlds = sized(40, 2_000)
    async with terminal(str(worlds), "2026", program=PARADE, columns=COLUMNS, lines=LINES) as screen:
        for step in range(worlds // 8):
            await screen.until(lambda screen, step=step: len(screen.written) > step * 8 * A_WORLD)
            screen.press(CLICK.format(5 + 7 * step % (COLUMNS - 10), 2 + 3 * step % (LINES - 4)))
        assert await screen.end(1700) == 0, screen.text[-2000:]
        written = screen.written
    figure(
        f"{worlds} hostile worlds on a terminal: {len(written)} bytes, {len(foreign(written, COLUMNS, LINES))} foreign"
    )
    assert foreign(written, COLUMNS, LINES) == []
    assert b"app.quit" in written, "the texts were shown"


@pytest.mark.parametrize("left", [b"", b"\x1b", b"\x1b[0;38;2;2", b"\x1b]2;akotui x", "…".encode()[:2], b"\xf0"])
def test_frame_that_is_broken_off_at_the_end_is_no_foreign_word(left: bytes) -> None:
    assert foreign(b"\x1b[2;5Hok" + left + b"\x1b[?2026l\x1b[?2004l\x1b[?1049l", COLUMNS, LINES) == []


@pytest.mark.parametrize(
    "written",
    [
        b"\x1b[1337m", b"\x1b[777;777H", b"\x1b]0;t\x07", b"\x1b]2;t\x07", b"\x1b]52;c;G10=\x07", b"\x1bP1q\x1b\\",
        "\x9b1m".encode(), b"\x07", b"\x1b[2J", b"\x1bc", "\u202e".encode(), "\u200b".encode(),
        b"\x1b[?1047h", b"\x1b]8;;x\x07", b"\t", b"\x00",
    ],
)  # fmt: skip
def test_grammar_knows_what_is_foreign(written: bytes) -> None:
    assert foreign(b"\x1b[1;38;2;1;2;3mok\x1b[2;5H" + written + b"\x1b[?25h", COLUMNS, LINES) != []
