import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx
import pytest

from akotui.simulator.documents import Object, member, parse, text
from akotui.simulator.kubernetes import KubernetesSimulator

pytestmark = pytest.mark.usefixtures("asked_by_hand")

INGRESSES = "/apis/networking.k8s.io/v1/ingresses"


def namespace(name: str, **labels: str) -> Object:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": dict(labels)}}


def ingress(where: str, name: str) -> Object:
    metadata: Object = {"namespace": where, "name": name}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": {}}


@pytest.fixture
async def cluster() -> AsyncGenerator[KubernetesSimulator, None]:
    cluster = KubernetesSimulator()
    await cluster.server.start()
    yield cluster
    await cluster.server.close()


@pytest.fixture
async def client(cluster: KubernetesSimulator) -> AsyncGenerator[httpx.AsyncClient, None]:
    async with httpx.AsyncClient(base_url=cluster.server.url, trust_env=False, timeout=30) as client:
        yield client


async def test_discovery_lists_what_is_served(cluster: KubernetesSimulator, client: httpx.AsyncClient) -> None:
    cluster.store.withdraw("httproutes")
    groups = (await client.get("/apis")).json()["groups"]
    assert [group["name"] for group in groups] == [
        "apps",
        "networking.k8s.io",
        "gateway.networking.k8s.io",
        "ako.vmware.com",
        "coordination.k8s.io",
        "rbac.authorization.k8s.io",
    ]
    assert (await client.get("/api")).json()["versions"] == ["v1"]
    gateway = (await client.get("/apis/gateway.networking.k8s.io/v1")).json()
    assert [(found["name"], found["namespaced"]) for found in gateway["resources"]] == [
        ("gateways", True),
        ("gatewayclasses", False),
    ]
    assert (await client.get("/apis/gateway.networking.k8s.io/v1/httproutes")).status_code == 404
    assert (await client.get("/version")).json()["gitVersion"] == "v1.34.2"
    assert (await client.get("/readyz")).text == "ok"


