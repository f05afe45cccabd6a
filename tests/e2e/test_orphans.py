"""However akotui ends while a credential plugin runs, neither the plugin nor what it started is left running."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from tests.e2e.program import PROGRAM, ROOT, Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import HUNG_LOOP, interrupted_thrice, until
from tests.secrecy import hand

BREAKS = """
import os, sys
from akotui.tui.widgets.header_bar import HeaderBar as it
its_own = it.render_line
def bug(self, *args):
    if os.path.exists({noted!r}):
        raise ValueError("no good")
    return its_own(self, *args)
it.render_line = bug
from akotui.__main__ import main
raise SystemExit(main())
"""


@pytest.fixture
def noted(site: Site, tmp_path: Path) -> Generator[Path]:
    """The site's kubeconfig runs a plugin that hangs, and so does its child: where it writes the numbers of both."""
    noted = tmp_path / "noted"
    script = f"sleep 600 & echo $$ $! > {noted}.part; mv {noted}.part {noted}; wait"
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", script],
        "interactiveMode": "Never",
    }
    config = json.loads(site.kubeconfig.read_text())
    config["users"][0]["user"] = {"exec": plugin}
    hand(site.kubeconfig, json.dumps(config))
    yield noted
    for pid in alive(noted) if noted.exists() else ():
        os.kill(pid, signal.SIGKILL)


def alive(noted: Path) -> list[int]:
    """Which of the noted processes run; one that has ended and was not waited for does not."""
    states = {int(pid): Path(f"/proc/{pid}/stat") for pid in noted.read_text().split()}
    return [
        pid for pid, stat in states.items() if stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
    ]


ENDS: dict[str, tuple[int, Callable[[Terminal], object]]] = {
    "q": (0, lambda screen: screen.press("q")),
    "SIGTERM": (143, lambda screen: screen.signal(signal.SIGTERM)),
    "SIGHUP": (129, lambda screen: screen.signal(signal.SIGHUP)),
    "a dropped line": (129, lambda screen: screen.hang_up()),
}


@pytest.mark.parametrize(("code", "end"), ENDS.values(), ids=ENDS)
async def test_screen_that_is_left_leaves_no_plugin(
    site: Site, noted: Path, code: int, end: Callable[[Terminal], object]
) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "help" in screen.text)
        await until(noted.exists)
        assert len(alive(noted)) == 2
        end(screen)
        assert await screen.end() == code
        await until(lambda: alive(noted) == [])


async def test_screen_that_breaks_leaves_no_plugin(site: Site, noted: Path, tmp_path: Path) -> None:
    program = (sys.executable, "-c", BREAKS.format(noted=str(noted)))
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    async with terminal(*site.cluster, "--no-avi", program=program, environ=environ) as screen:
        assert await screen.end() == 70
        await until(lambda: alive(noted) == [])


async def test_screen_that_hangs_and_is_ended_by_force_leaves_no_plugin(site: Site, noted: Path) -> None:
    async with terminal(*site.cluster, "--no-avi", program=(sys.executable, "-c", HUNG_LOOP)) as screen:
        await screen.until(lambda screen: "help" in screen.text)
        await until(noted.exists)
        await interrupted_thrice(screen)
        assert await screen.end() == 130
        await until(lambda: alive(noted) == [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
async def test_check_that_is_ended_leaves_no_plugin(site: Site, noted: Path, number: int) -> None:
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "check",
        *site.cluster,
        "--no-avi",
        cwd=ROOT,
        env=os.environ,
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
    )
    await until(noted.exists)
    process.send_signal(number)
    assert await process.wait() == 128 + number
    await until(lambda: alive(noted) == [])
