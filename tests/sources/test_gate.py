"""The gate: nothing but reading leaves, and nothing endless comes back."""

import gzip
import os
import sys
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from akotui.errors import Refused, UsageError
from akotui.model.kinds import AVI_TYPES, RESOURCES
from akotui.simulator.avi import AviSimulator
from akotui.sources.gate import Allowance, TooLarge, open_client, packed
from akotui.sources.packed import Packed

SERVER = "https://server.test"
VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "get", "PROPFIND")

KUBERNETES_READS = (
    "/version", "/readyz", "/api", "/api/v1", "/apis", "/apis/apps", "/apis/apps/v1", "/api/v1/namespaces",
    "/api/v1/namespaces/blue", "/api/v1/namespaces/blue/pods", "/api/v1/namespaces/blue/pods/ako-0",
    "/apis/networking.k8s.io/v1/ingresses", "/apis/gateway.networking.k8s.io/v1beta1/namespaces/a/gateways",
)  # fmt: skip
KUBERNETES_REFUSED = (
    "/", "/metrics", "/logs", "/api/v1/secrets", "/api/v1/namespaces/blue/secrets", "/api/v1/watch/secrets",
    "/api/v1/namespaces/blue/secrets/avi-secret", "/api/v1/watch/namespaces/blue/secrets", "/api/v1/nodes/n1/proxy",
    "/api/v1/namespaces/blue/pods/ako-0/exec", "/api/v1/namespaces/blue/pods/ako-0/attach",
    "/api/v1/namespaces/blue/pods/ako-0/portforward", "/api/v1/namespaces/blue/pods/ako-0/proxy",
    "/api/v1/namespaces/blue/pods/ako-0/log", "/api/v1/namespaces/blue/services/shop/proxy",
    "/api/v1/namespaces/blue/pods/ako-0%2Fexec", "/api/v1/namespaces/../secrets", "/api//v1/namespaces",
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "/api/v1/namespaces/blue/pods/ako-0/",
)  # fmt: skip
AVI_SECRET = "/api/v1/namespaces/blue/secrets/avi-secret"
AVI_READS = (
    "/api/cluster", "/api/cluster/status", "/api/cluster/runtime", "/api/initial-data", "/api/tenant",
    "/api/tenant/admin", "/api/virtualservice", "/api/virtualservice-inventory", "/api/pool",
    "/api/virtualservice/virtualservice-0a1b2c3d-0000-4000-8000-000000000000",
)  # fmt: skip
AVI_REFUSED = (
    "/api/user-token", "/api/user", "/api/useraccount", "/api/sslkeyandcertificate", "/api/configuration/export",
    "/api/cluster/upgrade", "/api/virtualservice/virtualservice-0a/resync", "/api/pool/clear", "/login", "/logout",
    "/api/backup", "/api/virtualservice/..%2fuser-token", "/api/virtualservice/../user-token", "/",
)  # fmt: skip
EVERY_PATH = (*KUBERNETES_READS, *KUBERNETES_REFUSED, *AVI_READS, *AVI_REFUSED)


class Body(httpx.AsyncByteStream):
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            yield chunk


class Recorder(httpx.AsyncBaseTransport):
    """Answers everything, and remembers what got through."""

    def __init__(self, status: int = 200, headers: dict[str, str] | None = None, *chunks: bytes) -> None:
        self.seen: list[httpx.Request] = []
        self.status, self.headers, self.chunks = status, headers or {}, chunks or (b"{}",)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return httpx.Response(self.status, headers=self.headers, stream=Body(*self.chunks))


def client(inner: Recorder, allowance: Allowance = Allowance.AVI, base_url: str = SERVER) -> httpx.AsyncClient:
    return open_client(allowance, base_url=base_url, verify=True, transport=inner)


