"""A small HTTP/1.1 server on 127.0.0.1: keep-alive, streams, gzip, a record of every request, and faults on demand.

It knows nothing of Kubernetes or Avi: a `Service` turns a `Request` into a `Reply` or a `Stream`. Closing it ends
every connection and every stream; no task is left.
"""

import asyncio
import contextlib
import gzip
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

import h11
import msgspec

GZIP_FROM: Final = 128 * 1024
"""Bodies of at least so many bytes are compressed, as the API server does (apiserver responsewriters)."""
_CHUNK: Final = 64 * 1024


class Request(msgspec.Struct, frozen=True):
    """What a client asked. Header names are lower case; `query` keeps order and repetitions."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def parameter(self, name: str, default: str = "") -> str:
        """Return the first value of a query parameter."""
        return next((value for key, value in self.query if key == name), default)


class Recorded(msgspec.Struct, frozen=True):
    """One request as it is remembered: the names of its headers, never their values. `at`: on the loop's clock."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: tuple[str, ...]
    at: float = 0.0


class Reply(msgspec.Struct, frozen=True):
    """An answer with a body of known length."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Stream(msgspec.Struct, frozen=True):
    """An answer sent in chunks until `chunks` ends or the client leaves."""

    chunks: AsyncGenerator[bytes, None]
    status: int = 200
    content_type: str = "application/json"


class Fault(msgspec.Struct, frozen=True):
    """What goes wrong with one answer; the parts combine.

    `wait`: nothing is sent before this event is set (never set: a hang). `reply`: sent in place of the real answer.
    `change`: applied to every piece of the body. `cut_after`: the connection ends after so many bytes of the body,
    0 for the head alone. `reset`: it ends with RST in place of FIN; without `cut_after` before any byte of the answer.
    """

    reply: Reply | None = None
    wait: asyncio.Event | None = None
    change: Callable[[bytes], bytes] | None = None
    cut_after: int | None = None
    reset: bool = False


Service: TypeAlias = Callable[[Request], Awaitable[Reply | Stream]]
Faults: TypeAlias = Callable[[Request], Fault | None]


class _Cut(Exception):
    """The connection is to end here."""


class Server:
    """Serves one `Service` on a free port of 127.0.0.1. `faults` may be set and unset at any time.

    `requests`: all that came; `answered`: path and status of each that got an answer. Where they would become too many
    they are kept for a while only: at least the newest `kept` of both.
    """

    def __init__(self, service: Service, *, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Recorded] = []
        self.answered: list[tuple[str, int]] = []
        self.kept: int | None = None
        self.faults: Faults | None = None
        self._service = service
        self._tls = tls
        self._listener: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0

    @property
    def port(self) -> int:
        """The port, 0 before the first start; a restart takes the same one."""
        return self._port

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, or https."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Listen. Raises OSError when the port of an earlier start is taken."""
        self._listener = await asyncio.start_server(self._connected, "127.0.0.1", self._port, ssl=self._tls)
        address: tuple[str, int] = self._listener.sockets[0].getsockname()
        self._port = address[1]

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._listener is None:
            return
        self._listener.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._listener.wait_closed()
        self._listener = None

    async def drop_connections(self) -> None:
        """End every open connection with RST; go on listening."""
        for task in self._tasks:
            task.cancel("reset")
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire = _Wire(reader, writer)
        task = asyncio.get_running_loop().create_task(self._serve(wire))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: wire.abort(reset=False))  # one cancelled before it began closes nothing

    async def _serve(self, wire: "_Wire") -> None:
        try:
            while (request := await wire.receive()) is not None:
                now = asyncio.get_running_loop().time()
                self.requests.append(Recorded(request.method, request.path, request.query, tuple(request.headers), now))
                self._forget()
                await self._answer(wire, request)
                if not wire.next_cycle():
                    break
        except (ConnectionError, h11.ProtocolError, ssl.SSLError, _Cut):
            pass  # the client left, spoke no HTTP, or a fault ended the connection
        except asyncio.CancelledError as cancelled:
            wire.abort(reset=cancelled.args == ("reset",))
            raise
        finally:
            await wire.close()

    def _forget(self) -> None:
        if self.kept is None:
            return
        for noted in (self.requests, self.answered):
            if len(noted) > 2 * self.kept:
                del noted[: -self.kept]

    async def _answer(self, wire: "_Wire", request: Request) -> None:
        fault = (self.faults(request) if self.faults else None) or Fault()
        if fault.wait is not None:
            await wire.until(fault.wait.wait())
        if fault.reset and fault.cut_after is None:
            wire.abort(reset=True)
            raise _Cut
        wire.damage(fault)
        answer = fault.reply or await self._service(request)
        self.answered.append((request.path, answer.status))
        if isinstance(answer, Stream):
            await wire.stream(answer)
        else:
            await wire.reply(answer, gzipped="gzip" in request.headers.get("accept-encoding", ""))


