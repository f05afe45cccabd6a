"""Reads a cluster over HTTP: sends what the session asks for, with the credentials there are, and nothing else."""

import asyncio
import os
import re
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Final, Self

import httpx

from akotui.errors import Unseen, UsageError
from akotui.model.facts import Fact, Scope
from akotui.model.kinds import RESOURCES, Plane
from akotui.model.objects import Sight, Wanted
from akotui.model.text import clean
from akotui.sources import kubernetes_sight
from akotui.sources.allowance import REVIEW
from akotui.sources.client import Client, read
from akotui.sources.connection import Connection
from akotui.sources.connection_trouble import explain
from akotui.sources.credentials import CredentialsFailed, Grant, Interactive
from akotui.sources.gate import Allowance, network, open_client
from akotui.sources.kubernetes_reader import PAGE_SECONDS, Lost
from akotui.sources.kubernetes_session import Session
from akotui.sources.kubernetes_steps import Parameters
from akotui.sources.kubernetes_wire import Answer
from akotui.sources.patience import Calm, nobody_waits
from akotui.sources.proxy import through
from akotui.sources.retry import retry_after

SCOPE: Final = Scope("kubernetes", Plane.KUBERNETES)
_QUEUED: Final = 64
_CONNECT_SECONDS: Final = 5.0
_OPEN_SECONDS: Final = 30.0
_SPARE_CONNECTIONS: Final = 10
_GENERATIONS: Final = 2
_NAMESPACE: Final = re.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNAUTHORIZED: Final = 401
_JSON: Final = (("Content-Type", "application/json"),)
_OK: Final = 200

Connect = Callable[[], Awaitable[Connection]]


class KubernetesSource:
    """The source of one cluster. `connect` is called once, when the facts are asked for, and may raise UsageError.

    `namespaces` limits namespaced kinds to these. Without `follow` everything is listed once. `calm` is awaited before
    each answer is read.
    """

    def __init__(self, connect: Connect, *, namespaces: tuple[str, ...] = (), follow: bool = True) -> None:
        self._connect = connect
        self._namespaces = namespaces
        self._follow = follow
        self.calm: Calm = nobody_waits
        self._session: Session | None = None
        self._interactive: Interactive | None = None

    @property
    def interactive(self) -> Interactive | None:
        """Credentials for which a person can log in on the terminal, if they are of that kind."""
        return self._interactive

    @property
    def scope(self) -> Scope:
        """Always the cluster."""
        return SCOPE

    def poke(self) -> None:
        """Try again now whatever waits."""
        if self._session is not None:
            self._session.poke()

    async def connected(self) -> Connection:
        """Return how the cluster is reached. Raises UsageError."""
        _check(self._namespaces)
        return await self._connect()

    async def sight(self, wanted: Wanted) -> Sight:
        """Get one object now. Raises Unseen."""
        if self._session is None:
            raise Unseen("there is no connection to the cluster")
        return await kubernetes_sight.sight(self._session.wire, self._session.served.presence, wanted)

    async def facts(self) -> AsyncIterator[Fact]:
        """Yield facts until closed. Closing leaves no task and no connection. Raises UsageError of `connect`."""
        connection = await self.connected()
        if isinstance(connection.credentials, Interactive):
            self._interactive = connection.credentials
        queue = asyncio.Queue[Fact | None](_QUEUED)
        reading = asyncio.create_task(self._read(connection, queue))
        reading.add_done_callback(lambda _: None if queue.full() else queue.put_nowait(None))
        try:
            while not (reading.done() and queue.empty()):
                fact = await queue.get()
                if fact is not None:
                    yield fact
            await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])

    async def _read(self, connection: Connection, queue: asyncio.Queue[Fact | None]) -> None:
        kinds = len(RESOURCES) * max(1, len(self._namespaces))
        async with HttpWire(connection, connections=kinds + _SPARE_CONNECTIONS, calm=self.calm) as wire:
            self._session = Session(
                wire,
                queue.put,
                scope=SCOPE,
                connection=connection,
                namespaces=self._namespaces,
                follow=self._follow,
            )
            try:
                await self._session.run()
            finally:
                self._session = None


def _check(namespaces: tuple[str, ...]) -> None:
    for name in namespaces:
        if not _NAMESPACE.fullmatch(name):
            raise UsageError(f"{clean(name, 80)!r} is not the name of a namespace; correct -n")


