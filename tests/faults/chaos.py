"""A TCP proxy on loopback in front of a server, that does to connections what networks do. It knows no protocol.

What happens to the bytes of one connection is a `Mishap`; what happens to all at once are methods of `ChaosProxy`.
"""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Final, Self

import msgspec

_PIECE: Final = 64 * 1024
_AT_ONCE: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of zero seconds: closing sends RST."""


class Mishap(msgspec.Struct, frozen=True):
    """What happens to the bytes that the server sends over one connection; the parts combine.

    `delay`: seconds before the first. `drip`: seconds between two bytes. `corrupt_at`: the byte at this place is
    inverted. `cut_after`: the connection ends after so many, with FIN, or with RST if `reset`. `dark_after`: after so
    many nothing passes any more in either direction, and nobody is told (a peer that is silently gone).
    """

    delay: float = 0.0
    drip: float = 0.0
    corrupt_at: int | None = None
    cut_after: int | None = None
    reset: bool = False
    dark_after: int | None = None


NONE: Final = Mishap()


class ChaosProxy:
    """Forwards to `port` of 127.0.0.1. Use it as an async context; `url` is http, `port` is for everything else.

    `mishap` says what happens to connection number n (from 0); it may be set at any time, for connections to come.
    `listening` is a socket to listen on in place of one of its own, which ends with the first `refuse`.
    """

    def __init__(
        self,
        port: int,
        *,
        host: str = "127.0.0.1",
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        listening: socket.socket | None = None,
    ) -> None:
        self.mishap: Callable[[int], Mishap] = lambda _: NONE
        self.accepted = 0
        self._target = port
        self._host = host
        self._sleep = sleep
        self._listening = listening
        self._listener: asyncio.Server | None = None
        self._links: dict[asyncio.Task[None], _Link] = {}
        self._dark = False
        self.port = 0

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, or where else it listens."""
        return f"http://{f'[{self._host}]' if ':' in self._host else self._host}:{self.port}"

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.refuse()

    async def listen(self) -> None:
        """Take connections, on the port of before if there was one."""
        if self._listening is not None:
            self._listener = await asyncio.start_server(self._connected, sock=self._listening)
        else:
            self._listener = await asyncio.start_server(self._connected, self._host, self.port)
        self.port = int(self._listener.sockets[0].getsockname()[1])

    async def refuse(self) -> None:
        """End every connection with RST and refuse new ones until `listen`."""
        if self._listener is not None:
            self._listener.close()
        await self.reset()
        if self._listener is not None:
            await self._listener.wait_closed()
            self._listener = None

    async def reset(self) -> None:
        """End every open connection with RST."""
        for task in self._links:
            task.cancel()
        await asyncio.gather(*self._links, return_exceptions=True)
        await asyncio.sleep(0)  # a transport closes its socket in the turn after

    def darken(self, *, new: bool = True) -> None:
        """Let nothing pass on open connections, without a word; with `new`, on those to come neither."""
        self._dark = new
        for link in self._links.values():
            link.darken()

    def lighten(self) -> None:
        """Let new connections pass again; what is dark stays so."""
        self._dark = False

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = _Link(reader, writer, self.mishap(self.accepted), self._sleep)
        self.accepted += 1
        if self._dark:
            link.darken()
        task = asyncio.ensure_future(link.run(self._target))
        self._links[task] = link
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._links.pop(task).abort(reset=True)  # one that was cancelled before it began has done nothing itself


class _Link:
    """One connection of a client and the one behind it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        mishap: Mishap,
        sleep: Callable[[float], Awaitable[object]],
    ) -> None:
        self._reader, self._writer = reader, writer
        self._mishap = mishap
        self._sleep = sleep
        self._sent = 0
        self._light = asyncio.Event()
        self._light.set()

    def darken(self) -> None:
        self._light.clear()

    async def run(self, port: int) -> None:
        """Pass bytes both ways until one side ends or a mishap ends both; cancelling it sends RST."""
        try:
            with contextlib.suppress(OSError):
                await self._pass(port)
            self._writer.close()
            with contextlib.suppress(OSError):
                await self._writer.wait_closed()
        except asyncio.CancelledError:
            self.abort(reset=True)
            raise

    async def _pass(self, port: int) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", port)
        ways = asyncio.ensure_future(self._up(server_writer)), asyncio.ensure_future(self._down(server_reader))
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            server_writer.close()  # first: this, too, may be cancelled
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            with contextlib.suppress(OSError):
                await server_writer.wait_closed()

    def abort(self, *, reset: bool) -> None:
        """End the client's connection now."""
        sock: socket.socket | None = self._writer.get_extra_info("socket")
        if reset and sock is not None and sock.fileno() >= 0:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self._writer.transport.abort()

    async def _up(self, writer: asyncio.StreamWriter) -> None:
        while piece := await self._reader.read(_PIECE):
            await self._light.wait()
            writer.write(piece)
            await writer.drain()

    async def _down(self, reader: asyncio.StreamReader) -> None:
        await self._sleep(self._mishap.delay)
        while piece := await reader.read(1 if self._mishap.drip else _PIECE):
            await self._light.wait()
            await self._pass_on(self._damaged(piece))
            if self._sent == self._mishap.cut_after:
                self.abort(reset=self._mishap.reset)
                return
            await self._sleep(self._mishap.drip)

    async def _pass_on(self, piece: bytes) -> None:
        mishap = self._mishap
        ends = [each for each in (mishap.cut_after, mishap.dark_after) if each is not None]
        kept = piece[: min(ends) - self._sent] if ends else piece
        self._writer.write(kept)
        await self._writer.drain()
        self._sent += len(kept)
        if self._sent == mishap.dark_after:
            self.darken()
            await self._light.wait()

    def _damaged(self, piece: bytes) -> bytes:
        place = -1 if self._mishap.corrupt_at is None else self._mishap.corrupt_at - self._sent
        if not 0 <= place < len(piece):
            return piece
        return piece[:place] + bytes([piece[place] ^ 0xFF]) + piece[place + 1 :]
