import asyncio
import json
from pathlib import Path

import pytest

from akotui.errors import UsageError
from akotui.model.facts import (
    Deleted,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    SourceState,
    Unread,
    Upserted,
)
from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator.http import Fault, Reply
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubernetes_session
from akotui.sources.connection import Connection
from akotui.sources.credentials import CredentialsFailed, Fixed, Grant, TokenFile, bearer
from akotui.sources.kubernetes import KubernetesSource
from tests.secrecy import BEARER, CANARIES, hand
from tests.sources.kubernetes_reading import (
    connect,
    failing,
    ingress,
    last_state,
    lists_of,
    names,
    namespace,
    once,
    reading,
    source,
)


async def test_one_shot_reads_every_kind_once_and_ends(cluster: KubernetesSimulator) -> None:
    facts = await once(cluster)
    ended = {fact.kind for fact in facts if isinstance(fact, ListEnded)}
    assert ended == set(RESOURCES)
    assert names(facts, Kind.NAMESPACE) == {"blue", "red"}
    assert names(facts, Kind.INGRESS) == {"shop", "till"}
    assert isinstance(facts[-1], FirstRoundEnded)
    assert last_state(facts).state is SourceState.LIVE
    assert last_state(facts).detail.startswith("Kubernetes v")
    assert {request.method for request in cluster.server.requests} == {"GET"}
    assert not [request for request in cluster.server.requests if ("watch", "true") in request.query]


async def test_kind_that_is_not_installed_is_known_to_be_absent(cluster: KubernetesSimulator) -> None:
    facts = await once(cluster)
    [route] = [fact for fact in facts if isinstance(fact, ListEnded) and fact.kind is Kind.ROUTE]
    assert not route.served
    assert not [request for request in cluster.server.requests if "route.openshift.io" in request.path]


async def test_large_list_comes_in_pages(cluster: KubernetesSimulator) -> None:
    for number in range(2100):
        cluster.put(namespace(f"n{number}"))
    facts = await once(cluster)
    pages = [fact for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.NAMESPACE]
    assert [len(page.items) for page in pages] == [1000, 1000, 102]


async def test_forbidden_kind_is_unread_and_the_rest_is_read(cluster: KubernetesSimulator) -> None:
    cluster.forbid("pods")
    facts = await once(cluster)
    [unread] = [fact for fact in facts if isinstance(fact, Unread)]
    assert unread.kind is Kind.POD
    assert unread.reason.startswith("403 list pods: pods is forbidden")
    assert last_state(facts).state is SourceState.PARTIAL
    assert names(facts, Kind.INGRESS) == {"shop", "till"}


async def test_everything_forbidden_is_said(cluster: KubernetesSimulator) -> None:
    for resource in RESOURCES.values():
        cluster.forbid(resource.plural)
    facts = await once(cluster)
    assert last_state(facts).state is SourceState.FORBIDDEN
    assert isinstance(facts[-1], FirstRoundEnded)
    assert not [fact for fact in facts if isinstance(fact, Paged)]


async def test_namespaces_limit_what_is_read(cluster: KubernetesSimulator) -> None:
    cluster.forbid("ingresses", allowed_in=("blue",))
    facts = await once(cluster, namespaces=("blue", "red"))
    ingresses = [fact for fact in facts if isinstance(fact, ListEnded | Unread) and fact.kind is Kind.INGRESS]
    assert {(type(fact), fact.part) for fact in ingresses} == {(ListEnded, "blue"), (Unread, "red")}
    assert names(facts, Kind.INGRESS) == {"shop"}
    assert names(facts, Kind.NAMESPACE) == {"blue", "red"}


async def test_namespaces_that_cannot_be_listed_are_read_by_name(cluster: KubernetesSimulator) -> None:
    cluster.server.faults = failing(lists_of("namespaces"), Fault(reply=Reply(403, b'{"message":"no"}')))
    facts = await once(cluster, namespaces=("blue", "gone"))
    parts = [fact for fact in facts if isinstance(fact, ListEnded) and fact.kind is Kind.NAMESPACE]
    assert [(fact.part, fact.missing) for fact in parts] == [
        ("blue", ()),
        ("gone", ("there is no namespace gone",)),
    ]
    assert names(facts, Kind.NAMESPACE) == {"blue"}


async def test_name_that_is_no_namespace_is_a_usage_error(cluster: KubernetesSimulator) -> None:
    with pytest.raises(UsageError, match="'a/secrets' is not the name of a namespace"):
        await once(cluster, namespaces=("a/secrets",))
    assert not cluster.server.requests


async def test_error_of_the_kubeconfig_reaches_the_caller() -> None:
    async def broken() -> Connection:
        raise UsageError("no kubeconfig")

    with pytest.raises(UsageError, match="no kubeconfig"):
        await anext(aiter(KubernetesSource(broken).facts()))


