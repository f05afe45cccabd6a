"""What the program asks of a real terminal."""

import re
from pathlib import Path

import pytest

from tests.bench.glass import Glass
from tests.e2e.program import PROGRAM, Site
from tests.e2e.screen import live
from tests.e2e.terminal import Terminal, terminal

FAR = ("SSH_TTY", "SSH_CLIENT")
REMOTE = "10.0.0.1 5 10.0.0.2 22"
MOUSE_ON = b"\x1b[?1000h"
TITLE_KEPT, TITLE_BACK = b"\x1b[22;2t", b"\x1b[23;2t"


def read(screen: Terminal) -> bool:
    return "payments" in screen.text


@pytest.mark.parametrize(
    ("argv", "connection", "mouse"),
    [
        ((), "", True),
        ((), REMOTE, False),
        (("--mouse",), REMOTE, True),
        (("--no-mouse",), "", False),
    ],
)
async def test_mouse_is_taken_only_where_it_is_wanted(argv: tuple[str, ...], connection: str, *, mouse: bool) -> None:
    async with terminal(
        "demo", *argv, without=FAR, environ={"LC_ALL": "C.UTF-8", "SSH_CONNECTION": connection}
    ) as screen:
        await screen.until(read)
        assert (MOUSE_ON in screen.written) is mouse
        screen.press("q")
        assert await screen.end() == 0


async def test_window_is_named_and_left_as_it_was_and_a_plain_locale_gets_plain_signs() -> None:
    async with terminal("demo", "--no-mouse", environ={"LC_ALL": "C", "TMUX": ""}) as screen:
        await screen.until(lambda screen: b"\x1b]2;akotui multi-ako X" in screen.written)
        screen.press("q")
        assert await screen.end() == 0
    assert screen.written.index(TITLE_KEPT) < screen.written.index(TITLE_BACK)
    assert screen.written.isascii()


@pytest.mark.parametrize("theme", ["dark", "ansi"])
async def test_no_color_sends_no_colour_at_all_whatever_the_theme(theme: str) -> None:
    async with terminal("demo", "--theme", theme, environ={"LC_ALL": "C.UTF-8", "NO_COLOR": "1"}) as screen:
        await screen.until(read)
        screen.press("q")
        assert await screen.end() == 0
    painted = {part for one in re.findall(rb"\x1b\[([0-9;]*)m", screen.written) for part in one.split(b";")}
    assert painted <= {b"", b"0", b"1", b"2", b"3", b"4", b"7", b"39", b"49"}
    assert b"7" in painted


def clock(glass: Glass) -> str:
    """What the screen says the time is."""
    return glass.lines[0][-9:]


async def test_idle_screen_writes_less_than_a_serial_line_carries(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller, columns=120, lines=40) as screen:
        glass, fed = Glass(120, 40), 0

        def shown() -> Glass:
            nonlocal fed
            glass.feed(screen.written[fed:])
            fed = len(screen.written)
            return glass

        await screen.until(lambda _: live(shown().text) and "rules ran" in glass.text)
        written = list[int]()
        for _ in range(7):
            now = clock(glass)
            await screen.until(lambda _, now=now: clock(shown()) != now)
            written.append(len(screen.written))
        idle = written[-1] - written[1]  # the first seconds may have the end of loading
        assert idle / 5 <= 9600 / 10, "ten bits a byte"
        screen.press("q")
        assert await screen.end() == 0


def saved_in(folder: Path) -> list[str]:
    return [one.read_text(encoding="utf-8") for one in folder.iterdir()]


async def test_ctrl_s_saves_the_rows_where_it_was_started_and_does_not_stop_the_terminal(tmp_path: Path) -> None:
    async with terminal("demo", program=("env", "-C", str(tmp_path), *PROGRAM)) as screen:
        await screen.until(read)
        screen.press("\x13")
        await screen.until(lambda screen: "rows saved: akotui-multi-ako-findings-" in screen.text)
        screen.press("q")
        assert await screen.end() == 0
    assert [one.startswith("SEV,OBJECT,") for one in saved_in(tmp_path)] == [True]
