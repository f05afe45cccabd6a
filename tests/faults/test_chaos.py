"""The proxy does to a connection what it is told, and nothing else."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest

from tests.faults.chaos import ChaosProxy, Mishap
from tests.waiting import until

TEXT = b"0123456789"


@pytest.fixture
async def waits() -> list[float]:
    return []


@pytest.fixture
async def proxy(waits: list[float]) -> AsyncGenerator[ChaosProxy]:
    async def slept(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    async def echoes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.read(len(TEXT)))
        with contextlib.suppress(ConnectionError):
            await reader.read()
        await end(writer)

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(echoes(reader, writer)))

    tasks = set[asyncio.Task[None]]()
    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    address: tuple[str, int] = server.sockets[0].getsockname()
    async with server, ChaosProxy(address[1], sleep=slept) as proxy:
        yield proxy
    await asyncio.gather(*tasks)


async def end(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


@contextlib.asynccontextmanager
async def asked(proxy: ChaosProxy) -> AsyncGenerator[asyncio.StreamReader]:
    """Send TEXT; the server sends it back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(TEXT)
        async with asyncio.timeout(30):
            yield reader
    finally:
        await end(writer)


async def said(proxy: ChaosProxy, size: int) -> bytes:
    async with asked(proxy) as reader:
        return await reader.readexactly(size)


async def test_without_a_mishap_everything_passes(proxy: ChaosProxy) -> None:
    assert await said(proxy, len(TEXT)) == TEXT
    assert proxy.accepted == 1


async def test_cut_ends_the_connection_after_so_many_bytes(proxy: ChaosProxy) -> None:
    proxy.mishap = lambda _: Mishap(cut_after=4)
    async with asked(proxy) as reader:
        assert await reader.read() == b"0123"


async def test_reset_is_an_error_of_the_connection(proxy: ChaosProxy) -> None:
    proxy.mishap = lambda _: Mishap(cut_after=4, reset=True)
    async with asked(proxy) as reader:
        with pytest.raises(ConnectionResetError):
            await reader.readexactly(5)


async def test_corruption_inverts_one_byte(proxy: ChaosProxy) -> None:
    proxy.mishap = lambda _: Mishap(corrupt_at=2)
    assert await said(proxy, len(TEXT)) == b"01\xcd3456789"


async def test_delay_and_drip_wait_as_told(proxy: ChaosProxy, waits: list[float]) -> None:
    proxy.mishap = lambda _: Mishap(delay=7.0, drip=1.0)
    assert await said(proxy, 5) == b"01234"
    assert waits[:5] == [7.0, 1.0, 1.0, 1.0, 1.0]


async def test_dark_connection_passes_nothing_and_stays_open(proxy: ChaosProxy) -> None:
    proxy.mishap = lambda number: Mishap(dark_after=3) if number == 0 else Mishap()
    async with asked(proxy) as reader:
        assert await reader.readexactly(3) == b"012"
        nothing = asyncio.ensure_future(reader.read(1))
        assert await said(proxy, len(TEXT)) == TEXT
        assert not nothing.done()
        await proxy.reset()
        with pytest.raises(ConnectionResetError):
            await nothing


async def test_everything_can_go_dark_and_light_again(proxy: ChaosProxy) -> None:
    proxy.darken()
    async with asked(proxy) as reader:
        nothing = asyncio.ensure_future(reader.read(1))
        await until(lambda: proxy.accepted)
        proxy.lighten()
        assert await said(proxy, len(TEXT)) == TEXT
        assert not nothing.done()
        await proxy.reset()
        with pytest.raises(ConnectionResetError):
            await nothing


async def test_proxy_that_refuses_takes_connections_again(proxy: ChaosProxy) -> None:
    await proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        await said(proxy, 1)
    await proxy.listen()
    assert await said(proxy, len(TEXT)) == TEXT
