"""A bug in akotui: the screen lives on and says so, or ends with the terminal as it was; neither tells a secret."""

import re
import stat
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.e2e.program import Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import given_back, read

BUG = """
import sys
def bug(*args, **options):
    from tests.secrecy import PASSWORD as password
    raise ValueError("no good: " + password)
{broken}
from akotui.__main__ import main
raise SystemExit(main())
"""
PLACES = {
    "a key": "from akotui.tui.app import AkotuiApp as it; it.action_read_only = bug",
    "a timer": """
from akotui.tui.app import AkotuiApp as it
its_own, turns = it._tick, []
def tick(self):
    turns.append(1)
    return bug() if len(turns) == 3 else its_own(self)
it._tick = tick
""",
    "a message": "from akotui.tui.screens.main import MainScreen as it; it.action_acknowledged = bug",
    "a task": """
import asyncio
from akotui.tui.app import AkotuiApp as it
async def fail(): bug()
def begin(self):
    it.kept = asyncio.get_running_loop().create_task(fail())
    it.kept.add_done_callback(lambda done: done.result())
it.action_read_only = begin
""",
    "a source": """
from akotui.sources.avi import AviSource as it
async def facts(self):
    bug()
    yield
it.facts = facts
""",
    "the analysis": """
import akotui.engine as it
its_own, turns = it.analyse, []
def analyse(*args):
    turns.append(1)
    return bug() if len(turns) > 2 else its_own(*args)
it.analyse = analyse
""",
}
"""Where the bug is; `r` and `A` are pressed in each."""


@asynccontextmanager
async def broken(site: Site, place: str, state: Path) -> AsyncGenerator[Terminal]:
    program = (sys.executable, "-c", BUG.format(broken=place))
    options = (*site.cluster, *site.controller)
    async with terminal(*options, program=program, columns=200, environ={"XDG_STATE_HOME": str(state)}) as screen:
        yield screen


def traces(state: Path) -> list[Path]:
    return sorted(state.rglob("*.txt"))


def nothing_told(screen: Terminal, state: Path) -> None:
    kept = traces(state)
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept} == {0o600}
    assert {stat.S_IMODE(one.parent.stat().st_mode) for one in kept} == {0o700}
    text = "".join(one.read_text() for one in kept)
    assert "ValueError" in text
    assert "in bug" in text
    assert "Traceback" not in screen.text


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
async def test_screen_outlives_a_bug_and_says_where_its_trace_is(site: Site, tmp_path: Path, place: str) -> None:
    async with broken(site, place, tmp_path) as screen:
        await screen.until(lambda screen: read(screen) or "internal error" in screen.text)
        screen.press("rA")
        await screen.until(lambda screen: "internal error: ValueError in" in screen.text)
        seen = len(screen.written)
        screen.press("\x1b2")
        await screen.until(lambda screen: len(screen.written) > seen)
        screen.press("\x03")
        assert await screen.end() in (0, 70)
        given_back(screen)
    nothing_told(screen, tmp_path)


async def test_screen_that_cannot_be_made_ends_with_one_line(site: Site, tmp_path: Path) -> None:
    place = "from akotui.tui.screens.main import MainScreen as it; it.compose = bug"
    async with broken(site, place, tmp_path) as screen:
        assert await screen.end() == 70
        given_back(screen)
        after = screen.written.rpartition(b"\x1b[?1049l")[2].decode()
    told = r"akotui: internal error: ValueError in <string>, line 5; its trace, without any value, is in"
    assert re.search(told, after)
    assert str(traces(tmp_path)[0]) in re.sub(r"\s", "", after)
    nothing_told(screen, tmp_path)


async def test_screen_that_is_left_while_it_is_made_is_no_bug(site: Site, tmp_path: Path) -> None:
    place = """
from akotui.tui.screens.main import MainScreen as it
def made_no_more(self):
    self.app.end(143)
    bug()
it.on_mount = made_no_more
"""
    async with broken(site, place, tmp_path) as screen:
        assert await screen.end() == 143
        given_back(screen)
        assert "internal error" not in screen.text
    assert traces(tmp_path) == []


async def test_screen_that_fails_again_and_again_ends(site: Site, tmp_path: Path) -> None:
    place = "from akotui.tui.widgets.header_bar import HeaderBar as it; it.render_line = bug"
    async with broken(site, place, tmp_path) as screen:
        assert await screen.end() == 70
        given_back(screen)
    nothing_told(screen, tmp_path)


NOISE = """
import logging, os, sys, threading, warnings
from akotui.tui.app import AkotuiApp as it
its_own = it._tick
def tick(self):
    logging.getLogger("urllib3").error("noise of a library")
    logging.getLogger("httpcore").debug("noise of a library")
    warnings.warn("noise of a library")
    print("noise of a library", file=sys.stderr)
    print("noise of a library")
    os.write(2, b"noise of a library")
    threading.Thread(target=lambda: 1 / 0).start()
    its_own(self)
    open(os.environ["TMPDIR"] + "/made", "w").close()
it._tick = tick
from akotui.__main__ import main
raise SystemExit(main())
"""


async def test_nothing_that_libraries_say_is_painted_over_the_screen(site: Site, tmp_path: Path) -> None:
    program = (sys.executable, "-c", NOISE)
    environ = {"TMPDIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    async with terminal(*site.cluster, *site.controller, program=program, environ=environ) as screen:
        await screen.until(lambda screen: read(screen) and (tmp_path / "made").exists())
        screen.press("q")
        assert await screen.end() == 0
    assert "noise" not in screen.text
    assert "ZeroDivisionError" not in screen.text
    assert "ZeroDivisionError" in traces(tmp_path)[0].read_text()