@pytest.mark.parametrize("allowance", list(Allowance))
@pytest.mark.parametrize("verb", VERBS)
async def test_no_verb_but_get_and_the_named_posts_leaves(allowance: Allowance, verb: str) -> None:
    posts = {
        Allowance.AVI: {"/login", "/logout"},
        Allowance.KUBERNETES: set[str](),
        Allowance.KUBERNETES_DOCTOR: {"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"},
        Allowance.AVI_SECRET: set[str](),
    }[allowance]
    inner = Recorder()
    for path in EVERY_PATH:
        if verb == "GET" or (verb == "POST" and path in posts):
            continue
        request = httpx.Request(verb, SERVER)
        request.method = verb  # httpx would write it in capitals
        request.url = httpx.URL(SERVER + path)
        async with client(inner, allowance) as c:
            with pytest.raises(Refused):
                await c.send(request)
    assert inner.seen == []


@pytest.mark.parametrize(
    ("allowance", "refused"),
    [
        (Allowance.KUBERNETES, KUBERNETES_REFUSED),
        (Allowance.KUBERNETES, ("/login", "/api/user-token", "/api/virtualservice")),
        (Allowance.KUBERNETES_DOCTOR, KUBERNETES_REFUSED),
        (Allowance.AVI, AVI_REFUSED),
        (Allowance.AVI, ("/api/v1/namespaces", "/apis", "/version")),
        (Allowance.AVI_SECRET, (*(path for path in KUBERNETES_REFUSED if path != AVI_SECRET), *KUBERNETES_READS)),
    ],
)
async def test_path_off_the_list_is_refused_before_it_leaves(allowance: Allowance, refused: tuple[str, ...]) -> None:
    inner = Recorder()
    async with client(inner, allowance) as c:
        for path in refused:
            request = httpx.Request("GET", SERVER)
            request.url = httpx.URL(SERVER).copy_with(raw_path=path.encode())
            with pytest.raises(Refused):
                await c.send(request)
    assert inner.seen == []


@pytest.mark.parametrize(("allowance", "reads"), [(Allowance.KUBERNETES, KUBERNETES_READS), (Allowance.AVI, AVI_READS)])
async def test_reading_passes(allowance: Allowance, reads: tuple[str, ...]) -> None:
    inner = Recorder()
    async with client(inner, allowance) as c:
        for path in reads:
            await c.get(path)
    assert [r.url.path for r in inner.seen] == list(reads)


async def test_one_secret_can_be_got_with_its_own_allowance_and_no_parameter() -> None:
    inner = Recorder()
    async with client(inner, Allowance.AVI_SECRET) as c:
        await c.get(AVI_SECRET)
        for path in (f"{AVI_SECRET}?watch=1", AVI_SECRET.replace("avi-secret", "tls"), f"{AVI_SECRET}/x"):
            with pytest.raises(Refused):
                await c.get(path)
    assert [r.url.path for r in inner.seen] == [AVI_SECRET]


async def test_every_kind_can_be_listed() -> None:
    kubernetes, avi = Recorder(), Recorder()
    async with client(kubernetes, Allowance.KUBERNETES) as c:
        for r in RESOURCES.values():
            for version in r.versions:
                top = f"/apis/{r.group}/{version}" if r.group else f"/api/{version}"
                await c.get(f"{top}/{r.plural}", params={"limit": 500, "continue": "x", "fieldSelector": "a=b"})
    async with client(avi) as c:
        for kind in AVI_TYPES.values():
            await c.get(f"/api/{kind.path}", params={"page_size": 200, "fields": ",".join(kind.fields)})
    assert len(avi.seen) == len(AVI_TYPES)


@pytest.mark.parametrize(
    "query", ["export_key=true", "export%5Fkey=true", "page=1&export_key=", "flush=true", "EXPORT_KEY=1"]
)
async def test_parameter_off_the_list_is_refused(query: str) -> None:
    inner = Recorder()
    async with client(inner) as c:
        with pytest.raises(Refused):
            await c.get(f"/api/virtualservice?{query}")
    assert inner.seen == []


