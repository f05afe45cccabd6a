"""A credential plugin that wants a person: it gets the terminal, and whatever it does, the screen gets it back."""

import json
import signal
import termios
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from akotui.simulator.simulation import CONTEXT
from tests.e2e.program import Site
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import given_back, read
from tests.secrecy import hand

WORD = "open-sesame"
PLUGIN = """#!/bin/sh
if ! [ -t 0 ]; then echo "session expired" >&2; exit 1; fi
echo $$ > {folder}/pid
stty -echo
printf 'plugin asks: ' >&2
read word
[ "$word" = {word} ] || exit 7
echo '{credential}'
"""


def kubeconfig(site: Site, folder: Path, *, mode: str) -> str:
    """A kubeconfig whose plugin asks for a word on the terminal and fails without one."""
    token = {"token": site.simulation.kubernetes_token}
    credential = json.dumps(
        {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": token}
    )
    plugin = folder / "oci"
    hand(plugin, PLUGIN.format(folder=folder, word=WORD, credential=credential))
    plugin.chmod(0o700)
    config = json.loads(site.kubeconfig.read_text())
    config["users"][0]["user"] = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": str(plugin),
            "interactiveMode": mode,
        }
    }
    hand(site.kubeconfig, json.dumps(config))
    return CONTEXT


@asynccontextmanager
async def asked(site: Site, folder: Path, *, mode: str = "IfAvailable") -> AsyncGenerator[Terminal]:
    """The screen that was told `:login`, when the plugin asks; the terminal must be as it was in the end."""
    kubeconfig(site, folder, mode=mode)
    async with terminal(*site.cluster, *site.controller) as screen:
        before = screen.modes
        await screen.until(lambda screen: "hands it this terminal" in screen.text)
        raw = screen.modes
        screen.press(":login\r")
        await screen.until(lambda screen: "plugin asks: " in screen.text)
        assert screen.modes[1] & termios.ICANON
        assert not screen.modes[1] & termios.ECHO
        yield screen
        if screen.open:
            assert screen.modes == before
        assert WORD not in screen.text
        assert raw != before


def cluster_read(screen: Terminal) -> bool:
    """Whether what only the cluster can tell was painted after the plugin had asked last."""
    return "avi-system" in screen.text.rpartition("plugin asks: ")[2]


def gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "\nState:\tZ" in status.read_text()


@pytest.mark.parametrize("mode", ["IfAvailable", "Always"])
async def test_plugin_asks_on_the_terminal_and_the_cluster_is_read_with_what_it_says(
    site: Site, tmp_path: Path, mode: str
) -> None:
    async with asked(site, tmp_path, mode=mode) as screen:
        screen.press(f"{WORD}\r")
        await screen.until(cluster_read)
        assert not screen.modes[1] & termios.ICANON
        screen.press("q")
        assert await screen.end() == 0
        given_back(screen)


async def test_login_that_is_given_up_leads_back_to_a_screen_that_still_hears_keys(site: Site, tmp_path: Path) -> None:
    async with asked(site, tmp_path) as screen:
        screen.press("\x03")
        await screen.until(lambda screen: "Enter goes back" in screen.text)
        screen.press("\r")
        await screen.until(lambda screen: "READ-ONLY" in screen.text.rpartition("Enter goes back")[2])
        screen.press(":login\r")
        await screen.until(lambda screen: screen.text.count("plugin asks: ") == 2)
        screen.press(f"{WORD}\r")
        await screen.until(cluster_read)
        screen.press("q")
        assert await screen.end() == 0
        given_back(screen)


async def test_signal_during_a_login_ends_both(site: Site, tmp_path: Path) -> None:
    async with asked(site, tmp_path) as screen:
        screen.signal(signal.SIGTERM)
        assert await screen.end() == 143
        assert gone(int((tmp_path / "pid").read_text()))
    assert "Traceback" not in screen.text


async def test_connection_that_drops_during_a_login_leaves_nothing_running(site: Site, tmp_path: Path) -> None:
    async with asked(site, tmp_path) as screen:
        screen.hang_up()
        assert await screen.end() == 129
        assert gone(int((tmp_path / "pid").read_text()))


async def test_without_a_plugin_the_terminal_is_kept(site: Site) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(read)
        screen.press(":login\r")
        await screen.until(lambda screen: "has no credential plugin" in screen.text)
        screen.press("q")
        assert await screen.end() == 0
