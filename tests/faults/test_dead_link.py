"""A link of the kernel's between akotui and everything that it reads dies without a word, and comes back.

Skipped, with the reason, where nobody may make network namespaces (tests/faults/link.py).
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final

import pytest

from akotui.simulator.http import Fault, Request
from akotui.simulator.scenarios.all_well import build
from akotui.simulator.scenarios.stage import application
from akotui.simulator.simulation import Simulation
from akotui.simulator.world import World
from tests.bench.glass import Glass
from tests.e2e.program import LIMIT, PROGRAM, Ran, Site, akotui
from tests.e2e.terminal import Terminal, terminal
from tests.faults.chaos import ChaosProxy
from tests.faults.link import Link, link
from tests.faults.namespaces import NotHere
from tests.politeness import QUICK, Manners, agree

SIZE: Final = (160, 50)
NOTICED: Final = timedelta(seconds=30)
"""So long after the cut the screen may say at the latest that what it shows is old."""

_NEXT_TRY: Final = r"; (?:next try|retry \d+) (?:in \d+s, \^r now|under way)"
CLUSTER_LOST: Final = re.compile(r"✗ Kubernetes STALE since ([0-9:]{8})Z: no answer from \S+ .+" + _NEXT_TRY)
CONTROLLER_LOST: Final = re.compile(r"✗ Avi Controller \S+ STALE since \S+ .*did not answer.*" + _NEXT_TRY)
NOTHING: Final = re.compile(r"✗ ?0(?: errors)? +▲ ?0(?: warnings)? ")
NOTHING_OLD: Final = re.compile(r"✗ ?0\*(?: errors)? +▲ ?0\*(?: warnings)? ")
"""In short, or in words where there is room."""
ROW: Final = re.compile(r"^│.([ *])([a-z-]+) +(?:owned|unclaimed) +(\S+)", re.MULTILINE)
REFRESH: Final = "\x12"


class Wired:
    """A cluster where nothing is wrong, its Controller, and the link to both; akotui is at the link's other end."""

    def __init__(self, simulation: Simulation, site: Site, line: Link) -> None:
        self.simulation, self.line = simulation, line
        self.world = World(simulation)
        self.program = (*line.near, *PROGRAM)
        self.argv = (*site.cluster, *site.controller)

    @property
    def watches(self) -> int:
        """How many watches were opened, so far."""
        return sum(("watch", "true") in asked.query for asked in self.simulation.kubernetes.server.requests)

    @property
    def namespaces(self) -> set[str]:
        """Those of the cluster."""
        return set(self.simulation.kubernetes.store.collection("namespaces").entries)

    async def check(self) -> Ran:
        """Run `akotui check`."""
        return await akotui("check", *self.argv, program=self.program)


@pytest.fixture
async def wired(tmp_path: Path) -> AsyncGenerator[Wired]:
    agree(Manners(rate=QUICK, why="so the options of a site say"))
    async with Simulation() as simulation, AsyncExitStack() as stack:
        try:
            line = stack.enter_context(link(simulation.kubernetes.server.port, simulation.avi.server.port))
        except NotHere as why:
            pytest.skip(f"no network of its own can be had here: {why}")
        for port, listening in line.listening.items():
            await stack.enter_async_context(ChaosProxy(port, listening=listening))
        wired = Wired(simulation, Site(simulation, tmp_path), line)
        build(wired.world)
        yield wired


class Held:
    """Begins no answer of the Controller's before it is let go."""

    def __init__(self, simulation: Simulation) -> None:
        self.asked = asyncio.Event()
        self._goes_on = asyncio.Event()
        self._server = simulation.avi.server
        self._server.faults = self._fault

    def let_go(self) -> None:
        """Answer, first those who wait."""
        self._server.faults = None
        self._goes_on.set()

    def _fault(self, _: Request) -> Fault:
        self.asked.set()
        return Fault(wait=self._goes_on)


def seen(screen: Terminal) -> str:
    """What is on the screen."""
    glass = Glass(*SIZE)
    glass.feed(screen.written)
    return glass.text


async def until(screen: Terminal, condition: Callable[[str], object]) -> str:
    """Wait until what is on the screen satisfies `condition`, and return it."""
    try:
        await screen.until(lambda screen: bool(condition(seen(screen))))
    except AssertionError:
        raise AssertionError(f"not seen within {LIMIT:g} s; on the screen:\n{seen(screen)}") from None
    return seen(screen)


def shows(*parts: str) -> Callable[[str], bool]:
    return lambda text: all(part in text for part in parts)


def both_live(text: str) -> bool:
    return text.count("● live") == 2


