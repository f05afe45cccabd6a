"""Where the screen cannot be, it says so in one line and at once; where it can, it does not need much."""

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from tests.e2e.program import PROGRAM, ROOT, Site
from tests.e2e.terminal import Terminal, terminal
from tests.faults.namespaces import NotHere, run, tool, unsharing

NO_TERMINAL = "akotui: the live screen needs a terminal; akotui check and akotui get work without one\n"


def run_with(stdin: IO[bytes] | int, stdout: IO[bytes] | int, *program: str) -> tuple[int, str]:
    ran = subprocess.run(
        program or (sys.executable, "-m", "akotui", "demo"),
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=False,
        timeout=50,
        cwd=ROOT,
    )
    return ran.returncode, ran.stderr.decode()


def test_without_a_terminal_there_is_no_screen_and_one_line_says_so() -> None:
    with Path(os.devnull).open("rb") as nothing, Path("/dev/full").open("wb") as full:
        assert run_with(nothing, subprocess.PIPE) == (2, NO_TERMINAL)
        assert run_with(nothing, full) == (2, NO_TERMINAL)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&-"])
def test_closed_stdin_or_stdout_is_no_terminal(closed: str) -> None:
    shell = ("sh", "-c", f'exec "$0" -m akotui demo {closed}', sys.executable)
    with Path(os.devnull).open("rb") as nothing:
        assert run_with(nothing, subprocess.PIPE, *shell) == (2, NO_TERMINAL)


def test_terminal_on_one_side_only_is_not_enough() -> None:
    master, slave = os.openpty()
    try:
        assert run_with(slave, subprocess.PIPE) == (2, NO_TERMINAL)
    finally:
        os.close(master)
        os.close(slave)


def read(screen: Terminal) -> bool:
    return "orphan" in screen.text


async def shown_and_left(screen: Terminal) -> None:
    await screen.until(read)
    screen.press("q")
    assert await screen.end() == 0
    assert "Traceback" not in screen.text


@pytest.mark.parametrize("without", [("HOME",), ("HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "TMPDIR")])
async def test_screen_needs_no_home(without: tuple[str, ...]) -> None:
    async with terminal("demo", without=without) as screen:
        await shown_and_left(screen)


async def test_screen_needs_nothing_that_can_be_written(site: Site, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    nowhere = {"HOME": str(home), "TMPDIR": "/proc", "XDG_STATE_HOME": "/proc/state", "XDG_RUNTIME_DIR": "/proc/run"}
    async with terminal(*site.cluster, *site.controller, without=("XDG_CONFIG_HOME",), environ=nowhere) as screen:
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        screen.press("q")
        assert await screen.end() == 0
    assert list(home.iterdir()) == []


NOBODY = """
import pwd
def unknown(uid): raise KeyError(f"getpwuid(): uid not found: {uid}")
pwd.getpwuid = unknown
from akotui.__main__ import main
raise SystemExit(main())
"""


async def test_user_without_a_name_has_a_screen_too() -> None:
    async with terminal(
        "demo", program=(sys.executable, "-c", NOBODY), without=("HOME", "XDG_CONFIG_HOME", "USER")
    ) as screen:
        await shown_and_left(screen)


EMPTY_ETC = 'mount -t tmpfs none /etc && exec "$0" "$@"'


def in_etc_of(pid: int) -> list[Path]:
    """What a process finds in /etc."""
    return list(Path(f"/proc/{pid}/root/etc").iterdir())


async def test_screen_needs_nothing_of_etc(site: Site) -> None:
    try:
        alone = unsharing("mount")
        run(*alone, "sh", "-c", EMPTY_ETC, tool("ls"), "/etc")
    except NotHere as why:
        pytest.skip(f"no file system of its own can be had here: {why}")
    program = (*alone, "sh", "-c", EMPTY_ETC, *PROGRAM)
    async with terminal(*site.cluster, *site.controller, program=program, without=("HOME", "USER")) as screen:
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        assert in_etc_of(screen.pid) == [], "no resolv.conf, no passwd, nothing"
        screen.press("q")
        assert await screen.end() == 0
        assert "Traceback" not in screen.text


@pytest.mark.parametrize("at_once", [2])
async def test_two_screens_at_once_do_not_meet(site: Site) -> None:
    async with (
        terminal(*site.cluster, *site.controller) as one,
        terminal(*site.cluster, *site.controller) as other,
    ):
        for screen in (one, other):
            await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        one.press("q")
        assert await one.end() == 0
        before = len(other.written)
        other.press("?")
        await other.until(lambda screen: len(screen.written) > before)
        other.press("\x03")
        assert await other.end() == 0
    assert sum(one.path == "/login" for one in site.simulation.requests) == 2


def peak_kib(pid: int) -> int:
    """The most memory a process has held at one time."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


async def test_large_demo_fits_into_a_small_pod() -> None:
    limited = ("prlimit", f"--data={256 << 20}", *PROGRAM)  # what it allocates, stacks of threads included
    async with terminal("demo", program=limited) as screen:
        await screen.until(read)
        assert peak_kib(screen.pid) < 256 * 1024
        screen.press("q")
        assert await screen.end() == 0