async def test_list_has_pages_of_one_snapshot(cluster: KubernetesSimulator, client: httpx.AsyncClient) -> None:
    for number in range(5):
        cluster.put(ingress("shop", f"i{number}"))
    first = (await client.get(INGRESSES, params={"limit": 2})).json()
    assert (first["kind"], first["apiVersion"]) == ("IngressList", "networking.k8s.io/v1")
    assert first["metadata"]["remainingItemCount"] == 3
    cluster.delete("ingresses", "shop/i2")
    cluster.put(ingress("shop", "i9"))
    names = [item["metadata"]["name"] for item in first["items"]]
    page = first
    while page["metadata"].get("continue"):
        asked = {"limit": 2, "continue": page["metadata"]["continue"]}
        page = (await client.get(INGRESSES, params=asked)).json()
        assert page["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]
        names += [item["metadata"]["name"] for item in page["items"]]
    assert names == ["i0", "i1", "i2", "i3", "i4"]
    assert "kind" not in first["items"][0]


async def test_expired_continue_token_is_answered_with_410(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    for number in range(3):
        cluster.put(ingress("shop", f"i{number}"))
    first = (await client.get(INGRESSES, params={"limit": 1})).json()
    cluster.compact()
    answer = await client.get(INGRESSES, params={"limit": 1, "continue": first["metadata"]["continue"]})
    assert (answer.status_code, answer.json()["reason"]) == (410, "Expired")


async def test_list_of_exactly_a_version_shows_what_was_there_then(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    cluster.put(ingress("shop", "old"))
    cluster.put(ingress("shop", "kept"))
    then = str(cluster.store.version)
    exactly = {"resourceVersion": then, "resourceVersionMatch": "Exact", "limit": "1"}
    cluster.delete("ingresses", "shop/old")
    cluster.put(ingress("shop", "new"))
    first = (await client.get(INGRESSES, params=exactly)).json()
    rest = (await client.get(INGRESSES, params={"limit": "5", "continue": first["metadata"]["continue"]})).json()
    assert [item["metadata"]["name"] for item in first["items"] + rest["items"]] == ["kept", "old"]
    assert (first["metadata"]["resourceVersion"], rest["metadata"]["resourceVersion"]) == (then, then)
    cluster.compact()
    answer = await client.get(INGRESSES, params=exactly)
    assert (answer.status_code, answer.json()["reason"]) == (410, "Expired")


async def test_list_of_a_namespace_and_by_name_and_label(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    cluster.put(namespace("red", team="red"))
    cluster.put(namespace("blue", team="blue"))
    cluster.put(ingress("red", "web"))
    cluster.put(ingress("blue", "web"))

    async def names(path: str, **query: str) -> list[str]:
        answer = await client.get(path, params=query)
        return [item["metadata"]["name"] for item in answer.json()["items"]]

    assert len(await names(INGRESSES)) == 2
    assert await names("/apis/networking.k8s.io/v1/namespaces/red/ingresses") == ["web"]
    assert await names("/api/v1/namespaces", labelSelector="team=red") == ["red"]
    assert await names("/api/v1/namespaces", fieldSelector="metadata.name=blue") == ["blue"]
    found = (await client.get("/apis/networking.k8s.io/v1/namespaces/red/ingresses/web")).json()
    assert (found["kind"], found["metadata"]["namespace"]) == ("Ingress", "red")
    assert (await client.get("/api/v1/namespaces/none")).json()["message"] == 'namespaces "none" not found'


@asynccontextmanager
async def _watching(cluster: KubernetesSimulator, query: str) -> AsyncGenerator[Callable[[], Awaitable[Object]], None]:
    """Watch namespaces; each event comes as one chunk. The call raises StopAsyncIteration at the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", cluster.server.port)
    writer.write(f"GET /api/v1/namespaces?watch=1&{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert await reader.readline() == b"HTTP/1.1 200 \r\n"
    await reader.readuntil(b"\r\n\r\n")

    async def event() -> Object:
        size = int(await reader.readline(), 16)
        if not size:
            raise StopAsyncIteration
        return parse((await reader.readexactly(size + 2))[:size])

    yield event
    writer.close()
    await writer.wait_closed()


def _told(event: Object) -> tuple[str, str]:
    return text(event, "type"), text(event, "object", "metadata", "name")


async def test_watch_tells_what_changed_since_a_version(cluster: KubernetesSimulator) -> None:
    cluster.put(namespace("old"))
    version = cluster.store.version
    cluster.put(namespace("new"))
    async with _watching(cluster, f"resourceVersion={version}") as event:
        first = await event()
        assert _told(first) == ("ADDED", "new")
        assert (text(first, "object", "kind"), text(first, "object", "apiVersion")) == ("Namespace", "v1")
        cluster.relabel("namespaces", "new", team="red")
        assert _told(await event()) == ("MODIFIED", "new")
        cluster.put(ingress("new", "web"))
        cluster.delete("namespaces", "old")
        assert _told(await event()) == ("DELETED", "old")


async def test_watch_without_version_begins_with_what_is_there(cluster: KubernetesSimulator) -> None:
    cluster.put(namespace("a"))
    async with _watching(cluster, "sendInitialEvents=true&allowWatchBookmarks=true") as event:
        assert _told(await event()) == ("ADDED", "a")
        mark = await event()
        assert mark["type"] == "BOOKMARK"
        assert member(mark, "object", "metadata", "annotations") == {"k8s.io/initial-events-end": "true"}


async def test_selector_makes_objects_come_and_go(cluster: KubernetesSimulator) -> None:
    cluster.put(namespace("a", team="red"))
    version = cluster.store.version
    cluster.relabel("namespaces", "a", team="blue")
    cluster.relabel("namespaces", "a", team="red")
    async with _watching(cluster, f"resourceVersion={version}&labelSelector=team%3Dred") as event:
        assert [_told(await event())[0] for _ in range(2)] == ["DELETED", "ADDED"]


async def test_idle_watch_brings_bookmarks_and_ends_in_time(cluster: KubernetesSimulator) -> None:
    cluster.bookmark_seconds = 0.02
    cluster.put(namespace("a"))
    version = cluster.store.version
    async with _watching(cluster, f"resourceVersion={version}&allowWatchBookmarks=true&timeoutSeconds=0.1") as event:
        mark = await event()
        assert (mark["type"], text(mark, "object", "metadata", "resourceVersion")) == ("BOOKMARK", str(version))
        kinds = [text(mark, "type")]
        with suppress(StopAsyncIteration):
            while len(kinds) < 100:
                kinds.append(text(await event(), "type"))
        assert len(kinds) < 100
        assert set(kinds) == {"BOOKMARK"}


@pytest.mark.parametrize("late", [False, True])
async def test_compacted_watch_gets_410_as_an_error_event(cluster: KubernetesSimulator, *, late: bool) -> None:
    cluster.put(namespace("a"))
    version = cluster.store.version
    cluster.put(namespace("b"))
    if not late:
        cluster.compact()
    async with _watching(cluster, f"resourceVersion={version}") as event:
        if late:
            assert _told(await event()) == ("ADDED", "b")
            cluster.store.version += 1
            cluster.compact()
        error = await event()
        assert error["type"] == "ERROR"
        assert (member(error, "object", "code"), member(error, "object", "reason")) == (410, "Expired")
        with pytest.raises(StopAsyncIteration):
            await event()


async def test_forbidden_kind_is_worded_as_the_api_server_words_it(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    cluster.forbid("statefulsets", allowed_in=("blue",))
    answer = await client.get("/apis/apps/v1/statefulsets")
    assert answer.status_code == 403
    assert answer.json()["message"] == (
        'statefulsets.apps is forbidden: User "akotui" cannot list resource "statefulsets" in API group "apps" '
        "at the cluster scope"
    )
    assert (await client.get("/apis/apps/v1/namespaces/blue/statefulsets")).status_code == 200
    assert (await client.get("/apis/apps/v1/statefulsets?watch=1")).json()["message"].count("cannot watch") == 1
    cluster.allow("statefulsets")
    assert (await client.get("/apis/apps/v1/statefulsets")).status_code == 200


async def test_credentials_are_wanted_and_only_get_is_answered(
    cluster: KubernetesSimulator, client: httpx.AsyncClient
) -> None:
    cluster.token = "t"
    assert (await client.get("/api/v1/namespaces")).json()["reason"] == "Unauthorized"
    client.headers["Authorization"] = "Bearer t"
    assert (await client.get("/api/v1/namespaces")).status_code == 200
    assert (await client.delete("/api/v1/namespaces/a")).status_code == 405
    assert cluster.server.requests[-1].method == "DELETE"


async def test_version_from_the_future_is_refused(cluster: KubernetesSimulator, client: httpx.AsyncClient) -> None:
    assert cluster.store.version < 999
    answer = await client.get("/api/v1/namespaces", params={"resourceVersion": "999"})
    assert answer.status_code == 504
    assert "Too large resource version: 999" in answer.json()["message"]
