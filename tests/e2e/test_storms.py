"""Terminals that are slow, strange, poor or hostile: the screen stays what it is, and q leaves it."""

import json
import re
import signal
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.glass import Glass
from tests.e2e.program import Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import ends_within, given_back, read, signs_of_life, stopped, until
from tests.secrecy import hand

SIZES = [(1, 1), (0, 0), (500, 200), (1, 50), (160, 1), (39, 5), (100, 12), (2, 2), (200, 60)]


def whole(written: bytes) -> bool:
    """Whether a screen of 80 columns and 24 lines is seen from its first corner to its last."""
    glass = Glass(80, 24)
    glass.feed(written)
    return glass.lines[0].startswith(" akotui ") and glass.lines[-1].endswith("? help")


async def left(screen: Terminal, key: str = "q") -> None:
    screen.press(key)
    assert await screen.end() == 0
    given_back(screen)


async def test_storm_of_sizes_ends_in_a_whole_screen(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(read)
        for columns, lines in SIZES * 3:
            screen.resize(columns, lines)
            screen.press("2jz4/a\x1b")
            seen = len(screen.written)
            await screen.until(lambda screen, seen=seen: len(screen.written) > seen or screen.taken)
        before = len(screen.written)
        screen.resize(80, 24)
        await screen.until(lambda screen: whole(screen.written[before:]))
        await left(screen, "\x03")


async def blocked(screen: Terminal) -> None:
    """Stop taking what is written, and have more written than a line holds."""
    screen.deafen()
    for number in range(60):
        screen.resize(*((190, 55), (200, 60))[number % 2])
        screen.press("z")
        await until(lambda: screen.taken)


async def test_stalled_line_holds_up_no_reading_and_shows_everything_when_it_goes_on(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(read)
        await blocked(screen)
        asked = signs_of_life(site)
        screen.press("\x12")
        await until(lambda: signs_of_life(site) > asked)
        before = len(screen.written)
        screen.listen()
        screen.press("?")
        await screen.until(lambda screen: b"quit at once" in screen.written[before:])
        await left(screen)


async def test_stalled_line_holds_up_no_end(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(read)
        await blocked(screen)
        screen.signal(signal.SIGTERM)
        assert await ends_within(screen, 3) == 143
    assert site.simulation.requests[-1].path == "/logout"


POOR: Mapping[str, Mapping[str, str]] = {
    "dumb": {"TERM": "dumb", "COLORTERM": ""},
    "unknown": {"TERM": "", "COLORTERM": ""},
    "vt100": {"TERM": "vt100", "COLORTERM": ""},
    "no colour": {"NO_COLOR": "1", "LC_ALL": "C.UTF-8"},
}


@pytest.mark.parametrize("environ", POOR.values(), ids=POOR)
async def test_poor_terminal_shows_every_verdict_in_words(site: Site, environ: Mapping[str, str]) -> None:
    async with terminal(*site.cluster, *site.controller, environ=environ) as screen:
        await screen.until(lambda screen: read(screen) and "owned" in screen.text)
        await left(screen)


@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1", "ja_JP.eucJP"])
async def test_locale_without_unicode_gets_ascii_alone(site: Site, locale: str) -> None:
    environ = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    async with terminal(*site.cluster, *site.controller, environ=environ) as screen:
        await screen.until(lambda screen: read(screen) and "owned" in screen.text)
        screen.press("4\r")
        await left(screen)
    assert screen.written.isascii()


HOSTILE = "\x9d52;c;aGFja2Vk\x07\x9b31m[@click=app.quit]canary[/]\x0e\x07q\x1b]52;c;aGFja2Vk\x07\x1bq\x1b[31mq\x1b[20q"
"""With ESC, which not every terminal takes out of what is pasted."""


async def test_flood_of_mouse_and_paste_neither_acts_nor_reaches_the_terminal(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller, columns=200, lines=120) as screen:
        await screen.until(read)
        paste = f"\x1b[200~{HOSTILE * 200}\x1b[201~"
        for number in range(20):
            moves = "".join(f"\x1b[<35;{1 + (number + step) % 160};{1 + step % 50}M" for step in range(20))
            screen.press(moves + (paste if number % 10 == 0 else ""))
            await until(lambda: screen.taken)
        before = len(screen.written)
        screen.press("/")
        await screen.until(lambda screen: b"Esc clears" in screen.written[before:])
        screen.press(f"\x1b[200~{HOSTILE}\x1b[201~")
        await screen.until(lambda screen: b"canary" in screen.written[before:])
        await left(screen, "\x03")
    assert not {"\x9b", "\x9d", "\x0e"} & set(screen.written.decode("utf-8", "replace"))
    assert b"aGFja2Vk\x07" not in screen.written


def gone(noted: Path) -> bool:
    """Whether the process whose number was noted is no more."""
    return not Path(f"/proc/{noted.read_text().strip()}").exists()


async def test_suspension_while_a_credential_plugin_runs_is_no_deadlock(site: Site, tmp_path: Path) -> None:
    began = tmp_path / "began"
    config = json.loads(site.kubeconfig.read_text())
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", f"echo $$ > {began}.part; mv {began}.part {began}; exec sleep 60"],
        "interactiveMode": "Never",
    }
    config["users"][0]["user"] = {"exec": plugin}
    hand(site.kubeconfig, json.dumps(config))
    async with terminal(*site.cluster, "--no-avi") as screen:
        await screen.until(lambda screen: "help" in screen.text)
        await until(began.exists)
        screen.signal(signal.SIGTSTP)
        await until(lambda: stopped(screen.pid))
        before = len(screen.written)
        screen.signal(signal.SIGCONT)
        await screen.until(lambda screen: b"help" in screen.written[before:])
        screen.press("q")
        assert await ends_within(screen, 2) == 0
        given_back(screen)
    assert gone(began)


async def test_odd_time_zone_changes_nothing_the_clock_is_utc(site: Site) -> None:
    async with terminal(*site.cluster, "--no-avi", environ={"TZ": "XXX-13:45"}) as screen:
        await screen.until(lambda screen: re.search(r"\d\d:\d\d:\d\dZ", screen.text) is not None)
        told = re.search(r"(\d\d):\d\d:\d\dZ", screen.text)
        assert told is not None
        assert (int(told[1]) - datetime.now(UTC).hour) % 24 in (0, 23)
        await left(screen)
