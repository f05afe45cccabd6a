"""The engine on a real API server, what it must agree on with the server, and what the server wrote down of it."""

import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Final

import httpx
import msgspec

from akotui.analysis.estate import Estate
from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.engine import Engine
from akotui.model.facts import SourceState
from akotui.model.inventory import Health, Table
from akotui.model.kinds import RESOURCES, Kind
from akotui.sources.connection import Connection
from akotui.sources.kubeconfig import load
from akotui.sources.kubernetes import KubernetesSource
from tests.kube.admin import Admin, fields_of, items_of
from tests.kube.server import KubeServer

CHANGED: Final = (Kind.NAMESPACE, Kind.INGRESS)
"""The kinds that tests change and compare."""
READING: Final = frozenset({"get", "list", "watch"})
MOST_IN_A_MINUTE: Final = 20
POLICY: Final = """
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted, Panic]
rules: [{level: Metadata}]
"""


class Live:
    """What is known of the cluster, kept up to date."""

    def __init__(self, kubeconfig: Path, admin: Admin) -> None:
        async def connect() -> Connection:
            return await load(kubeconfig=str(kubeconfig))

        self.admin = admin
        self.source = KubernetesSource(connect)
        self.engine = Engine([self.source], ())
        self._news = asyncio.Event()

    @property
    def health(self) -> Health:
        """How the cluster is."""
        return self.engine.inventory.cluster.health

    def table(self, kind: Kind) -> Table[object]:
        """What is known of a kind."""
        found: Table[object] = getattr(self.engine.inventory.cluster, kind.value)
        return found

    def publish(self, _: Estate) -> None:
        """Take an estate."""
        self._news.set()

    async def until(self, wanted: Callable[[], bool], *, within: float = 60.0) -> float:
        """Wait until it is so; return the seconds that took."""
        began = time.monotonic()
        try:
            async with asyncio.timeout(within):
                while not wanted():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"not within {within} s; {self.health}") from None
        return time.monotonic() - began

    async def state(self, *states: SourceState, within: float = 60.0) -> float:
        """Wait until the cluster is in one of these states."""
        return await self.until(lambda: self.health.state in states, within=within)

    async def agreed(self) -> float:
        """Wait until the cluster is live and all that tests change is known as the server has it now."""
        truth = {kind: await self._truth(kind) for kind in CHANGED}
        return await self.until(
            lambda: (
                self.health.state is SourceState.LIVE and all(self.table(kind).rows == truth[kind] for kind in CHANGED)
            )
        )

    async def _truth(self, kind: Kind) -> Mapping[str, object]:
        resource = RESOURCES[kind]
        root = f"apis/{resource.group}" if resource.group else "api"
        listed = await self.admin.get(f"{root}/{resource.versions[0]}/{resource.plural}")
        found = [decode(kind, json.dumps(each).encode()) for each in items_of(listed)]
        return dict(each for each in found if not isinstance(each, Broken))


@contextlib.asynccontextmanager
async def live(kubeconfig: Path, admin: Admin) -> AsyncGenerator[Live]:
    """Read a cluster; every kind of it has been read once."""
    running = Live(kubeconfig, admin)
    task = asyncio.create_task(running.engine.run(running.publish))
    try:
        await running.until(lambda: running.health.state is not SourceState.CONNECTING)
        yield running
    finally:
        task.cancel()
        await asyncio.wait([task])


class Status(msgspec.Struct, frozen=True):
    """How the server answered."""

    code: int = 0


class Written(msgspec.Struct, rename="camel"):
    """A line of the server's audit log."""

    verb: str
    request_uri: str = msgspec.field(name="requestURI")
    user_agent: str = ""
    request_received_timestamp: str = ""
    response_status: Status = Status()


def written(kube: KubeServer) -> list[Written]:
    """What the server wrote down of akotui since it was started."""
    lines = (kube.folder / "audit.log").read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=Written) for line in lines]
    return [each for each in found if each.user_agent.startswith("akotui/")]


def refuse_writes(found: list[Written]) -> None:
    """Fail when akotui did anything but read, or asked for its rights (which only `doctor` does)."""
    for each in found:
        asks_for_rights = each.verb == "create" and each.request_uri.endswith("/selfsubjectaccessreviews")
        assert each.verb in READING or asks_for_rights, each


def refuse_haste(found: list[Written]) -> None:
    """Fail when the same was read too often in any one minute of the clock; of its rights `doctor` asks one by one."""
    asked = Counter(
        (each.request_received_timestamp[:16], each.verb, each.request_uri.partition("?")[0])
        for each in found
        if each.verb in READING
    )
    assert [each for each, count in asked.items() if count > MOST_IN_A_MINUTE] == []


async def compact(kube: KubeServer) -> None:
    """Let etcd forget everything but the present."""
    port = httpx.URL(kube.url).port or 0
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port + 1}", trust_env=False) as etcd:
        answer = await etcd.post("/v3/kv/range", json={"key": "AA=="})
        revision = fields_of(answer.json(), "header")["revision"]
        (await etcd.post("/v3/kv/compaction", json={"revision": revision, "physical": True})).raise_for_status()
