"""Reads an Avi Controller: carries out over HTTP what the protocol asks, round after round."""

import asyncio
import contextlib
import os
import random
import ssl
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Final

from akotui.errors import Unseen, UsageError
from akotui.model.checkup import Check
from akotui.model.facts import Fact, FirstRoundEnded, Scope
from akotui.model.kinds import AVI_TYPES
from akotui.model.objects import Sight, Wanted
from akotui.sources import avi_credentials, avi_wire
from akotui.sources.avi_account import AskAccount
from akotui.sources.avi_address import parse
from akotui.sources.avi_conversation import ABSENT, Denied, RoundOver
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_examination import examination
from akotui.sources.avi_login import AviLogin
from akotui.sources.avi_messages import Answer, Reply, Request
from akotui.sources.avi_pages import KnownPages
from akotui.sources.avi_protocol import AviProtocol
from akotui.sources.avi_session import LOGIN, NEWEST, VERSION
from akotui.sources.avi_wire import AviWire
from akotui.sources.pace import Pace
from akotui.sources.refused_logins import RefusedLogins, runtime_folder

_CHANCE: Final = random.SystemRandom()


def _check(tenants: tuple[str, ...], version: str | None) -> None:
    """Refuse what cannot stand in a header."""
    for tenant in tenants:
        if not tenant.strip() or not tenant.isprintable():
            raise UsageError(f"--avi-tenant {tenant!r}: give the name of a tenant")
    if version is not None and not VERSION.fullmatch(version):
        raise UsageError(f"--avi-version {version!r}: expected a version such as {NEWEST}")


class AviSource:
    """One Controller, polled each `interval` seconds, less often when that takes long; with `follow=False` read once.

    `ask_account`, if given, says who logs in; `credentials` may then be empty at first. `cautions` go with every state.
    Raises UsageError for an unusable address.
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
        ask_account: AskAccount | None = None,
    ) -> None:
        _check(tenants, version)
        where = parse(address)
        folder = runtime_folder(os.environ)
        self._protocol = AviProtocol(
            where, credentials, tenants=tenants, version=version, interval=interval, cautions=cautions
        )
        if follow:
            self._protocol.pages = KnownPages()
        else:
            self._protocol.conversation.wait_in_line()
        self._login = AviLogin(
            where, credentials, ask=ask_account, remembers=lambda user: RefusedLogins(folder, where.name, user)
        )
        self._wire = AviWire(where, verify=verify, pace=pace or avi_wire.pace())
        self.cautions = cautions
        self._tenants = tenants
        self._interval = interval
        self._follow = follow
        self._poked = asyncio.Event()
        self._talking = asyncio.Lock()
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

    async def examine(self) -> tuple[Check, ...]:
        """Log in once, ask for one object of each kind and log out, in place of reading."""
        asking = examination(self._protocol.conversation, self.scope.name, self._tenants)
        reply: Reply | None = None
        try:
            while True:
                step = asking.send(reply)
                reply = await self._send(step) if isinstance(step, Request) else None
        except StopIteration as end:
            found: tuple[Check, ...] = end.value
            return found
        finally:
            await self._leave()

    async def sight(self, wanted: Wanted) -> Sight:
        """Get one object within the session there is, after the round that may be going on. Raises Unseen."""
        path = f"/api/{AVI_TYPES[wanted.kind].path}/{wanted.name}"
        async with self._talking:
            self._wire.hurried = True
            conversation = self._protocol.conversation
            if conversation.session is None:  # a refused password must not be sent once more
                raise Unseen(f"there is no session with Avi {self.scope.name}")
            asking = conversation.get(path, (("include_name", "true"),), tenant=wanted.within or "*")
            reply: Reply | None = None
            try:
                while True:
                    step = asking.send(reply)
                    reply = await self._send(step) if isinstance(step, Request) else None
            except StopIteration as end:
                answer: Answer = end.value
            except Denied as denied:
                gone = denied.status == ABSENT
                raise Unseen(f"GET {path}: {'404, it is deleted' if gone else denied.reason}") from None
            except RoundOver as over:
                raise Unseen(f"GET {path}: {over.detail}") from None
        return Sight(answer.body, f"GET {path}")

    async def facts(self) -> AsyncGenerator[Fact, None]:
        """All facts, from the beginning. Closing it logs out."""
        asked = first = True
        try:
            while True:
                async with self._talking:
                    await self._change_account()
                    self._wire.hurried = asked
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
                    self._wire.ease()
                    if first:
                        yield FirstRoundEnded(self.scope, datetime.now(UTC))
                if not self._follow:
                    return
                first = False
                asked = await self._rest()
        finally:
            await self._leave()

    async def _rest(self) -> bool:
        """Wait as long as the protocol wants; say whether a person, or a new password in its file, ended the wait."""
        pause = self._protocol.pause
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._interval if pause is None else pause):
                    await self._poked.wait()
            asked = self._login.insisted = self._poked.is_set()
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
            self._login.replace(account)
            self._protocol.conversation.credentials = account
            self._stamp = avi_credentials.stamp(account)

    async def _send(self, request: Request) -> Reply:
        if request.path != LOGIN:
            return await self._wire.send(request)
        reply = await self._login.send(request, self._wire)
        self._protocol.conversation.credentials = self._login.credentials
        self._protocol.cautions = (*self.cautions, *filter(None, [self._login.caution]))
        return reply

    async def _log_out(self) -> None:
        await self._wire.part(self._protocol.conversation.farewell())

    async def _leave(self) -> None:
        """End the session and close the connections."""
        try:
            await self._log_out()
        finally:
            await self._wire.aclose()