class HttpWire:
    """GETs to one API server. A 401 is answered once with renewed credentials, changed certificates with a new client.

    `transport` stands in for the network in tests. `calm` is awaited before an answer is handed on: reading a long one
    holds the event loop.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        connections: int = 100,
        transport: httpx.AsyncBaseTransport | None = None,
        allowance: Allowance = Allowance.KUBERNETES,
        calm: Calm = nobody_waits,
    ) -> None:
        self._calm = calm
        self._allowance = allowance
        self._connection = connection
        self._connections = connections
        server, chosen = httpx.URL(connection.server), connection.proxy.reveal() if connection.proxy else ""
        self._through = through(server.scheme, server.host, os.environ, chosen=chosen)
        self._transport = transport
        self._lock = asyncio.Lock()
        self._clients: list[Client] = []
        self._made_of: tuple[object, ...] = ()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        while self._clients:
            await self._clients.pop().aclose()

    async def get(self, path: str, parameters: Parameters = (), *, seconds: float = PAGE_SECONDS) -> Answer:
        """Return the whole answer. Raises Lost, CredentialsFailed."""
        limit = self._connection.request_timeout or seconds
        grant = await self._connection.credentials.grant()
        answer = await self._get(path, parameters, grant=grant, seconds=limit)
        if answer.status == _UNAUTHORIZED and self._connection.credentials.reject(grant):
            grant = await self._connection.credentials.grant()
            answer = await self._get(path, parameters, grant=grant, seconds=limit)
        await self._calm()
        return answer

    async def review(self, body: bytes) -> Answer:
        """Ask the one question that is put as a POST, `body`; the gate lets it out for the doctor alone."""
        grant = await self._connection.credentials.grant()
        return await self._get(REVIEW, (), grant=grant, seconds=PAGE_SECONDS, body=body)

    async def stream(self, path: str, parameters: Parameters) -> AsyncGenerator[Answer | bytes]:
        """Yield the answer, then, if it is 200, its body in chunks. Raises Lost, CredentialsFailed."""
        grant = await self._connection.credentials.grant()
        response = await self._open(path, parameters, grant=grant, seconds=_OPEN_SECONDS)
        try:
            if response.status_code == _UNAUTHORIZED and self._connection.credentials.reject(grant):
                await response.aclose()
                grant = await self._connection.credentials.grant()
                response = await self._open(path, parameters, grant=grant, seconds=_OPEN_SECONDS)
            if response.status_code != _OK:
                yield await self._answer(response, seconds=_OPEN_SECONDS)
                return
            yield Answer(_OK, content_type=response.headers.get("content-type", ""))
            async for chunk in response.aiter_bytes():
                yield chunk
        except httpx.RequestError as error:
            raise self._lost(error) from None
        finally:
            await response.aclose()

    async def _get(
        self, path: str, parameters: Parameters, *, grant: Grant, seconds: float, body: bytes = b""
    ) -> Answer:
        response = await self._open(path, parameters, grant=grant, seconds=seconds, body=body)
        try:
            return await self._answer(response, seconds=seconds)
        finally:
            await response.aclose()

    async def _open(
        self, path: str, parameters: Parameters, *, grant: Grant, seconds: float, body: bytes = b""
    ) -> httpx.Response:
        """Send, and return the response with its body still to be read. httpx's own limits bound no request."""
        client = await self._client(grant)
        name = self._connection.tls.server_name
        headers = [*self._connection.headers, *_authorization(grant), *(_JSON if body else ())]
        try:
            async with asyncio.timeout(seconds):
                return await client.ask(
                    path,
                    parameters,
                    method="POST" if body else "GET",
                    body=body,
                    headers=[(key.encode("ascii"), value.encode("ascii")) for key, value in headers],
                    extensions={"sni_hostname": name} if name else {},
                    timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS, pool=seconds),
                )
        except TimeoutError:
            raise Lost(self._silence(seconds)) from None
        except httpx.RequestError as error:
            raise self._lost(error) from None

    async def _answer(self, response: httpx.Response, *, seconds: float) -> Answer:
        try:
            async with asyncio.timeout(seconds):
                body = await read(response)
        except TimeoutError:
            raise Lost(self._silence(seconds)) from None
        except httpx.RequestError as error:
            raise self._lost(error) from None
        return Answer(
            response.status_code,
            body,
            content_type=response.headers.get("content-type", ""),
            retry_after=retry_after(response.headers.get("retry-after"), datetime.now(UTC)),
            server=self._connection.endpoint,
            date=response.headers.get("date", ""),
        )

    async def _client(self, grant: Grant) -> Client:
        """Return the client for the certificates there are now. The one before may finish what it is doing."""
        tls = self._connection.tls
        made_of = (tls.stamp(), grant.certificate, grant.key)
        async with self._lock:
            if not self._clients or made_of != self._made_of:
                self._clients.insert(0, self._new_client(verify=await self._verification(grant)))
                self._made_of = made_of
            while len(self._clients) > _GENERATIONS:
                await self._clients.pop().aclose()
            return self._clients[0]

    async def _verification(self, grant: Grant) -> ssl.SSLContext | bool:
        """Who is taken for the server, and who we are; nothing where nothing is encrypted."""
        if self._connection.server.startswith("http://"):
            return False
        pair = [secret.reveal().encode() if secret else b"" for secret in (grant.certificate, grant.key)]
        try:
            return await asyncio.to_thread(self._connection.tls.context, *pair)
        except UsageError as error:
            raise CredentialsFailed(str(error)) from None

    def _new_client(self, *, verify: ssl.SSLContext | bool) -> Client:
        connection = self._connection
        proxy = connection.proxy.reveal() if connection.proxy else None
        transport = self._transport or network(
            connection.server, verify=verify, proxy=proxy, connections=self._connections
        )
        return open_client(self._allowance, base_url=connection.server, verify=verify, transport=transport)

    def _silence(self, seconds: float) -> str:
        return f"no answer from {self._connection.endpoint} within {seconds:g} s; check the address, firewall or VPN"

    def _lost(self, error: httpx.RequestError) -> Lost:
        if isinstance(error, httpx.ConnectTimeout):
            return Lost(self._silence(_CONNECT_SECONDS))
        if isinstance(error, httpx.LocalProtocolError):  # its text quotes the header
            return Lost("a header could not be sent; look for odd characters in the token or the impersonated user")
        if isinstance(error, httpx.RemoteProtocolError):
            return Lost(f"no connection to {self._connection.endpoint}: it broke off in the middle of an answer")
        if isinstance(error, httpx.ProxyError):
            said = f"the proxy answers {clean(str(error), 100)}; look at proxy-url, HTTPS_PROXY and NO_PROXY"
            return Lost(f"no connection to {self._connection.endpoint}{self._through}: {said}")
        return Lost(explain(error, f"{self._connection.endpoint}{self._through}"))


def _authorization(grant: Grant) -> list[tuple[str, str]]:
    if grant.authorization is None:
        return []
    value = grant.authorization.reveal()
    if not (value.isascii() and value.isprintable()):
        raise CredentialsFailed("the token or password holds characters that no HTTP header may carry")
    return [("Authorization", value)]
