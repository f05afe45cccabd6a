"""A flood of events that does not end: nothing is lost, few estates are made of it, and memory stays as it is."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable

import pytest

from akotui.analysis.estate import Estate
from akotui.engine import Engine
from akotui.model.facts import Deleted, Fact, ListEnded, Scope, Upserted
from akotui.model.inventory import Coverage, Inventory
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from tests.e2e.program import ROOT
from tests.faults.footprint import GROWTH, footprint
from tests.sources.kubernetes_reading import connect

INGRESSES = 2000
ROUND = 5000


class Counted:
    """A source whose facts are counted."""

    def __init__(self, url: str) -> None:
        self.events = self.lists = 0
        self.audited = set[Kind]()
        self._source = connect(url)

    @property
    def scope(self) -> Scope:
        return self._source.scope

    def poke(self) -> None:
        self._source.poke()

    async def facts(self) -> AsyncIterator[Fact]:
        facts = self._source.facts()
        try:
            async for fact in facts:
                self.events += isinstance(fact, Upserted | Deleted)
                if isinstance(fact, ListEnded):
                    self.lists += 1
                    self.audited |= {fact.kind} if fact.audit else set()
                yield fact
        finally:
            assert isinstance(facts, AsyncGenerator)
            await facts.aclose()


@contextlib.asynccontextmanager
async def flood() -> AsyncGenerator[tuple[str, asyncio.StreamWriter]]:
    """A server in a process of its own: its URL, and where to write how many events it is to make."""
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.flood_server",
        str(INGRESSES),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        yield (await server.stdout.readline()).decode().strip(), server.stdin
    finally:
        server.stdin.close()
        assert await server.wait() == 0


class Soaked:
    """The engine in the flood."""

    def __init__(self, url: str) -> None:
        self.source = Counted(url)
        self.engine = Engine([self.source], ALL_RULES)
        self.estates = 0
        self._news = asyncio.Event()

    def publish(self, _: Estate) -> None:
        self.estates += 1
        self._news.set()

    async def until(self, wanted: Callable[[Inventory], bool]) -> None:
        while not wanted(self.engine.inventory):
            self._news.clear()
            await self._news.wait()

    async def audit(self) -> None:
        """Let everything be listed at the moment where the watches stand; it must be what is known."""
        before = _flooded(self.engine.inventory)
        self.source.audited.clear()
        self.source.poke()
        await self.until(lambda known: all(old.at != new.at for old, new in zip(before, _flooded(known), strict=True)))
        assert self.source.audited >= {Kind.NAMESPACE, Kind.INGRESS}
        assert [coverage.repaired for coverage in _flooded(self.engine.inventory)] == [0, 0]


def _flooded(inventory: Inventory) -> tuple[Coverage, Coverage]:
    return inventory.cluster.namespaces.coverage, inventory.cluster.ingresses.coverage


@pytest.mark.timeout(3000)
async def test_endless_flood_is_taken_in_whole_and_leaves_nothing_behind(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    rounds = sized(4, 200)
    warm = max(2, rounds // 10)
    async with flood() as (url, orders):
        run = Soaked(url)
        running = asyncio.create_task(run.engine.run(run.publish))
        await run.until(lambda inventory: len(inventory.cluster.ingresses) == INGRESSES)
        before = after = footprint()
        for number in range(1, rounds + 1):
            orders.write(b"%d\n" % ROUND)
            await run.until(lambda inventory, made=number * ROUND: run.source.events == made and seen(inventory, made))
            after = footprint()
            before = after if number == warm else before
        await run.audit()
        running.cancel()
        await asyncio.wait([running])
    assert (after.threads, after.files) == (before.threads, before.files)
    assert after.memory - before.memory <= GROWTH
    assert run.estates < run.source.events / 20
    grown, left = (after.memory - before.memory) / 2**20, after.memory / 2**20
    figure(f"flood: {run.source.events} events, {run.estates} estates; an audit at the end found nothing to repair")
    figure(f"  after {warm} of {rounds} rounds memory grew by {grown:.1f} MiB, to {left:.0f} MiB")
    figure(f"  {after.threads} threads and {after.files} open files, as many as after the warm-up")


def seen(inventory: Inventory, events: int) -> bool:
    """Whether the label that counts the events has arrived."""
    mark = inventory.cluster.namespaces.rows.get("mark")
    return mark is not None and mark.metadata.labels.get("seen") == str(events)