async def test_login_and_logout_may_be_posted() -> None:
    inner = Recorder()
    async with client(inner) as c:
        await c.post("/login", content=b"{}")
        await c.post("/logout")
        with pytest.raises(Refused):
            await c.post("/login?next=/api/user-token")
    assert [r.url.path for r in inner.seen] == ["/login", "/logout"]


async def test_access_review_is_only_for_the_doctor() -> None:
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    inner = Recorder()
    async with client(inner, Allowance.KUBERNETES_DOCTOR) as doctor, client(inner, Allowance.KUBERNETES) as reader:
        await doctor.post(path, content=b"{}")
        with pytest.raises(Refused):
            await reader.post(path, content=b"{}")
    assert len(inner.seen) == 1


@pytest.mark.parametrize(
    "url", ["https://elsewhere.test/api/pool", "http://server.test/api/pool", SERVER + ":1/api/pool"]
)
async def test_other_host_scheme_or_port_is_refused(url: str) -> None:
    inner = Recorder()
    async with client(inner) as c:
        with pytest.raises(Refused, match="its host is not server"):
            await c.get(url)
    assert inner.seen == []


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "Upgrade", "x-method-override"])
async def test_header_that_changes_the_meaning_is_refused(header: str) -> None:
    inner = Recorder()
    async with client(inner) as c:
        with pytest.raises(Refused):
            await c.get("/api/pool", headers={header: "DELETE"})
    assert inner.seen == []


async def test_get_with_a_body_is_refused() -> None:
    async with client(Recorder()) as c:
        with pytest.raises(Refused):
            await c.request("GET", "/api/pool", content=b"{}")


async def test_lists_apply_below_the_servers_own_prefix() -> None:
    inner = Recorder()
    async with client(inner, Allowance.KUBERNETES, f"{SERVER}/k8s/clusters/c-1") as c:
        await c.get("/api/v1/namespaces")
        with pytest.raises(Refused):
            await c.get(f"{SERVER}/api/v1/namespaces")
        with pytest.raises(Refused):
            await c.get("/v3/users")
    assert [r.url.path for r in inner.seen] == ["/k8s/clusters/c-1/api/v1/namespaces"]


async def test_redirect_is_an_answer_and_not_followed() -> None:
    inner = Recorder(302, {"location": "https://elsewhere.test/login"})
    async with client(inner) as c:
        assert (await c.get("/api/pool")).status_code == 302
    assert len(inner.seen) == 1


async def test_cookies_are_not_kept() -> None:
    inner = Recorder(200, {"set-cookie": f"sessionid=session{1:026d}; Path=/"})
    async with client(inner) as c:
        await c.get("/api/pool")
        await c.get("/api/pool")
    assert all("cookie" not in r.headers for r in inner.seen)


async def test_both_apis_can_tell_who_asks() -> None:
    inner = Recorder()
    async with client(inner) as avi, client(inner, Allowance.KUBERNETES) as kubernetes:
        await avi.get("/api/pool")
        await kubernetes.get("/version")
    assert [r.headers["user-agent"].partition("/")[0] for r in inner.seen] == ["akotui", "akotui"]
    assert inner.seen[0].headers["x-avi-useragent"] == "akotui"
    assert "x-avi-useragent" not in inner.seen[1].headers


async def came(*chunks: bytes, encoding: str = "gzip") -> Packed:
    """An answer in these pieces, as whoever leaves it packed gets it."""
    headers = {"content-encoding": encoding} if encoding else {}
    async with open_client(Allowance.AVI, base_url=SERVER, verify=True, transport=Recorder(200, headers, *chunks)) as c:
        response = await c.ask("/api/pool")
        try:
            return await packed(response)
        finally:
            await response.aclose()


async def test_compressed_answer_is_read_in_full() -> None:
    body = os.urandom(300_000) + b"x" * 300_000
    compressed = gzip.compress(body)
    pieces = [compressed[i : i + 1000] for i in range(0, len(compressed), 1000)]
    async with client(Recorder(200, {"content-encoding": "gzip"}, *pieces)) as c:
        assert (await c.get("/api/pool")).content == body
    assert (await came(*pieces)).body == (await came(body, encoding="")).body == body


