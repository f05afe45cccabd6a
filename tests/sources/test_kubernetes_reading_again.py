"""Watches that lose something or fall silent: who is watched is asked again, and what was lost is found."""

import asyncio

import pytest

from akotui.model.facts import ListEnded, Observed, Paged, SourceState, Upserted
from akotui.model.kinds import Kind
from akotui.simulator.http import Fault, Recorded, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubernetes_reader, kubernetes_session
from tests.sources.kubernetes_reading import connect, failing, ingress, reading


def watches(cluster: KubernetesSimulator, plural: str) -> list[Recorded]:
    return [
        one for one in cluster.server.requests if one.path.endswith(f"/{plural}") and ("watch", "true") in one.query
    ]


async def test_asking_again_audits_what_the_watch_brought(cluster: KubernetesSimulator) -> None:
    def deaf(piece: bytes) -> bytes:
        return b"" if b'"lost"' in piece else piece

    cluster.server.faults = failing(lambda request: request.parameter("watch") == "true", Fault(change=deaf))
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        cluster.put(ingress("blue", "lost"))
        cluster.put(ingress("blue", "told"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"told"' in fact.raw)
        run.source.poke()
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.INGRESS and fact.audit)
        page = run.of(Kind.INGRESS)[-2]
        assert isinstance(page, Paged)
        assert b'"lost"' in b"".join(page.items)


async def test_asking_again_and_again_does_not_ask_the_server_each_time(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        for _ in range(20):
            run.source.poke()
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.INGRESS and fact.audit)
        cluster.put(ingress("blue", "new"))
        await run.until(lambda fact: isinstance(fact, Upserted))
        assert len([fact for fact in run.of(Kind.INGRESS) if isinstance(fact, ListEnded)]) == 2


async def test_watch_that_sends_no_bookmark_any_more_is_opened_again(
    cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubernetes_reader, "QUIET_SECONDS", 0.2)
    cluster.bookmark_seconds = 0.05
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        cluster.put(ingress("blue", "first"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"first"' in fact.raw)
        cluster.bookmark_seconds = 60.0
        again = asyncio.Event()

        def note(request: Request) -> None:
            if request.path.endswith("/ingresses") and request.parameter("watch"):
                again.set()

        cluster.server.faults = note
        await again.wait()
        cluster.put(ingress("blue", "second"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"second"' in fact.raw)
        assert {fact.state for fact in run.facts if isinstance(fact, Observed)} == {
            SourceState.CONNECTING,
            SourceState.LIVE,
        }


@pytest.mark.usefixtures("hurry")
async def test_watches_are_opened_again_once_a_silent_server_answers(
    cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubernetes_session, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(kubernetes_session, "BEAT_LIMIT", 0.2)
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        before = len(watches(cluster, "ingresses"))
        cluster.server.faults = failing(lambda request: request.path == "/version", Fault(wait=asyncio.Event()))
        await run.state(SourceState.STALE)
        cluster.server.faults = None
        await run.state(SourceState.LIVE)
        cluster.put(ingress("blue", "new"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"new"' in fact.raw)
        assert len(watches(cluster, "ingresses")) == before + 1
