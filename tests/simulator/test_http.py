import asyncio
import gzip
from collections.abc import AsyncGenerator

import httpx
import pytest

from akotui.simulator.http import Fault, Reply, Request, Server, Stream
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("asked_by_hand")


async def _hello(request: Request) -> Reply:
    return Reply(200, b'{"path":"' + request.path.encode() + b'","body":"' + request.body + b'"}')


@pytest.fixture
async def server() -> AsyncGenerator[Server, None]:
    server = Server(_hello)
    await server.start()
    yield server
    await server.close()


@pytest.fixture
async def client(server: Server) -> AsyncGenerator[httpx.AsyncClient, None]:
    async with httpx.AsyncClient(base_url=server.url, trust_env=False, timeout=30) as client:
        yield client


async def test_connection_is_kept_and_every_request_is_recorded_without_header_values(
    server: Server, client: httpx.AsyncClient
) -> None:
    assert (await client.get("/a?b=1&b=2")).json() == {"path": "/a", "body": ""}
    assert (await client.post("/c", content=b"x", headers={"X-Secret": "s3cret"})).json()["body"] == "x"
    assert [(seen.method, seen.path, seen.query) for seen in server.requests] == [
        ("GET", "/a", (("b", "1"), ("b", "2"))),
        ("POST", "/c", ()),
    ]
    assert "x-secret" in server.requests[1].headers
    assert "s3cret" not in repr(server.requests)
    assert len(server._tasks) == 1


async def test_server_that_runs_for_long_keeps_its_newest_requests(server: Server, client: httpx.AsyncClient) -> None:
    server.kept = 3
    for number in range(20):
        await client.get(f"/{number}")
    newest = [seen.path for seen in server.requests]
    assert newest[-3:] == ["/17", "/18", "/19"]
    assert [path for path, _ in server.answered[-3:]] == newest[-3:]
    assert max(len(server.requests), len(server.answered)) <= 7


async def test_large_body_is_compressed_for_who_accepts_it() -> None:
    async def large(_: Request) -> Reply:
        return Reply(200, b"x" * 200_000)

    server = Server(large)
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        packed = await client.get("/", headers={"Accept-Encoding": "gzip"})
        plain = await client.get("/", headers={"Accept-Encoding": "identity"})
    await server.close()
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) == len(gzip.compress(b"x" * 200_000, compresslevel=1))
    assert packed.content == plain.content


async def test_reply_fault_takes_the_place_of_the_answer(server: Server, client: httpx.AsyncClient) -> None:
    server.faults = lambda _: Fault(reply=Reply(503, b"<html>", "text/html", (("Retry-After", "5"),)))
    answer = await client.get("/")
    assert (answer.status_code, answer.text, answer.headers["retry-after"]) == (503, "<html>", "5")
    server.faults = None
    assert (await client.get("/")).status_code == 200


async def test_cut_fault_ends_the_body_after_the_bytes_it_names(server: Server, client: httpx.AsyncClient) -> None:
    server.faults = lambda _: Fault(cut_after=5)
    with pytest.raises(httpx.RemoteProtocolError, match="received 5 bytes"):
        await client.get("/")


async def test_reset_fault_ends_the_connection_before_the_answer(server: Server, client: httpx.AsyncClient) -> None:
    server.faults = lambda _: Fault(reset=True)
    with pytest.raises(httpx.ReadError):
        await client.get("/")


async def test_change_fault_corrupts_the_body(server: Server, client: httpx.AsyncClient) -> None:
    server.faults = lambda _: Fault(change=lambda piece: piece.replace(b"path", b"\xffath"))
    assert (await client.get("/")).content.startswith(b'{"\xffath"')


async def test_wait_fault_holds_the_answer_until_it_is_released(server: Server, client: httpx.AsyncClient) -> None:
    release = asyncio.Event()
    server.faults = lambda _: Fault(wait=release)
    asking = asyncio.create_task(client.get("/"))
    await until(lambda: server.requests)
    assert not asking.done()
    release.set()
    assert (await asking).status_code == 200


class _Endless:
    """A service whose stream never ends by itself."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    async def serve(self, _: Request) -> Stream:
        return Stream(self._chunks())

    async def _chunks(self) -> AsyncGenerator[bytes, None]:
        try:
            yield b"first"
            await asyncio.Event().wait()
        finally:
            self.ended.set()


@pytest.fixture
async def endless() -> AsyncGenerator[tuple[_Endless, Server], None]:
    service = _Endless()
    server = Server(service.serve)
    await server.start()
    yield service, server
    await server.close()


async def _open(server: Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert await reader.readuntil(b"5\r\nfirst\r\n")
    return reader, writer


async def test_closing_ends_endless_streams_and_leaves_no_task(endless: tuple[_Endless, Server]) -> None:
    service, server = endless
    reader, writer = await _open(server)
    await server.close()
    assert service.ended.is_set()
    assert not server._tasks
    assert await reader.read() == b""
    writer.close()


async def test_dropped_connections_end_with_a_reset(endless: tuple[_Endless, Server]) -> None:
    _, server = endless
    reader, writer = await _open(server)
    await server.drop_connections()
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()


async def test_stream_ends_when_the_client_leaves(endless: tuple[_Endless, Server]) -> None:
    service, server = endless
    _, writer = await _open(server)
    writer.close()
    await asyncio.wait_for(service.ended.wait(), 30)


async def test_hanging_answer_ends_with_the_server(server: Server, client: httpx.AsyncClient) -> None:
    server.faults = lambda _: Fault(wait=asyncio.Event())
    asking = asyncio.create_task(client.get("/"))
    await until(lambda: server.requests)
    await server.close()
    with pytest.raises(httpx.RemoteProtocolError):
        await asking


async def test_restart_takes_the_same_port(server: Server, client: httpx.AsyncClient) -> None:
    port = server.port
    await server.close()
    with pytest.raises(httpx.ConnectError):
        await client.get("/")
    await server.start()
    assert server.port == port
    assert (await client.get("/")).status_code == 200