def both_lost(text: str) -> bool:
    return bool(CLUSTER_LOST.search(text) and CONTROLLER_LOST.search(text))


def noticed(text: str, after: datetime) -> timedelta:
    """How long after that moment the cluster was called stale, by the clock of the program itself."""
    found = CLUSTER_LOST.search(text)
    assert found is not None
    since = datetime.combine(after.date(), time.fromisoformat(found[1]), UTC)
    return since - after + timedelta(days=since < after - timedelta(hours=12))


def owners(text: str) -> dict[str, str]:
    """Who claims each namespace that is on the screen; with a star in front when the row is marked as old."""
    return {name: f"{mark}{owner}".strip() for mark, name, owner in ROW.findall(text)}


def marked(rows: Mapping[str, str]) -> dict[str, str]:
    return {name: f"*{owner}" for name, owner in rows.items()}


def change(world: World) -> None:
    """Create and delete namespaces, uninstall `blue` with all that it made, and give what it had to the primary."""
    world.namespace("orders", {"team": "red"}, *application("orders"))
    world.delete_namespace("reports")
    for name in ("billing", "ledger"):
        world.relabel(name, team="red")
    world.uninstall("blue")
    for kind, made in world.simulation.avi.inventory.types.items():
        for uuid in [uuid for uuid, one in made.items() if one.get("created_by") == "ako-prod-blue"]:
            world.simulation.avi.delete(kind, uuid)
    world.sync()


def changed(rows: Mapping[str, str]) -> dict[str, str]:
    """What that makes of them."""
    left = {name: owner for name, owner in rows.items() if name != "reports"}
    return {**left, **dict.fromkeys(("orders", "billing", "ledger"), "avi-system")}


async def cut_while_it_reads(wired: Wired, screen: Terminal) -> Held:
    """Read everything anew; cut the link when all watches stand and the Controller has not answered yet."""
    before = wired.watches
    held = Held(wired.simulation)
    screen.press(REFRESH)
    await asyncio.wait_for(held.asked.wait(), LIMIT)
    await screen.until(lambda _: wired.watches >= 2 * before)
    wired.line.cut()
    return held


def refuse_unclear(ran: Ran, why: str) -> None:
    """A check without a network: its exit code, and the one line that it says beside the report."""
    assert ran.code == 3
    assert re.fullmatch(rf"nothing could be evaluated: kubernetes is unreachable: {why}", ran.line)


@pytest.mark.timeout(150)
async def test_link_that_dies_without_a_word_is_noticed_and_what_changed_meanwhile_is_there_when_it_is_back(
    wired: Wired, figure: Callable[[str], None]
) -> None:
    clock = asyncio.get_running_loop().time
    async with terminal(*wired.argv, program=wired.program) as screen:
        await until(screen, both_live)
        screen.press("3z")
        await until(screen, shows("3 Namespaces", "monitoring"))
        before = owners(await until(screen, NOTHING.search))
        assert set(before) == wired.namespaces
        held = await cut_while_it_reads(wired, screen)
        cut = datetime.now(UTC)
        change(wired.world)
        ran, text = await asyncio.gather(wired.check(), until(screen, both_lost))
        refuse_unclear(ran, r"no answer from \S+ within 5 s; check the address, firewall or VPN")
        after = noticed(text, cut)
        assert after <= NOTICED
        assert owners(text) == marked(before)
        assert NOTHING_OLD.search(text)
        wired.line.mend()
        mended = clock()
        text = await until(screen, lambda text: "k8s ● live" in text and owners(text) == changed(before))
        figure(f"dead link: noticed after {after.seconds} s; back, and the cluster true {clock() - mended:.1f} s later")
        assert CONTROLLER_LOST.search(text)
        assert NOTHING_OLD.search(text), "beside what is old of the Controller nothing is called orphaned or missing"
        held.let_go()
        screen.press(REFRESH)
        every = len(wired.simulation.avi.inventory.types["virtualservice"])
        text = await until(screen, lambda text: both_live(text) and f"4 VS {every} " in text and NOTHING.search(text))
        assert owners(text) == changed(before)
        assert set(owners(text)) == wired.namespaces
        screen.press("q")
        assert await screen.end() == 0
    sessions = wired.simulation.avi.sessions
    assert (sessions.opened, sessions.open) == (1, {})


async def test_check_without_a_network_is_3_and_one_line(wired: Wired) -> None:
    wired.line.unplug()
    refuse_unclear(await wired.check(), r"no connection to \S+: .+; check the network or VPN")
    assert wired.simulation.requests == []
    wired.line.mend()
    assert (await wired.check()).code == 0
