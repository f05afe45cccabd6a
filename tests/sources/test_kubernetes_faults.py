import asyncio
import json

import pytest

from akotui.model.facts import (
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    SourceState,
    Unread,
)
from akotui.model.kinds import Kind
from akotui.simulator.http import Fault, Reply, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubernetes_session
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import (
    connect,
    failing,
    ingress,
    lists_of,
    namespace,
    once,
    reading,
)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(reply=Reply(200, b"<html>log in</html>", "text/html")),
        Fault(reply=Reply(500, b"oops", "text/plain")),
        Fault(reply=Reply(302, b"", "text/html", (("Location", "https://elsewhere.test/login"),))),
        Fault(cut_after=100),
        Fault(reset=True),
        Fault(change=lambda piece: piece.replace(b'"items"', b'"itmes"')),
    ],
)
@pytest.mark.usefixtures("hurry")
async def test_list_that_fails_is_unread_and_recovers(cluster: KubernetesSimulator, fault: Fault) -> None:
    cluster.server.faults = failing(lists_of("ingresses"), fault)
    async with reading(connect(cluster.server.url)) as run:
        await run.until(lambda fact: isinstance(fact, Unread) and fact.kind is Kind.INGRESS)
        await run.until(lambda fact: isinstance(fact, FirstRoundEnded))
        assert not [fact for fact in run.of(Kind.INGRESS) if isinstance(fact, ListEnded)]
        cluster.server.faults = None
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.INGRESS)
        await run.state(SourceState.LIVE)


async def test_page_that_expired_is_read_again_as_a_whole(cluster: KubernetesSimulator) -> None:
    for number in range(1100):
        cluster.put(namespace(f"n{number}"))
    gone = Fault(reply=Reply(410, b'{"kind":"Status","message":"expired"}'))
    cluster.server.faults = failing(lambda request: bool(request.parameter("continue")), gone)
    facts = [fact for fact in await once(cluster) if not isinstance(fact, Observed | FirstRoundEnded)]
    seen = [type(fact) for fact in facts if fact.kind is Kind.NAMESPACE]
    assert seen == [Paged, Unread, Paged, ListEnded]


@pytest.mark.usefixtures("hurry")
async def test_corrupted_event_makes_a_list_and_loses_nothing(cluster: KubernetesSimulator) -> None:
    def damage(piece: bytes) -> bytes:
        return piece.replace(b'"ADDED"', b'"ADD\x00ED') if b"broken" in piece else piece

    cluster.server.faults = failing(
        lambda request: request.path.endswith("/ingresses") and bool(request.parameter("watch")), Fault(change=damage)
    )
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        cluster.put(ingress("blue", "broken"))
        await run.until(lambda fact: isinstance(fact, Paged) and b'"broken"' in b"".join(fact.items))


async def test_kind_that_gets_installed_appears(cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubernetes_session, "DISCOVERY_SECONDS", 0.05)
    groups = await _groups_without(cluster, "gateway.networking.k8s.io")
    cluster.server.faults = failing(lambda request: request.path == "/apis", Fault(reply=Reply(200, groups)))
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        [ended] = run.of(Kind.GATEWAY)
        assert isinstance(ended, ListEnded)
        assert not ended.served
        cluster.server.faults = None
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.GATEWAY and fact.served)


@pytest.mark.usefixtures("hurry")
async def test_discovery_that_is_throttled_is_asked_again_soon(cluster: KubernetesSimulator) -> None:
    busy = Fault(reply=Reply(429, b'{"message":"Too many requests"}'))
    cluster.server.faults = failing(lambda request: request.path.startswith("/apis/ako.vmware.com"), busy)
    async with reading(connect(cluster.server.url)) as run:
        assert "429 discovery of /apis/ako.vmware.com" in (await run.state(SourceState.PARTIAL)).detail
        cluster.server.faults = None
        await run.state(SourceState.LIVE)


async def _groups_without(cluster: KubernetesSimulator, name: str) -> bytes:
    reply = await cluster._serve(Request("GET", "/apis", headers={"authorization": f"Bearer {BEARER}"}))
    assert isinstance(reply, Reply)
    found = json.loads(reply.body)
    found["groups"] = [group for group in found["groups"] if group["name"] != name]
    return json.dumps(found).encode()


@pytest.mark.usefixtures("hurry")
async def test_kind_that_gets_removed_is_known_to_be_absent(cluster: KubernetesSimulator) -> None:
    groups = await _groups_without(cluster, "gateway.networking.k8s.io")
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)

        def removed(request: Request) -> Fault | None:
            if request.path == "/apis":
                return Fault(reply=Reply(200, groups))
            return Fault(reply=Reply(404, b"404 page not found")) if "gateway.networking" in request.path else None

        cluster.server.faults = removed
        await cluster.server.drop_connections()
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.GATEWAY and not fact.served)


async def test_closing_in_the_middle_leaves_nothing(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url)) as run:
        await run.until(lambda fact: isinstance(fact, Paged))
    assert not [task for task in asyncio.all_tasks() if "Session" in repr(task) or "Reader" in repr(task)]
