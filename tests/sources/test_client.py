"""The short way sends what httpx would send, through the same gate."""

import httpx
import pytest

from akotui.errors import Refused
from akotui.sources.client import read
from akotui.sources.gate import Allowance, open_client
from tests.sources.test_gate import AVI_REFUSED, SERVER, Recorder

QUERY = (("page", "1"), ("fields", "uuid,name"), ("name.contains", "a&b=ü #/?"))


@pytest.mark.parametrize(
    ("base_url", "method", "path", "query", "body"),
    [
        (SERVER, "GET", "/api/pool", QUERY, b""),
        (f"{SERVER}:8443/k8s/clusters/c-1/", "GET", "/api/pool", (), b""),
        ("http://[::1]:80", "GET", "/api/pool", QUERY[:1], b""),
        (SERVER, "POST", "/login", (), b'{"username": "me"}'),
        (SERVER, "POST", "/logout", (), b""),
    ],
)
async def test_request_is_that_of_httpx(
    *, base_url: str, method: str, path: str, query: tuple[tuple[str, str], ...], body: bytes
) -> None:
    inner = Recorder()
    headers = [(b"X-Avi-Tenant", "grün".encode()), (b"Cookie", b"sessionid=x")]
    async with open_client(Allowance.AVI, base_url=base_url, verify=True, transport=inner) as client:
        response = await client.ask(path, query, method=method, headers=headers, body=body)
        assert await read(response) == b"{}"
        await response.aclose()
        params = httpx.QueryParams(query) if query else None
        await client.request(method, path, params=params, headers=headers, content=body or None)
    ours, theirs = inner.seen
    assert (ours.method, str(ours.url)) == (theirs.method, str(theirs.url).replace("%2C", ","))
    assert ours.url.params == theirs.url.params
    assert sorted(ours.headers.raw) == sorted(theirs.headers.raw)
    assert (ours.content, ours.extensions["timeout"]) == (theirs.content, theirs.extensions["timeout"])


@pytest.mark.parametrize("path", AVI_REFUSED[:-4])
async def test_gate_stops_the_short_way_too(path: str) -> None:
    inner = Recorder()
    async with open_client(Allowance.AVI, base_url=SERVER, verify=True, transport=inner) as client:
        with pytest.raises(Refused):
            await client.ask(path)
        with pytest.raises(Refused):
            await client.ask("/api/pool", method="DELETE")
        with pytest.raises(Refused):
            await client.ask("/api/pool", (("export_key", "true"),))
    assert inner.seen == []


async def test_no_cookie_is_kept() -> None:
    inner = Recorder(200, {"set-cookie": "sessionid=secret"})
    async with open_client(Allowance.AVI, base_url=SERVER, verify=True, transport=inner) as client:
        await (await client.ask("/api/pool")).aclose()
        await client.get("/api/pool")
        await (await client.ask("/api/pool")).aclose()
    assert not any("cookie" in request.headers for request in inner.seen)
