"""The one way out: every request of akotui leaves through here, and only if it reads.

Method, path, parameters, host and size are checked in the transport, below everything that could forget to.
Callers bound the time of a whole request with `asyncio.timeout`: httpx's own limits apply to each read.
"""

import importlib.util
import logging
import os
import socket
import ssl
import sys
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from functools import lru_cache, partial
from types import ModuleType
from typing import Final, Protocol, cast

import httpx

from akotui import __version__
from akotui.errors import Refused, UsageError
from akotui.sources.allowance import BODY_LIMITS, Allowance, objection
from akotui.sources.client import Client, read
from akotui.sources.handshake import Handshake
from akotui.sources.packed import Packed
from akotui.sources.proxy import is_loopback, proxy_for

__all__ = ["Allowance", "Gate", "TooLarge", "network", "open_client", "packed"]

_PIECE: Final = 256 * 1024
_KEEPALIVE_EXPIRY: Final = 30.0  # seconds; NATs forget idle flows silently
_TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)
_CONNECTIONS: Final = 100
_GZIP: Final = ("gzip", "x-gzip")
_PLAIN: Final = ("identity", "")
_SMUGGLING: Final = (b"x-http-method-override", b"x-method-override", b"x-http-method", b"upgrade")


class TooLarge(httpx.RequestError):
    """The server sent more than akotui accepts in one answer."""


def _socket_options() -> list[tuple[int, int, int]]:
    """Notice a dead peer in 30 s: first probe after 15 s, then each 5 s, three of them.

    Measured: with the operating system's own default a silent peer was not noticed within 200 s.
    """
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    wanted = (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 30_000))
    for name, value in wanted:
        number: int | None = getattr(socket, name, None)  # not every operating system has all of them
        if number is not None:
            options.append((socket.IPPROTO_TCP, number, value))
    return options


