"""Who akotui is to the Kubernetes API: a token, a token file, a password, or a plugin's answer (exec_plugin.py).

Secrets are wrapped: they show as dots wherever they are printed.
"""

import asyncio
import base64
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import msgspec

from akotui.model.facts import PLUGIN
from akotui.sources.secret import Secret

FILE_LIFE: Final = 60.0
"""Seconds after which a token file is read again. Source: client-go transport/token_source.go."""


class CredentialsFailed(Exception):
    """No credentials could be had; the text is one clean line with the next step."""


class Grant(msgspec.Struct, frozen=True):
    """What one request is sent with: the Authorization header, or the PEM certificate and key of a plugin."""

    authorization: Secret | None = None
    certificate: Secret | None = None
    key: Secret | None = None


class Credentials(Protocol):
    """Gives grants. Called from one event loop."""

    async def grant(self) -> Grant:
        """Return what to send now. Raises CredentialsFailed."""
        ...

    def reject(self, grant: Grant) -> bool:
        """Take it that the server answered 401 to `grant`; say whether asking for another one can help."""
        ...


@runtime_checkable
class Interactive(Protocol):
    """Credentials that a person can get by logging in on the terminal."""

    @property
    def program(self) -> str:
        """Who is going to ask there."""
        ...

    async def log_in(self) -> None:
        """Use the terminal, which nobody else may use meanwhile. Raises CredentialsFailed."""
        ...


async def awaited(credentials: Credentials) -> AsyncIterator[str]:
    """Get the first grant: yield who has not answered while that takes long, then an empty text.

    When it fails the next request says so: it is told of the same failure.
    """
    if isinstance(credentials, Interactive):
        yield f"{PLUGIN} {credentials.program} has not answered"
        with contextlib.suppress(CredentialsFailed):
            await credentials.grant()
    yield ""


class Fixed:
    """Credentials that do not change: none, a token, or a user and password."""

    def __init__(self, grant: Grant | None = None) -> None:
        self._grant = grant or Grant()

    async def grant(self) -> Grant:
        """Return the one grant there is."""
        return self._grant

    def reject(self, grant: Grant) -> bool:
        """There is no other."""
        del grant
        return False


class TokenFile:
    """A bearer token in a file that somebody else renews: read again each minute and after a 401."""

    def __init__(self, path: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._read_at: float | None = None
        self._grant = Grant()

    async def grant(self) -> Grant:
        """Return the token, at most a minute old. Raises CredentialsFailed."""
        now = self._clock()
        if self._read_at is None or now - self._read_at >= FILE_LIFE:
            self._grant = bearer(await asyncio.to_thread(self._text))
            self._read_at = now
        return self._grant

    def reject(self, grant: Grant) -> bool:
        """Read the file again at the next grant."""
        if grant is self._grant:
            self._read_at = None
        return True

    def _text(self) -> str:
        try:
            text = Path(self._path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not text"
            raise CredentialsFailed(f"token file {self._path}: {reason}") from None
        if not text:
            raise CredentialsFailed(f"token file {self._path} is empty")
        return text


class Refreshed:
    """A token that `fetch` (blocking, in a thread) returns; asked for again after a 401. Raises CredentialsFailed."""

    def __init__(self, fetch: Callable[[], str]) -> None:
        self._fetch = fetch
        self._lock = asyncio.Lock()
        self._grant: Grant | None = None

    async def grant(self) -> Grant:
        """Return the token. Raises CredentialsFailed."""
        async with self._lock:
            if self._grant is None:
                self._grant = bearer(await asyncio.to_thread(self._fetch))
            return self._grant

    def reject(self, grant: Grant) -> bool:
        """Fetch again at the next grant."""
        if grant is self._grant:
            self._grant = None
        return True


def bearer(token: str) -> Grant:
    """Return the grant of a token."""
    return Grant(authorization=Secret(f"Bearer {token}"))


def password(username: str, secret: str) -> Grant:
    """Return the grant of a user and password."""
    pair = base64.b64encode(f"{username}:{secret}".encode()).decode("ascii")
    return Grant(authorization=Secret(f"Basic {pair}"))
