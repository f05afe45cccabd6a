"""q ends the screen at once, whatever the servers do, and the terminal is as it was."""

import asyncio
import time
from collections.abc import Callable, Mapping

import pytest

from akotui.simulator.http import Fault, Faults, Request
from tests.e2e.program import Site
from tests.e2e.terminal import Terminal, terminal
from tests.secrecy import hand
from tests.waiting import until

Matches = Callable[[Request], bool]
AT_ONCE = 15.0
"""Seconds; generous, because two processors are shared: a hang of a server would last 30 s and more."""

LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWN_CURSOR = b"\x1b[?25h"


def hanging(matches: Matches) -> Faults:
    never = asyncio.Event()
    return lambda request: Fault(wait=never) if matches(request) else None


async def leave(screen: Terminal, keys: str = "q") -> None:
    begun = time.monotonic()
    screen.press(keys)
    assert await screen.end(AT_ONCE * 2) == 0
    assert time.monotonic() - begun < AT_ONCE
    assert LEFT_ALTERNATE_SCREEN in screen.written
    assert SHOWN_CURSOR in screen.written.rpartition(b"\x1b[?1049h")[2]
    assert "Traceback" not in screen.text


def painted(screen: Terminal) -> bool:
    return "akotui" in screen.text and "help" in screen.text


@pytest.mark.parametrize("keys", ["q", "\x03", "\x11"])
async def test_live_screen_is_left_at_once_and_the_controller_is_logged_out(site: Site, keys: str) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        await leave(screen, keys)
    assert site.simulation.requests[-1].path == "/logout"


HANGS: Mapping[str, Matches] = {
    "everything": lambda _: True,
    "first requests": lambda request: request.path in ("/login", "/version", "/api"),
    "logout": lambda request: request.path == "/logout",
    "watches": lambda request: request.parameter("watch") != "",
    "objects of the Controller": lambda request: request.path == "/api/virtualservice",
}


@pytest.mark.parametrize("hang", HANGS.values(), ids=HANGS)
async def test_screen_is_left_at_once_while_a_server_hangs(site: Site, hang: Matches) -> None:
    for server in (site.simulation.kubernetes.server, site.simulation.avi.server):
        server.faults = hanging(hang)
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(painted)
        await asked(site, hang)
        await leave(screen)


async def asked(site: Site, hang: Matches) -> None:
    """Wait until a request hangs; a logout is only sent when the screen is left."""

    def reached() -> bool:
        sent = [Request(one.method, one.path, one.query) for one in site.simulation.requests]
        return any(hang(one) or one.path == "/api/virtualservice" for one in sent)

    await until(reached)


@pytest.mark.parametrize("keys", ["?", "/", "4\r"])
async def test_screens_above_the_main_one_are_left_at_once(site: Site, keys: str) -> None:
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        screen.press(keys)
        await leave(screen, "\x03")


async def test_bad_kubeconfig_is_on_the_screen_and_told_again_when_it_is_left(site: Site) -> None:
    hand(site.kubeconfig, "hello")
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "is not a kubeconfig" in screen.text)
        screen.press("q")
        assert await screen.end() == 2
        after = screen.written.rpartition(LEFT_ALTERNATE_SCREEN)[2].decode()
    assert f"akotui: kubeconfig {site.kubeconfig} is not a kubeconfig" in after
    assert "Traceback" not in after


async def test_kubeconfig_that_was_corrected_is_read_from_the_beginning_when_somebody_asks(site: Site) -> None:
    right = site.kubeconfig.read_text()
    hand(site.kubeconfig, "hello")
    async with terminal(*site.cluster, *site.controller) as screen:
        await screen.until(lambda screen: "is not a kubeconfig" in screen.text)
        assert site.simulation.kubernetes.server.requests == []
        hand(site.kubeconfig, right)
        screen.press("\x12")
        await screen.until(lambda screen: "ako-my-cluster-green" in screen.text)
        await leave(screen)