class _Inflater(Protocol):
    """What zlib.decompressobj returns."""

    @property
    def eof(self) -> bool: ...
    @property
    def unconsumed_tail(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes: ...


def _inflater() -> _Inflater:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _inflated(inflater: _Inflater, pending: bytes) -> Iterator[bytes]:
    """Inflate what came so far, in small pieces."""
    piece = b"."
    while pending or len(piece) == _PIECE:  # a full piece may have left output waiting inside
        try:
            piece = inflater.decompress(pending, _PIECE)
        except zlib.error as error:
            raise httpx.DecodingError(f"the compressed answer is damaged: {error}") from error
        pending = inflater.unconsumed_tail
        if piece:
            yield piece


def _unpacked(raw: bytes, limit: int | None) -> bytes:
    """Inflate a whole body. Raises as reading it piece by piece does."""
    inflater, pieces, size = _inflater(), list[bytes](), 0
    for piece in _inflated(inflater, raw):
        size += len(piece)
        _bound(size, limit)
        pieces.append(piece)
    if size and not inflater.eof:
        raise httpx.DecodingError("the compressed answer ends too early")
    return b"".join(pieces)


def _bound(size: int, limit: int | None) -> None:
    if limit is not None and size > limit:
        raise TooLarge(f"the answer is larger than {limit // (1024 * 1024)} MiB")


class _Bounded(httpx.AsyncByteStream):
    """A body, decompressed in small pieces, that stops once it is larger than `limit` bytes (None: no limit)."""

    def __init__(self, inner: httpx.AsyncByteStream, *, gzipped: bool, limit: int | None) -> None:
        self._inner = inner
        self._inflater = _inflater() if gzipped else None
        self._limit = limit
        self._seen = 0
        self._chunks: AsyncIterator[bytes] = aiter(inner)
        self._pieces: Iterator[bytes] = iter(())

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """The next piece. Not a generator, which a reader that stops halfway would leave behind unfinished."""
        piece = next(self._pieces, None)
        while piece is None:
            try:
                chunk = await anext(self._chunks)
            except StopAsyncIteration:
                if self._inflater is not None and self._seen and not self._inflater.eof:
                    raise httpx.DecodingError("the compressed answer ends too early") from None
                raise
            self._pieces = self._inflate(chunk)
            piece = next(self._pieces, None)
        self._count(piece)
        return piece

    def _inflate(self, pending: bytes) -> Iterator[bytes]:
        return iter((pending,)) if self._inflater is None else _inflated(self._inflater, pending)

    def _count(self, piece: bytes) -> None:
        self._seen += len(piece)
        _bound(self._seen, self._limit)

    async def packed(self) -> Packed:
        """The whole body as it comes, in place of its pieces. The same limit holds for it, packed and unpacked."""
        chunks: list[bytes] = []
        async for chunk in self._chunks:
            self._count(chunk)
            chunks.append(chunk)
        return Packed(b"".join(chunks), partial(_unpacked, limit=self._limit) if self._inflater is not None else None)

    async def aclose(self) -> None:
        close: Callable[[], Awaitable[None]] | None = getattr(self._chunks, "aclose", None)
        if close is not None:
            await close()
        await self._inner.aclose()


async def packed(response: httpx.Response) -> Packed:
    """The body of an answer that came through the gate, not unpacked unless in a way that nobody asked for."""
    stream = response.stream
    if isinstance(stream, _Bounded) and "content-encoding" not in response.headers:
        return await stream.packed()
    return Packed(await read(response))


class Gate(httpx.AsyncBaseTransport):
    """Passes to `inner` only what `allowance` lists, only to `origin`, and bounds what comes back.

    `origin` may carry a path (a proxy such as Rancher's serves clusters below one); the lists apply below it.
    Raises `Refused` before a byte leaves, `TooLarge` while a body is read. A redirect is an answer like any other.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, allowance: Allowance, *, origin: str) -> None:
        self._inner = inner
        self._allowance = allowance
        self._below = httpx.URL(origin)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` if it may leave."""
        why, endless = _judged(self._allowance, self._below, request.method, request.url)
        if why := why or _objection_to_headers(request):
            raise Refused(f"{request.method} {request.url.path} was stopped: {why}")
        if request.url.scheme == "https":
            request.extensions = {**request.extensions, "trace": Handshake()}
        return self._bounded(await self._inner.handle_async_request(request), endless=endless)

    def _bounded(self, response: httpx.Response, *, endless: bool) -> httpx.Response:
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise TypeError("the inner transport answered with a synchronous body")
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        gzipped = encoding in _GZIP
        if gzipped or encoding in _PLAIN:  # another was never asked for: httpx fails on it or leaves it as it is
            left_out = (b"content-encoding", b"content-length") if gzipped else (b"content-encoding",)
            headers = [one for one in response.headers.raw if one[0].lower() not in left_out]
            response.headers = httpx.Headers(headers) if len(headers) < len(response.headers.raw) else response.headers
        response.stream = _Bounded(stream, gzipped=gzipped, limit=None if endless else BODY_LIMITS[self._allowance])
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


@lru_cache(maxsize=512)
def _judged(allowance: Allowance, below: httpx.URL, method: str, url: httpx.URL) -> tuple[str, bool]:
    """Say why a request may not leave for where it goes, or nothing, and whether its answer has no end.

    Judged once: a poll asks for the same again and again.
    """
    parameters = url.params
    endless = parameters.get("watch", "") in ("1", "true")
    if (url.scheme, url.host, url.port) != (below.scheme, below.host, below.port):
        return f"its host is not {below.netloc.decode('ascii')}", endless
    prefix = _path(below).rstrip("/")
    path = _path(url)
    if not path.startswith(prefix + "/"):
        return f"the path is not below {prefix}", endless
    return objection(allowance, method, path.removeprefix(prefix), parameters.keys()), endless


def _path(url: httpx.URL) -> str:
    return url.raw_path.decode("ascii").partition("?")[0]


def _objection_to_headers(request: httpx.Request) -> str:
    names = {name.lower() for name, _ in request.headers.raw}
    if not names.isdisjoint(_SMUGGLING):
        return "it carries a header that changes its meaning"
    sized = request.headers.get("content-length", "0") != "0" or b"transfer-encoding" in names
    return "a GET carries a body" if request.method == "GET" and sized else ""


def _spare_searches() -> None:
    """Let `import sniffio` fail at once where it is not installed.

    httpcore (1.0, _synchronization.py) tries that import four times a request, to tell trio from asyncio, and each
    time Python looks through the whole path again: a third of the processor time of a small request.
    """
    if importlib.util.find_spec("sniffio") is None:
        known = cast("dict[str, ModuleType | None]", sys.modules)
        known["sniffio"] = None


def guard_scheme(url: str) -> None:
    """Raise UsageError unless `url` is https, or http to this machine: a password never crosses a network in clear."""
    parsed = httpx.URL(url)
    if parsed.scheme == "https" or (parsed.scheme == "http" and is_loopback(parsed.host)):
        return
    shown = parsed.copy_with(userinfo=b"", query=None)
    raise UsageError(f"{shown}: akotui speaks http only to this machine; give an https:// address")


def network(
    base_url: str, *, verify: ssl.SSLContext | bool, proxy: str | None = None, connections: int = _CONNECTIONS
) -> httpx.AsyncBaseTransport:
    """Return the transport that reaches `base_url`: the environment's proxy unless `proxy` names one.

    `connections` is how many may be open at once, watches included.
    """
    url = httpx.URL(base_url)
    _spare_searches()
    return httpx.AsyncHTTPTransport(
        verify=verify,
        limits=httpx.Limits(
            max_connections=connections, max_keepalive_connections=20, keepalive_expiry=_KEEPALIVE_EXPIRY
        ),
        proxy=proxy or proxy_for(url.scheme, url.host, os.environ),
        socket_options=_socket_options(),
    )


def open_client(
    allowance: Allowance,
    *,
    base_url: str,
    verify: ssl.SSLContext | bool,
    headers: Mapping[str, str] | None = None,
    timeout: httpx.Timeout = _TIMEOUT,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Client:
    """Return a client for one server whose every request passes the gate.

    `transport` stands in for the network in tests. Proxies of the environment apply, but never to this machine.
    Cookies are not kept: whoever holds a session sends its cookies. Raises UsageError for http to elsewhere.
    """
    guard_scheme(base_url)
    for library in ("httpx", "httpcore"):  # at DEBUG they log session cookies
        logging.getLogger(library).setLevel(logging.WARNING)
    ours = {"User-Agent": f"akotui/{__version__}", "Accept-Encoding": "gzip", **(headers or {})}
    if allowance is Allowance.AVI:
        ours["X-Avi-UserAgent"] = "akotui"  # AKO's own name would share AKO's request budget
    gate = Gate(transport or network(base_url, verify=verify), allowance, origin=base_url)
    return Client(gate, base_url=base_url, headers=ours, timeout=timeout)