@pytest.mark.parametrize("chunk", [gzip.compress(b"{}" * 9000)[:-12], b"not gzip at all"])
async def test_damaged_compression_is_an_error(chunk: bytes) -> None:
    async with client(Recorder(200, {"content-encoding": "gzip"}, chunk)) as c:
        with pytest.raises(httpx.DecodingError):
            await c.get("/api/pool")
    left = await came(chunk)
    with pytest.raises(httpx.DecodingError):
        assert left.body


async def test_answer_over_the_limit_is_cut_off_after_decompression() -> None:
    bomb = gzip.compress(bytes(65 * 1024 * 1024), compresslevel=zlib.Z_BEST_SPEED)
    async with client(Recorder(200, {"content-encoding": "gzip"}, bomb)) as c:
        with pytest.raises(TooLarge, match="64 MiB"):
            await c.get("/api/pool")
    left = await came(bomb)
    with pytest.raises(TooLarge, match="64 MiB"):
        assert left.body
    with pytest.raises(TooLarge, match="64 MiB"):
        await came(*[bytes(1024 * 1024)] * 65, encoding="")


async def test_what_nobody_asked_for_is_unpacked_as_httpx_does() -> None:
    assert (await came(zlib.compress(b"{}"), encoding="deflate")).body == b"{}"


async def test_seal_tells_bodies_apart_but_not_when_they_were_compressed() -> None:
    early, late = (gzip.compress(b"{}" * 99, mtime=moment) for moment in (1, 1 << 24))
    assert early != late
    assert (await came(early)).seal == (await came(late)).seal
    seals = [(await came(one)).seal for one in (early, gzip.compress(b"{}" * 98), gzip.compress(b"[]" * 99))]
    plain = [(await came(one, encoding="")).seal for one in (early, b"{}", b"[]")]
    assert len({*seals, *plain}) == 6


async def test_watch_has_no_end_and_so_no_limit() -> None:
    chunks = [bytes(8 * 1024 * 1024)] * 33
    inner = Recorder(200, {}, *chunks)
    async with client(inner, Allowance.KUBERNETES) as c:
        async with c.stream("GET", "/api/v1/namespaces", params={"watch": "1"}) as watched:
            assert sum([len(chunk) async for chunk in watched.aiter_raw()]) == 33 * 8 * 1024 * 1024
        with pytest.raises(TooLarge):
            async with c.stream("GET", "/api/v1/namespaces") as listed:
                [None async for _ in listed.aiter_raw()]


@pytest.mark.parametrize("address", ["http://10.0.0.1", "http://controller.test:8080", "ftp://127.0.0.1"])
def test_clear_text_stays_on_this_machine(address: str) -> None:
    with pytest.raises(UsageError, match="https://"):
        open_client(Allowance.AVI, base_url=address, verify=True)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "http://127.9.9.9"])
async def test_clear_text_to_this_machine_is_allowed(address: str) -> None:
    async with open_client(Allowance.AVI, base_url=address, verify=True) as c:
        assert str(c.base_url) == address


async def test_no_proxy_of_the_environment_gets_around_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with open_client(Allowance.AVI, base_url=SERVER, verify=True) as c:
        with pytest.raises(Refused):
            await c.get("/api/user-token")


class Searched:
    """A finder that finds nothing and notes what was looked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def find_spec(self, name: str, *_: object) -> None:
        self.names.append(name)


async def test_requests_do_not_look_for_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    server = AviSimulator().server
    await server.start()
    searched = Searched()
    async with open_client(Allowance.AVI, base_url=server.url, verify=False) as c:
        await c.get("/api/initial-data")
        monkeypatch.setattr(sys, "meta_path", [searched, *sys.meta_path])
        assert (await c.get("/api/initial-data")).status_code == 200
    await server.close()
    assert searched.names == []
