import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from pathlib import Path

import pytest

from akotui.errors import UsageError
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    SourceState,
    Unread,
    Upserted,
)
from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator.documents import Object
from akotui.simulator.http import Fault, Reply, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubernetes_protocol, kubernetes_session
from akotui.sources.connection import Connection
from akotui.sources.credentials import Credentials, CredentialsFailed, Fixed, Grant, TokenFile, bearer
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.kubernetes_tls import Material, Tls
from akotui.sources.secret import Secret

CERTIFICATES = Path(__file__).parent / "certificates" / "kubernetes"


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten every wait, so that a test of retries takes no time."""
    for name in ("FIRST_WAIT", "LONGEST_WAIT", "FORBIDDEN_WAIT", "REFUSED_WAIT"):
        monkeypatch.setattr(kubernetes_protocol, name, 0.02)
        if hasattr(kubernetes_session, name):
            monkeypatch.setattr(kubernetes_session, name, 0.02)
    monkeypatch.setattr(kubernetes_session, "BEAT_WHEN_SILENT", 0.02)


@pytest.fixture
async def cluster() -> AsyncIterator[KubernetesSimulator]:
    simulator = KubernetesSimulator(token="t")
    simulator.put(namespace("blue"))
    simulator.put(namespace("red"))
    simulator.put(ingress("blue", "shop"))
    simulator.put(ingress("red", "till"))
    async with serving(simulator):
        yield simulator


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
        async with asyncio.timeout(20):
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
    return source(Connection(server=url, credentials=credentials or Fixed(bearer("t")), tls=tls or Tls()))


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
    connection = Connection(server=simulator.server.url, credentials=Fixed(bearer("t")))
    async with asyncio.timeout(20):
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
    for number in range(1100):
        cluster.put(namespace(f"n{number}"))
    facts = await once(cluster)
    pages = [fact for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.NAMESPACE]
    assert [len(page.items) for page in pages] == [500, 500, 102]


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
        cluster.token = "t"
        run.source.poke()
        await run.state(SourceState.LIVE)


async def test_renewed_token_is_used_without_a_word(cluster: KubernetesSimulator, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("t")
    async with reading(connect(cluster.server.url, TokenFile(str(file)))) as run:
        await run.state(SourceState.LIVE)
        file.write_text("t2")
        cluster.token = "t2"
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
    for number in range(600):
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


async def _groups_without(cluster: KubernetesSimulator, name: str) -> bytes:
    reply = await cluster._serve(Request("GET", "/apis", headers={"authorization": "Bearer t"}))
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


def server_tls(name: str, *, wants_client: bool = False) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    if wants_client:
        context.load_verify_locations(CERTIFICATES / "authority.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    return context


AUTHORITY = Material(path=str(CERTIFICATES / "authority.pem"))


@pytest.mark.parametrize(
    ("certificate", "tls", "words"),
    [
        ("expired", Tls(authority=AUTHORITY), "its certificate has expired"),
        ("elsewhere", Tls(authority=AUTHORITY), "its certificate is for another host"),
        ("server", Tls(), "its certificate comes from an unknown authority"),
        ("server", Tls(authority=AUTHORITY, server_name="other.test"), "its certificate is for another host"),
    ],
)
@pytest.mark.usefixtures("hurry")
async def test_certificate_trouble_is_named(certificate: str, tls: Tls, words: str) -> None:
    async with (
        serving(KubernetesSimulator(token="t", tls=server_tls(certificate))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        assert words in (await run.state(SourceState.UNREACHABLE)).detail
        assert not simulator.server.requests


@pytest.mark.parametrize(
    ("certificate", "tls"),
    [
        ("server", Tls(authority=AUTHORITY)),
        ("server", Tls(authority=AUTHORITY, server_name="api.test")),
        ("elsewhere", Tls(authority=AUTHORITY, server_name="elsewhere.test")),
        ("elsewhere", Tls(authority=Material(path=str(CERTIFICATES / "elsewhere.pem")), server_name="elsewhere.test")),
        ("expired", Tls(insecure=True)),
    ],
)
async def test_certificate_that_is_trusted_lets_us_read(certificate: str, tls: Tls) -> None:
    async with (
        serving(KubernetesSimulator(token="t", tls=server_tls(certificate))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        await run.state(SourceState.LIVE)


async def test_client_certificate_is_shown_from_memory() -> None:
    pair = (CERTIFICATES / "client.pem").read_text()
    tls = Tls(authority=AUTHORITY, certificate=Material(inline=Secret(pair)), key=Material(inline=Secret(pair)))
    async with (
        serving(KubernetesSimulator(tls=server_tls("server", wants_client=True))) as simulator,
        reading(connect(simulator.server.url, Fixed(), tls)) as run,
    ):
        await run.state(SourceState.LIVE)


async def test_client_certificate_of_a_plugin_is_shown() -> None:
    pair = Secret((CERTIFICATES / "client.pem").read_text())
    plugin = Fixed(Grant(certificate=pair, key=pair))
    async with (
        serving(KubernetesSimulator(tls=server_tls("server", wants_client=True))) as simulator,
        reading(connect(simulator.server.url, plugin, Tls(authority=AUTHORITY))) as run,
    ):
        await run.state(SourceState.LIVE)


@pytest.mark.usefixtures("hurry")
async def test_certificate_that_is_rotated_on_disk_is_taken_up(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes((CERTIFICATES / "elsewhere.pem").read_bytes())
    async with (
        serving(KubernetesSimulator(token="t", tls=server_tls("server"))) as simulator,
        reading(connect(simulator.server.url, tls=Tls(authority=Material(path=str(authority))))) as run,
    ):
        await run.state(SourceState.UNREACHABLE)
        authority.write_bytes((CERTIFICATES / "authority.pem").read_bytes())
        await run.state(SourceState.LIVE)
