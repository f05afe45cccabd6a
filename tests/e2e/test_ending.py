"""However the screen ends, the terminal is as it was, the exit code tells why, and nothing is left behind."""

import re
import signal
import sys
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from akotui.simulator.http import Request
from tests import waiting
from tests.e2e.program import PROGRAM, Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_quitting import LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR, hanging
from tests.e2e.test_terminal_fit import TITLE_BACK
from tests.secrecy import hand

SLACK = 15.0
"""Seconds that two shared processors may add to what is promised; what hangs here would hang for 30 and more."""
PATIENCE = 14.0
"""Seconds after which a test stops waiting; the sources ask by themselves every 15."""


def read(screen: Terminal) -> bool:
    return "ako-my-cluster-green" in screen.text


def given_back(screen: Terminal) -> None:
    last = screen.written.rpartition(b"\x1b[?1049h")[2]
    assert LEFT_ALTERNATE_SCREEN in last
    assert SHOWN_CURSOR in last
    assert re.findall(rb"\x1b\[[0-9;]*m", last)[-1:] in ([b"\x1b[0m"], []), "no colour stays set"
    assert "Traceback" not in screen.text


async def ends_within(screen: Terminal, seconds: float) -> int:
    begun = time.monotonic()
    code = await screen.end(seconds + 20)
    assert time.monotonic() - begun < seconds + SLACK
    return code


@asynccontextmanager
async def reading(site: Site) -> AsyncGenerator[Terminal]:
    async with terminal(*site.cluster, *site.controller) as screen:
        before = screen.modes
        await screen.until(read)
        assert screen.modes != before
        yield screen
        if screen.open:
            assert screen.modes == before


SIGNALS = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130, signal.SIGQUIT: 131}


@pytest.mark.parametrize(("number", "code"), SIGNALS.items(), ids=[one.name for one in SIGNALS])
async def test_signal_gives_the_terminal_back_logs_out_and_ends_with_the_code_of_a_shell(
    site: Site, number: int, code: int
) -> None:
    async with reading(site) as screen:
        screen.signal(number)
        assert await ends_within(screen, 2) == code
        given_back(screen)
    assert site.simulation.requests[-1].path == "/logout"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
async def test_signal_ends_it_while_every_server_hangs(site: Site, number: signal.Signals) -> None:
    for server in (site.simulation.kubernetes.server, site.simulation.avi.server):
        server.faults = hanging(lambda _: True)
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "help" in screen.text)
        screen.signal(number)
        assert await ends_within(screen, 2) == SIGNALS[number]
        given_back(screen)


HUNG, HEARD = b"<hung>", b"<heard>"
HUNG_LOOP = f"""
import os, signal, time
from akotui.tui.app import AkotuiApp
its_own, terminal = signal.signal, os.open("/dev/tty", os.O_WRONLY)
def hang(self):
    os.write(terminal, {HUNG})
    time.sleep(60)
AkotuiApp.action_help = hang
def noting(number, heed):
    def note(*args):
        os.write(terminal, {HEARD})
        heed(*args)
    return its_own(number, note if number == signal.SIGINT and callable(heed) else heed)
signal.signal = noting
from akotui.__main__ import main
raise SystemExit(main())
"""


async def test_third_signal_ends_even_a_program_that_hangs(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller, program=(sys.executable, "-c", HUNG_LOOP)) as screen:
        before = screen.modes
        await screen.until(read)
        await interrupted_thrice(screen)
        assert await ends_within(screen, 1) == 130
        given_back(screen)
        assert screen.modes == before


async def interrupted_thrice(screen: Terminal) -> None:
    """Have a program of `HUNG_LOOP` hang, and interrupt it each time it has heard of the last time."""
    screen.press("?")
    await screen.until(lambda screen: HUNG in screen.written)
    for number in range(1, 4):
        screen.signal(signal.SIGINT)
        await screen.until(lambda screen, number=number: screen.written.count(HEARD) == number)


async def test_dropped_connection_ends_it_within_two_seconds_and_logs_out(site: Site) -> None:
    async with reading(site) as screen:
        screen.hang_up()
        assert await ends_within(screen, 2) == 129
    assert site.simulation.requests[-1].path == "/logout"


