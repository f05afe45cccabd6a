"""A simulated cluster, the engine that reads it, and what both must agree on once it is quiet.

When a test is over, everything that was asked for is looked through: only reads, and no path more often than allowed.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Final

from akotui.analysis.estate import Estate
from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.engine import Engine
from akotui.model.facts import SourceState
from akotui.model.inventory import Cluster, Health, Inventory, Table
from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator.http import Fault, Faults, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import connect, ingress, namespace, serving

MOST_IN_A_MINUTE: Final = 20
"""So often the same may be asked for within 60 seconds, whatever fails: a sign of life each 4 s, and what backs off."""


class Watcher:
    """The engine on one cluster. `faults` may be set at any time; `asked` tells when what was asked for."""

    def __init__(self, cluster: KubernetesSimulator, url: str = "") -> None:
        self.cluster = cluster
        self.faults: Faults | None = None
        self.asked: list[tuple[float, Request]] = []
        self.source = connect(url or cluster.server.url)
        self.engine = Engine([self.source], ())
        self.told: list[SourceState] = []
        self._news = asyncio.Event()
        cluster.server.faults = self._note

    @property
    def health(self) -> Health:
        """How the cluster is, for all that the engine knows."""
        return self.engine.inventory.cluster.health

    def publish(self, estate: Estate) -> None:
        """Take an estate."""
        state = estate.sources[0].health.state
        if not self.told or self.told[-1] is not state:
            self.told.append(state)
        self._news.set()

    async def until(self, wanted: Callable[[Inventory], bool], *, within: float = 1000.0) -> float:
        """Wait until the inventory is as wanted; return how many seconds (of the loop) that took."""
        clock = asyncio.get_running_loop().time
        began = clock()
        async with asyncio.timeout(within):
            while not wanted(self.engine.inventory):
                self._news.clear()
                await self._news.wait()
        return clock() - began

    async def agreed(self, *, within: float = 1000.0) -> float:
        """Wait until the cluster is live and everything known of it is what it holds."""
        return await self.until(self.agrees, within=within)

    def agrees(self, inventory: Inventory) -> bool:
        """Whether all that is known is live, and is the truth."""
        cluster = inventory.cluster
        return cluster.health.state is SourceState.LIVE and all(
            rows(cluster, kind) == truth(self.cluster, kind) for kind in RESOURCES
        )

    def asked_for(self, plural: str, *, watch: bool) -> list[float]:
        """When a kind was listed, or its watch opened."""
        return [
            moment
            for moment, request in self.asked
            if request.path.endswith(f"/{plural}") and bool(request.parameter("watch")) is watch
        ]

    def _note(self, request: Request) -> Fault | None:
        self.asked.append((asyncio.get_running_loop().time(), request))
        return self.faults(request) if self.faults else None

    def check_manners(self) -> None:
        """Fail when something was written, or asked for too often."""
        assert {request.method for _, request in self.asked} <= {"GET"}
        moments = defaultdict[tuple[str, str], list[float]](list)
        for moment, request in self.asked:
            moments[request.path, request.parameter("continue")].append(moment)
        for asked, times in moments.items():
            window = MOST_IN_A_MINUTE
            assert all(later - first > 60 for first, later in zip(times, times[window:], strict=False)), asked


def rows(cluster: Cluster, kind: Kind) -> Mapping[str, object]:
    """What is known of a kind."""
    table: Table[object] = getattr(cluster, kind.value)
    return table.rows


def truth(cluster: KubernetesSimulator, kind: Kind) -> Mapping[str, object]:
    """What the cluster holds of a kind, decoded."""
    with contextlib.suppress(KeyError):
        entries = cluster.store.collection(RESOURCES[kind].plural).entries.values()
        found = [decode(kind, entry.raw) for entry in entries]
        return dict(each for each in found if not isinstance(each, Broken))
    return {}


@contextlib.asynccontextmanager
async def watched(cluster: KubernetesSimulator, url: str = "") -> AsyncGenerator[Watcher]:
    """Read a cluster that is being served, by another address if one is given."""
    watcher = Watcher(cluster, url)
    running = asyncio.create_task(watcher.engine.run(watcher.publish))
    try:
        yield watcher
    finally:
        running.cancel()
        await asyncio.wait([running])
    watcher.check_manners()


@contextlib.asynccontextmanager
async def small_cluster() -> AsyncGenerator[KubernetesSimulator]:
    """Two namespaces with an ingress each, served."""
    simulator = KubernetesSimulator(token=BEARER)
    for name in ("blue", "red"):
        simulator.put(namespace(name))
        simulator.put(ingress(name, "web"))
    async with serving(simulator):
        yield simulator