async def test_changes_are_seen_as_they_happen(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        cluster.put(ingress("blue", "new"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"new"' in fact.raw)
        cluster.delete("ingresses", "blue/new")
        await run.until(lambda fact: isinstance(fact, Deleted) and b'"new"' in fact.raw)


@pytest.mark.usefixtures("hurry")
async def test_broken_watches_are_taken_up_where_they_were(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        before = len([fact for fact in run.facts if isinstance(fact, ListEnded)])
        await cluster.server.drop_connections()
        await run.state(SourceState.STALE)
        cluster.put(ingress("blue", "meanwhile"))
        await run.until(lambda fact: isinstance(fact, Upserted) and b'"meanwhile"' in fact.raw)
        if last_state(run.facts).state is not SourceState.LIVE:  # all watches may be open before one of them tells more
            await run.state(SourceState.LIVE)
        assert len([fact for fact in run.facts if isinstance(fact, ListEnded)]) == before


@pytest.mark.usefixtures("hurry")
async def test_server_that_went_away_and_forgot_is_listed_again(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        await cluster.server.close()
        await run.until(lambda fact: isinstance(fact, Observed) and "it refuses connections" in fact.detail)
        cluster.delete("ingresses", "blue/shop")
        cluster.compact()
        await cluster.server.start()
        await run.until(lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.INGRESS)
        page = run.of(Kind.INGRESS)[-2]
        assert isinstance(page, Paged)
        assert [json.loads(item)["metadata"]["name"] for item in page.items] == ["till"]


@pytest.mark.usefixtures("hurry")
async def test_hung_server_is_noticed_by_its_silence(
    cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubernetes_session, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(kubernetes_session, "BEAT_LIMIT", 0.2)
    async with reading(connect(cluster.server.url)) as run:
        await run.state(SourceState.LIVE)
        cluster.server.faults = failing(lambda request: request.path == "/version", Fault(wait=asyncio.Event()))
        assert "no answer from http://127.0.0.1" in (await run.state(SourceState.STALE)).detail
        cluster.server.faults = None
        await run.state(SourceState.LIVE)


@pytest.mark.usefixtures("hurry")
async def test_refused_connection_names_the_address_and_the_first_round_ends() -> None:
    async with reading(connect("http://127.0.0.1:1")) as run:
        await run.until(lambda fact: isinstance(fact, FirstRoundEnded))
        state = last_state(run.facts)
        assert state.state is SourceState.UNREACHABLE
        assert state.detail == "no connection to http://127.0.0.1:1: it refuses connections; is the server running?"
        assert {fact.kind for fact in run.facts if isinstance(fact, Unread)} == set(RESOURCES)
        assert (await run.until(lambda fact: isinstance(fact, Observed))) is not None


@pytest.mark.usefixtures("hurry")
async def test_one_shot_of_an_absent_server_ends() -> None:
    connection = Connection(server="http://127.0.0.1:1")
    facts = [fact async for fact in source(connection, follow=False).facts()]
    assert [fact for fact in facts if isinstance(fact, FirstRoundEnded)]


async def test_refused_credentials_are_said_and_tried_again_only_when_poked(cluster: KubernetesSimulator) -> None:
    cluster.token = "other"
    async with reading(connect(cluster.server.url)) as run:
        assert "401" in (await run.state(SourceState.UNAUTHORIZED)).detail
        await run.until(lambda fact: isinstance(fact, FirstRoundEnded))
        assert len(cluster.server.requests) == 1
        cluster.token = BEARER
        run.source.poke()
        await run.state(SourceState.LIVE)


async def test_renewed_token_is_used_without_a_word(cluster: KubernetesSimulator, tmp_path: Path) -> None:
    file = tmp_path / "token"
    hand(file, CANARIES["token file"])
    cluster.token = CANARIES["token file"]
    async with reading(connect(cluster.server.url, TokenFile(str(file)))) as run:
        await run.state(SourceState.LIVE)
        hand(file, BEARER)
        cluster.token = BEARER
        cluster.put(ingress("blue", "new"))
        await run.until(lambda fact: isinstance(fact, Upserted))
        await cluster.server.drop_connections()
        await run.state(SourceState.LIVE)
        assert SourceState.UNAUTHORIZED not in {fact.state for fact in run.facts if isinstance(fact, Observed)}


class Broken:
    async def grant(self) -> Grant:
        raise CredentialsFailed("credential plugin x not found in PATH; install it")

    def reject(self, grant: Grant) -> bool:
        raise NotImplementedError


async def test_failing_plugin_is_told_and_nothing_is_sent(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url, Broken())) as run:
        assert "plugin x not found" in (await run.state(SourceState.UNAUTHORIZED)).detail
    assert not cluster.server.requests


async def test_token_with_a_line_break_is_not_sent_and_not_shown(cluster: KubernetesSimulator) -> None:
    async with reading(connect(cluster.server.url, Fixed(bearer("hunter2\nX: y")))) as run:
        detail = (await run.state(SourceState.UNAUTHORIZED)).detail
    assert "hunter2" not in detail
    assert not cluster.server.requests


async def test_every_answer_is_handed_on_when_nobody_waits_for_the_screen(cluster: KubernetesSimulator) -> None:
    waiting = 0

    async def calm() -> None:
        nonlocal waiting
        waiting += 1

    connection = Connection(server=cluster.server.url, credentials=Fixed(bearer(BEARER)))
    one = source(connection, follow=False)
    one.calm = calm
    assert [fact async for fact in one.facts()]
    assert waiting == len(cluster.server.requests)
