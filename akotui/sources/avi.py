"""Reads an Avi Controller: carries out over HTTP what the protocol asks, round after round."""

import asyncio
import contextlib
import random
import ssl
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Final

import httpx

from akotui.errors import UsageError
from akotui.model.facts import Fact, FirstRoundEnded, Scope
from akotui.sources import avi_credentials, outage
from akotui.sources.avi_address import parse
from akotui.sources.avi_conversation import BUSY
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_messages import Answer, Lost, Reply, Request
from akotui.sources.avi_protocol import AviProtocol
from akotui.sources.avi_session import NEWEST, VERSION
from akotui.sources.client import Client, read
from akotui.sources.gate import Allowance, open_client
from akotui.sources.pace import Pace

LONGEST_REQUEST: Final = 30.0
"""Seconds for a whole request, body included; httpx bounds only each read."""

FAREWELL: Final = 2.0
"""Seconds that logging out may take."""

_LOSSES: Final = 3  # a client that timed out this often in a row may never answer again (encode/httpcore 550)
_CHANCE = random.SystemRandom()


def _check(tenants: tuple[str, ...], version: str | None) -> None:
    """Refuse what cannot stand in a header."""
    for tenant in tenants:
        if not tenant.strip() or not tenant.isprintable():
            raise UsageError(f"--avi-tenant {tenant!r}: give the name of a tenant")
    if version is not None and not VERSION.fullmatch(version):
        raise UsageError(f"--avi-version {version!r}: expected a version such as {NEWEST}")


class AviSource:
    """One Controller, polled each `interval` seconds; with `follow=False` read once.

    Asks at most 2 requests a second after a burst of 10 (reading once: 25 after 200): a Controller allows about 32
    for one client address, and AKO may share ours (Broadcom KB 372209). A Controller that answers 429 is asked half as
    fast, until a round without one. Raises UsageError for an unusable address.
    """

    def __init__(  # noqa: PLR0913 - one for each option of the command line
        self,
        address: str,
        credentials: AviCredentials,
        *,
        verify: ssl.SSLContext | bool,
        tenants: tuple[str, ...] = (),
        version: str | None = None,
        interval: float = 15.0,
        follow: bool = True,
        pace: Pace | None = None,
        cautions: tuple[str, ...] = (),
    ) -> None:
        _check(tenants, version)
        self._address = parse(address)
        self._protocol = AviProtocol(
            self._address, credentials, tenants=tenants, version=version, interval=interval, cautions=cautions
        )
        self._verify = verify
        self._interval = interval
        self._follow = follow
        self._pace = pace or (Pace(burst=10, rate=2.0) if follow else Pace(burst=200, rate=25.0))
        self._poked = asyncio.Event()
        self._losses = 0
        self._busy = False
        self._client: Client | None = None
        self._newcomer: AviCredentials | None = None
        self._stamp = avi_credentials.stamp(credentials)

    @property
    def scope(self) -> Scope:
        """The Controller's host[:port]."""
        return self._protocol.scope

    def poke(self) -> None:
        """Read again now; also try a refused password once more."""
        self._poked.set()

    def sign_in(self, account: AviCredentials) -> None:
        """Read with `account` from the next round on, which begins now; the session there is, is ended first."""
        self._newcomer = account
        self._poked.set()

    async def facts(self) -> AsyncGenerator[Fact, None]:
        """All facts, from the beginning. Closing it logs out."""
        self._client = self._open()
        asked = first = True
        try:
            while True:
                await self._change_account()
                steps = self._protocol.round(datetime.now(UTC), jitter=_CHANCE.random(), asked=asked)
                reply: Reply | None = None
                while True:
                    try:
                        step = steps.send(reply)
                    except StopIteration:
                        break
                    if isinstance(step, Request):
                        reply = await self._send(step)
                    else:
                        reply = None
                        yield step
                self._ease()
                if first:
                    yield FirstRoundEnded(self.scope, datetime.now(UTC))
                if not self._follow:
                    return
                first = False
                asked = await self._rest()
        finally:
            await self._leave()

    def _ease(self) -> None:
        """After a round in which nothing was refused for being too much, go back to a faster pace."""
        if not self._busy:
            self._pace.recover()
        self._busy = False

    def _open(self) -> Client:
        return open_client(Allowance.AVI, base_url=self._address.base_url, verify=self._verify)

    async def _rest(self) -> bool:
        """Wait as long as the protocol wants; say whether a person, or a new password in its file, ended the wait."""
        pause = self._protocol.pause
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._interval if pause is None else pause):
                    await self._poked.wait()
            asked = self._poked.is_set()
            self._poked.clear()
            if asked or self._credentials_changed():
                self._renew_credentials()
                return True
            if pause is not None:
                return False

    def _credentials_changed(self) -> bool:
        return avi_credentials.stamp(self._protocol.conversation.credentials) != self._stamp

    def _renew_credentials(self) -> None:
        conversation = self._protocol.conversation
        self._stamp = avi_credentials.stamp(conversation.credentials)
        conversation.credentials = avi_credentials.renewed(conversation.credentials)

    async def _change_account(self) -> None:
        account, self._newcomer = self._newcomer, None
        if account is not None:
            await self._log_out()
            self._protocol.conversation.credentials = account
            self._stamp = avi_credentials.stamp(account)

    async def _send(self, request: Request) -> Reply:
        delay = max(request.delay, self._pace.delay(asyncio.get_running_loop().time()))
        if delay > 0:
            await asyncio.sleep(delay)
        try:
            async with asyncio.timeout(LONGEST_REQUEST):
                answer = await self._exchange(request)
        except TimeoutError:
            return await self._lost(f"no complete answer within {LONGEST_REQUEST:.0f} s")
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            return await self._lost(outage.words(error))
        self._losses = 0
        if answer.status == BUSY:
            self._busy = True
            self._pace.slow()
        return answer

    async def _exchange(self, request: Request) -> Answer:
        if self._client is None:
            self._client = self._open()
        response = await self._client.ask(
            request.path,
            request.query,
            method=request.method,
            headers=[(name.encode(), value.encode()) for name, value in request.headers],  # a tenant has any name
            body=request.body,
        )
        try:
            body = await read(response)
        finally:
            await response.aclose()
        return Answer(
            response.status_code,
            body,
            datetime.now(UTC),
            tuple(response.headers.get_list("set-cookie")),
            response.headers.get("retry-after", ""),
            response.headers.get("location", ""),
            response.headers.get("date", ""),
        )

    async def _lost(self, words: str) -> Lost:
        """No answer came; after three in a row the client is thrown away."""
        self._losses += 1
        if self._losses >= _LOSSES and self._client is not None:
            client, self._client, self._losses = self._client, None, 0
            await client.aclose()
        return Lost(f"Avi {self.scope.name} cannot be read: {words}", datetime.now(UTC))

    async def _leave(self) -> None:
        """End the session and close the connections."""
        try:
            await self._log_out()
        finally:
            client, self._client = self._client, None
            if client is not None:
                await client.aclose()

    async def _log_out(self) -> None:
        """End the session, as far as that goes in two seconds."""
        goodbye = self._protocol.conversation.farewell()
        if goodbye is not None:
            with contextlib.suppress(TimeoutError, httpx.HTTPError, OSError):
                async with asyncio.timeout(FAREWELL):
                    await self._exchange(goodbye)
