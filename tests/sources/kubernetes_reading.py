"""A source being read in a test: what it saw so far, and ways to wait for more."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable

import pytest

from akotui.model.facts import (
    Fact,
    FirstRoundEnded,
    Observed,
    Paged,
    SourceState,
)
from akotui.model.kinds import Kind
from akotui.simulator.documents import Object
from akotui.simulator.http import Fault, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.connection import Connection
from akotui.sources.credentials import Credentials, Fixed, bearer
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.kubernetes_tls import Tls
from tests.secrecy import BEARER


@contextlib.asynccontextmanager
async def serving(simulator: KubernetesSimulator) -> AsyncGenerator[KubernetesSimulator]:
    await simulator.server.start()
    try:
        yield simulator
    finally:
        await simulator.server.close()


def namespace(name: str) -> Object:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def ingress(place: str, name: str) -> Object:
    metadata: Object = {"name": name, "namespace": place}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": {}}


class Reading:
    """A source being read: the facts so far, and a way to wait for one."""

    def __init__(self, source: KubernetesSource) -> None:
        self.source = source
        self.facts: list[Fact] = []
        self._facts = source.facts()

    async def until(self, wanted: Callable[[Fact], bool]) -> Fact:
        async with asyncio.timeout(30):
            async for fact in self._facts:
                self.facts.append(fact)
                if wanted(fact):
                    return fact
        pytest.fail("the facts ended")

    async def state(self, state: SourceState) -> Observed:
        fact = await self.until(lambda fact: isinstance(fact, Observed) and fact.state is state)
        assert isinstance(fact, Observed)
        return fact

    def of(self, kind: Kind) -> list[Fact]:
        return [fact for fact in self.facts if not isinstance(fact, Observed | FirstRoundEnded) and fact.kind is kind]


def connect(url: str, credentials: Credentials | None = None, tls: Tls | None = None) -> KubernetesSource:
    return source(Connection(server=url, credentials=credentials or Fixed(bearer(BEARER)), tls=tls or Tls()))


def source(connection: Connection, *, namespaces: tuple[str, ...] = (), follow: bool = True) -> KubernetesSource:
    async def connected() -> Connection:
        return connection

    return KubernetesSource(connected, namespaces=namespaces, follow=follow)


@contextlib.asynccontextmanager
async def reading(found: KubernetesSource) -> AsyncGenerator[Reading]:
    running = Reading(found)
    try:
        yield running
    finally:
        await running._facts.aclose()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - a generator


async def once(simulator: KubernetesSimulator, **limits: tuple[str, ...]) -> list[Fact]:
    connection = Connection(server=simulator.server.url, credentials=Fixed(bearer(BEARER)))
    async with asyncio.timeout(30):
        return [fact async for fact in source(connection, follow=False, **limits).facts()]


def names(facts: list[Fact], kind: Kind) -> set[str]:
    pages = [fact for fact in facts if isinstance(fact, Paged) and fact.kind is kind]
    return {json.loads(item)["metadata"]["name"] for fact in pages for item in fact.items}


def last_state(facts: list[Fact]) -> Observed:
    return [fact for fact in facts if isinstance(fact, Observed)][-1]


def failing(matches: Callable[[Request], bool], fault: Fault) -> Callable[[Request], Fault | None]:
    return lambda request: fault if matches(request) else None


def lists_of(plural: str) -> Callable[[Request], bool]:
    return lambda request: request.path.endswith(f"/{plural}") and not request.parameter("watch")
