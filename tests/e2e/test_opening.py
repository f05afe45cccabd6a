"""What is seen before the screen itself is loaded: it is true, keys count, and the terminal is given back."""

import signal
import sys
from pathlib import Path

import pytest

from tests.bench.glass import Glass
from tests.e2e.program import Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import SIGNALS, given_back

HELD = """
import sys, time
held = sys.modules["akotui.cli.screen"] = type(sys)("akotui.cli.screen")
def live(showing, curtain):
    while True: time.sleep(0.01)
held.live = live
from akotui.__main__ import main
sys.exit(main())
"""
"""akotui, whose screen takes forever to load."""
BROKEN = HELD.replace("while True: time.sleep(0.01)", "raise IndexError")

THREADLESS = """
import threading
its_own = threading.Thread.start
def start(thread):
    if thread.name == "curtain":
        raise RuntimeError("can't start new thread")
    its_own(thread)
threading.Thread.start = start
from akotui.__main__ import main
raise SystemExit(main())
"""


def opened(screen: Terminal) -> bool:
    return "? help" in screen.text


def seen(screen: Terminal) -> str:
    """What stands on the terminal now."""
    glass = Glass(80, 24)
    glass.feed(screen.written)
    return glass.text


@pytest.mark.parametrize(("keys", "code"), [("q", 0), ("\x03", 0), ("j\x03", 0), ("\x11", 0)])
async def test_keys_that_quit_end_it_before_the_screen_is_loaded(site: Site, keys: str, code: int) -> None:
    async with terminal(*site.cluster, program=(sys.executable, "-c", HELD)) as screen:
        before = screen.modes
        await screen.until(opened)
        assert screen.modes != before
        screen.press(keys)
        assert await screen.end() == code
        given_back(screen)
        assert screen.modes == before
    assert site.simulation.requests == []


@pytest.mark.parametrize(("number", "code"), SIGNALS.items(), ids=[signal.Signals(one).name for one in SIGNALS])
async def test_signal_ends_it_before_the_screen_is_loaded(site: Site, number: int, code: int) -> None:
    async with terminal(*site.cluster, program=(sys.executable, "-c", HELD)) as screen:
        before = screen.modes
        await screen.until(opened)
        screen.signal(number)
        assert await screen.end() == code
        given_back(screen)
        assert screen.modes == before


async def test_screen_that_cannot_be_loaded_gives_the_terminal_back_and_says_where(site: Site, tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    async with terminal(*site.cluster, program=(sys.executable, "-c", BROKEN), environ=environ) as screen:
        before = screen.modes
        assert await screen.end() == 70
        given_back(screen)
        assert screen.modes == before
        assert "internal error: IndexError" in screen.text


async def test_where_no_thread_can_be_had_the_terminal_is_given_back(site: Site, tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    async with terminal(*site.cluster, program=(sys.executable, "-c", THREADLESS), environ=environ) as screen:
        before = screen.modes
        assert await screen.end() == 70
        assert screen.modes == before
        assert "internal error: RuntimeError" in screen.text


async def test_frame_that_is_seen_first_names_the_context_and_claims_nothing(site: Site) -> None:
    async with terminal(*site.cluster, columns=80, lines=24, program=(sys.executable, "-c", HELD)) as screen:
        await screen.until(opened)
        assert " akotui  akotui-demo  … connecting  READ-ONLY" in screen.text
        assert "✗0… ▲0…" in screen.text


@pytest.mark.parametrize("theme", ["dark", "ansi"])
async def test_keys_typed_before_the_screen_is_loaded_are_heard_by_it_in_their_order(theme: str) -> None:
    async with terminal("demo", "--theme", theme, columns=80, lines=24) as screen:
        await screen.until(opened)
        screen.press("3/bill")
        await screen.until(lambda screen: "filter bill: " in seen(screen))
        assert "[3 Namespaces" in seen(screen)
        screen.press("ing\r")
        await screen.until(lambda screen: "filter billing: " in seen(screen))
        screen.press("\x03")
        assert await screen.end() == 0
        given_back(screen)


async def test_terminal_is_taken_over_without_being_cleared() -> None:
    async with terminal("demo") as screen:
        await screen.until(lambda screen: "orphan" in screen.text)
        assert screen.written.count(b"\x1b[?1049h") == 1
        screen.press("q")
        assert await screen.end() == 0
