"""Logging in: with the account as it is at that moment, and not with what was just refused.

A refused password is sent again only when it has changed meanwhile, once (AKO renews the token in its Secret and
deletes the old one: AKO internal/lib/lib.go RefreshAuthToken), or when a person wants it.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from akotui.errors import UsageError
from akotui.sources import avi_credentials, avi_session, avi_tls
from akotui.sources.avi_account import Account, AskAccount, AviCredentials
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_messages import Answer, Lost, Reply, Request
from akotui.sources.avi_wire import AviWire
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.refused_logins import RefusedLogins

_OK = 200
_REFUSED = range(400, 500)  # a wrong password gets 401; what a locked account gets is not known
_OTHERWISE = (404, 429)  # no Controller, or a busy one

Remembers = Callable[[str], RefusedLogins]
"""Returns the refused logins of a user."""


class AviLogin:
    """The login of one Controller. `ask` returns the account; None: from its file, or as it is.

    `credentials` are those of the last login, `caution` is what to tell of them. `insisted`: a person wants the next
    one, whatever was refused before.
    """

    def __init__(
        self, address: AviAddress, credentials: AviCredentials, *, ask: AskAccount | None, remembers: Remembers
    ) -> None:
        self.credentials = credentials
        self.caution = ""
        self.insisted = False
        self._address = address
        self._ask = ask
        self._remembers = remembers
        self._proven: AviCredentials | None = None
        self._authority = ""

    def replace(self, credentials: AviCredentials) -> None:
        """Log in with these from now on, because a person says so."""
        self.credentials, self._ask, self.insisted = credentials, None, True

    async def send(self, request: Request, wire: AviWire) -> Reply:
        """Send the login that `request` is, with the account as it is now."""
        try:
            await self._renew(wire)
        except (CredentialsFailed, UsageError) as error:
            return Lost(str(error), datetime.now(UTC), final=True)
        async with self._remembers(self.credentials.username).turn() as turn:
            source = avi_credentials.source(self.credentials)
            insisted, self.insisted = self.insisted or self.credentials == self._proven, False
            if not insisted and (why := turn.objection(source)):
                return Lost(f"Avi {self._address.name}: {why}", datetime.now(UTC), final=True)
            reply = await wire.send(self._with_account(request))
            if _refused(reply) and await self._changed(wire):
                reply = await wire.send(self._with_account(request))
            if _refused(reply):
                turn.refused(avi_credentials.source(self.credentials))
            elif isinstance(reply, Answer) and reply.status == _OK:
                self._proven = self.credentials
                turn.accepted()
        return reply

    async def _renew(self, wire: AviWire) -> None:
        """Learn the account, and whom to trust with it. Raises CredentialsFailed, UsageError."""
        found = await self._ask() if self._ask else Account(avi_credentials.renewed(self.credentials))
        self.credentials, self.caution = found.credentials, found.caution
        if found.authority and found.authority != self._authority:
            await wire.trust(avi_tls.trusting(found.authority, found.credentials.origin))
            self._authority = found.authority

    async def _changed(self, wire: AviWire) -> bool:
        """Look once whether the account is another by now."""
        before = self.credentials
        try:
            await self._renew(wire)
        except (CredentialsFailed, UsageError):
            return False
        return self.credentials != before

    def _with_account(self, request: Request) -> Request:
        version = dict(request.headers)["X-Avi-Version"]
        return avi_session.login(self.credentials, self._address.base_url, version)


def _refused(reply: Reply) -> bool:
    return isinstance(reply, Answer) and reply.status in _REFUSED and reply.status not in _OTHERWISE
