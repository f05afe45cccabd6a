"""An HTTP proxy on 127.0.0.1 that opens tunnels (CONNECT), or refuses to with a status of its own."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager


class ConnectProxy:
    """Notes where it was asked to connect to, and with which credentials. `refusal`: answered in place of a tunnel."""

    def __init__(self, refusal: str = "") -> None:
        self.refusal = refusal
        self.asked: list[str] = []
        self.credentials: list[str] = []
        self.port = 0
        self._tunnels: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Open one tunnel and carry what passes until one side ends."""
        task = asyncio.current_task()
        assert task is not None
        self._tunnels.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await self._answer(head.decode("latin-1"), reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            self._tunnels.discard(task)
            writer.close()

    async def _answer(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, target, _ = head.split(" ", 2)
        self.asked.append(f"{method} {target}")
        self.credentials += [
            line.partition(":")[2].strip() for line in head.splitlines() if line.lower().startswith("proxy-auth")
        ]
        if self.refusal:
            writer.write(f"HTTP/1.1 {self.refusal}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
            return
        host, _, port = target.rpartition(":")
        inner, outer = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there = asyncio.create_task(_carry(reader, outer))
        try:
            await _carry(inner, writer)
        finally:
            there.cancel()
            await asyncio.wait([there])
            outer.close()

    async def end(self) -> None:
        """Close every tunnel."""
        for task in list(self._tunnels):
            task.cancel()
        if self._tunnels:
            await asyncio.wait(list(self._tunnels))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def connect_proxy(refusal: str = "") -> AsyncGenerator[ConnectProxy]:
    """A running proxy."""
    proxy = ConnectProxy(refusal)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.end()
        await server.wait_closed()