async def test_dead_terminal_is_noticed_where_the_hangup_is_ignored(site: Site) -> None:
    program = ("sh", "-c", 'trap "" HUP; exec "$@"', "sh", *PROGRAM)
    async with terminal(*site.cluster, *site.controller, program=program) as screen:
        await screen.until(read)
        screen.hang_up()
        assert await ends_within(screen, 5) == 129
    assert site.simulation.requests[-1].path == "/logout"


async def test_kill_leaves_no_key_behind(site: Site, tmp_path: Path) -> None:
    for name in ("tmp", "state", "run"):
        (tmp_path / name).mkdir()
    folders = {"TMPDIR": "tmp", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "run"}
    environ = {name: str(tmp_path / folder) for name, folder in folders.items()}
    async with terminal(*site.cluster, *site.controller, environ=environ) as screen:
        await screen.until(read)
        screen.signal(signal.SIGKILL)
        assert await screen.end() == -signal.SIGKILL
    left = [path for folder in folders.values() for path in (tmp_path / folder).rglob("*") if path.is_file()]
    secrets = (site.simulation.kubernetes_token, site.simulation.avi_password, "PRIVATE KEY")
    assert [path for path in left if any(secret in path.read_text() for secret in secrets)] == []


HUNG_NAMES = """
import socket, threading
socket.getaddrinfo = lambda *_, **__: threading.Event().wait()
from akotui.__main__ import main
raise SystemExit(main())
"""


async def test_q_ends_it_at_once_while_a_name_does_not_resolve(site: Site) -> None:
    text = site.kubeconfig.read_text().replace("127.0.0.1", "api.invalid").replace("http://", "https://")
    hand(site.kubeconfig, text)
    async with terminal(*site.cluster, "--no-avi", program=(sys.executable, "-c", HUNG_NAMES)) as screen:
        await screen.until(lambda screen: "help" in screen.text)
        screen.press("q")
        assert await ends_within(screen, 2) == 0
        given_back(screen)


def stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


async def until(condition: Callable[[], bool]) -> None:
    """Wait, less long than it takes until the sources ask by themselves."""
    await waiting.until(condition, PATIENCE)


def signs_of_life(site: Site) -> int:
    return sum(one.path == "/version" for one in site.simulation.kubernetes.server.requests)


@pytest.mark.parametrize("way", ["signal", ":suspend"])
async def test_suspended_screen_gives_the_terminal_back_and_comes_back_as_it_was(way: str, site: Site) -> None:
    async with reading(site) as screen:
        running = screen.modes
        if way == "signal":
            screen.signal(signal.SIGTSTP)
        else:
            screen.press(f"{way}\r")
        await until(lambda: stopped(screen.pid))
        assert screen.modes != running
        await screen.until(lambda screen: LEFT_ALTERNATE_SCREEN in screen.written)
        assert way == "signal" or TITLE_BACK in screen.written
        before, asked = len(screen.written), signs_of_life(site)
        screen.signal(signal.SIGCONT)
        await screen.until(lambda screen: b"ako-my-cluster-green" in screen.written[before:])
        assert screen.modes == running
        await until(lambda: signs_of_life(site) > asked)
        screen.press("q")
        assert await screen.end() == 0
        given_back(screen)


async def test_screen_that_stood_still_without_a_warning_leaves_the_terminal_as_it_was_before_all(site: Site) -> None:
    async with reading(site) as screen:
        running, asked = screen.modes, signs_of_life(site)
        screen.signal(signal.SIGSTOP)
        await until(lambda: stopped(screen.pid))
        screen.signal(signal.SIGCONT)
        await until(lambda: signs_of_life(site) > asked)
        assert screen.modes == running
        screen.press("q")
        assert await screen.end() == 0
        given_back(screen)


def is_logout(request: Request) -> bool:
    return request.path == "/logout"


async def test_hung_logout_holds_up_a_dropped_connection_for_no_more_than_two_seconds(site: Site) -> None:
    site.simulation.avi.server.faults = hanging(is_logout)
    async with reading(site) as screen:
        screen.hang_up()
        assert await ends_within(screen, 2) == 129


async def test_first_frame_that_is_left_while_it_is_written_leaves_a_clean_terminal(site: Site) -> None:
    for _ in range(5):
        async with terminal(*site.cluster, "--no-avi", columns=300, lines=100) as screen:
            await screen.until(lambda screen: b"akotui" in screen.written)
            screen.press("q")
            assert await screen.end() == 0
            given_back(screen)