class _Wire:
    """One connection: h11 on one side, asyncio streams on the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._machine = h11.Connection(h11.SERVER)
        self._fault = Fault()
        self._left = -1  # bytes of body before the cut; -1: no cut

    async def receive(self) -> Request | None:
        """Return the next request, None when the client is done."""
        head: h11.Request | None = None
        body = b""
        while True:
            event = self._machine.next_event()
            if event is h11.NEED_DATA:
                if self._machine.they_are_waiting_for_100_continue:
                    await self._send(h11.InformationalResponse(status_code=100, headers=[]))
                self._machine.receive_data(await self._reader.read(_CHUNK))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _request(head, body)
            else:
                return None

    def next_cycle(self) -> bool:
        """Make ready for another request on this connection; False when it has to end."""
        if self._machine.our_state is not h11.DONE or self._machine.their_state is not h11.DONE:
            return False
        self._machine.start_next_cycle()
        return True

    def damage(self, fault: Fault) -> None:
        """Let the next answer suffer `fault`."""
        self._fault = fault
        self._left = -1 if fault.cut_after is None else fault.cut_after

    async def reply(self, reply: Reply, *, gzipped: bool) -> None:
        """Send a whole answer."""
        body, headers = reply.body, [("Content-Type", reply.content_type), *reply.headers]
        if gzipped and len(body) >= GZIP_FROM:
            body = gzip.compress(body, compresslevel=1)
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        await self._send(h11.Response(status_code=reply.status, headers=headers))
        await self._body(body)
        await self._send(h11.EndOfMessage())

    async def stream(self, stream: Stream) -> None:
        """Send chunks as they come; end early when the client leaves."""
        headers = [("Content-Type", stream.content_type), ("Transfer-Encoding", "chunked")]
        await self._send(h11.Response(status_code=stream.status, headers=headers))
        try:
            await self.until(self._chunks(stream))
        finally:
            await stream.chunks.aclose()
        await self._send(h11.EndOfMessage())

    async def until(self, work: Awaitable[object]) -> None:
        """Await `work`; end the connection when the client leaves meanwhile (it may not send the next request yet)."""
        working = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self._reader.read(1))
        try:
            await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise _Cut
            await working
        finally:
            for task in (working, leaving):
                task.cancel()
            await asyncio.gather(working, leaving, return_exceptions=True)

    async def _chunks(self, stream: Stream) -> None:
        async for chunk in stream.chunks:
            await self._body(chunk)

    async def _body(self, piece: bytes) -> None:
        if self._fault.change is not None:
            piece = self._fault.change(piece)
        if self._left < 0:
            await self._send(h11.Data(data=piece))
            return
        kept, self._left = piece[: self._left], max(0, self._left - len(piece))
        if kept:
            await self._send(h11.Data(data=kept))
        if self._left == 0:
            if self._fault.reset:
                self.abort(reset=True)
            raise _Cut

    async def _send(self, event: h11.Event) -> None:
        self._writer.write(self._machine.send(event) or b"")
        await self._writer.drain()

    def abort(self, *, reset: bool) -> None:
        """End the connection now, what is unsent is lost; with RST if asked (SO_LINGER of zero seconds)."""
        # a TLS transport that is closed already knows no socket, and does not let itself be asked
        sock: socket.socket | None = self._writer.get_extra_info("socket") if reset else None
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def close(self) -> None:
        """End the connection."""
        self._writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await self._writer.wait_closed()


def _request(head: h11.Request, body: bytes) -> Request:
    target = urlsplit(head.target.decode("ascii"))
    return Request(
        method=head.method.decode("ascii"),
        path=unquote(target.path),
        query=tuple(parse_qsl(target.query, keep_blank_values=True)),
        headers={name.decode("ascii"): value.decode("latin-1") for name, value in head.headers},
        body=body,
    )
