"""Refused logins, remembered beyond one process: ten copies of akotui must not lock the account that AKO shares.

A Controller locks an account after three failures (swagger 30.2.1 UserAccountProfile.max_login_failure_count). So a
file in $XDG_RUNTIME_DIR, one for each Controller and user, holds when a login was refused last and where its password
had come from; logins take turns on it, and the one that is accepted removes it. It holds no password and nothing made
of one. Without that folder nothing is remembered.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from akotui.model.text import clean

REMEMBERED: Final = timedelta(minutes=30)
"""How long a Controller keeps an account locked by default (UserAccountProfile.account_lock_timeout)."""

MOST: Final = 2
"""Refusals in that time after which no password at all is sent unless a person wants it: the third one locks."""

_TURN: Final = 0.1
_LONGEST_WAIT: Final = 35.0  # seconds: a login takes 30 at most


class Refusal(msgspec.Struct, frozen=True):
    """What the file holds. `source` names where the refused password came from, and changes when it does."""

    at: datetime | None = None
    source: str = ""
    count: int = 0


class RefusedLogins:
    """Those of one user on one Controller. `folder` is $XDG_RUNTIME_DIR, empty where there is none."""

    def __init__(
        self, folder: str, controller: str, user: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        name = hashlib.sha256(f"{controller}\0{user}".encode()).hexdigest()
        self._path = Path(folder, "akotui", f"{name[:32]}.login") if Path(folder).is_absolute() else None
        self._who = f"user {clean(user, 100)} on {controller}"
        self._clock = clock

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator["Turn"]:
        """Wait until no other copy logs in, and hold the others off while this lasts."""
        descriptor = await self._locked()
        try:
            yield Turn(descriptor, self._path, self._who, self._clock)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    async def _locked(self) -> int | None:
        """Open the file and take its lock; None when there can be none. After the longest login, go on without it."""
        while True:
            descriptor = self._open()
            if descriptor is None or self._path is None:
                return None
            try:
                await _lock(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            if _same(descriptor, self._path):
                return descriptor
            os.close(descriptor)  # the one before us was accepted and removed it

    def _open(self) -> int | None:
        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError:
            return None


class Turn:
    """One login's turn: may it be tried, and how did it end."""

    def __init__(self, descriptor: int | None, path: Path | None, who: str, clock: Callable[[], datetime]) -> None:
        self._descriptor = descriptor
        self._path = path
        self._who = who
        self._clock = clock

    def objection(self, source: str) -> str:
        """Say why a password from `source` must not be sent now; empty when it may be."""
        last, now = self._last(), self._clock()
        if last.at is None or not timedelta() <= now - last.at < REMEMBERED:
            return ""
        if last.source != source and last.count < MOST:
            return ""
        what = "this password" if last.source == source else f"{last.count} passwords"
        return (
            f"{what} of {self._who} was refused at {last.at:%H:%M} UTC to another run of akotui: not sent again before"
            f" {last.at + REMEMBERED:%H:%M}, so as not to lock the account. Correct it; to send it all the same, remove"
            f" {self._path}"
        )

    def refused(self, source: str) -> None:
        """Remember that a password from `source` was refused now."""
        last, now = self._last(), self._clock()
        again = last.at is not None and now - last.at < REMEMBERED
        self._write(msgspec.json.encode(Refusal(now, source, last.count + 1 if again else 1)))

    def accepted(self) -> None:
        """Forget what was refused."""
        if self._descriptor is not None and self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _last(self) -> Refusal:
        if self._descriptor is None:
            return Refusal()
        try:
            return msgspec.json.decode(os.pread(self._descriptor, 4096, 0), type=Refusal)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return Refusal()

    def _write(self, content: bytes) -> None:
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, content, 0)


def _same(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


async def _lock(descriptor: int) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST_WAIT):
            while True:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except OSError:
                    await asyncio.sleep(_TURN)
                else:
                    return


def runtime_folder(environ: Mapping[str, str]) -> str:
    """Return where what only this login session needs is kept; empty where there is no such folder."""
    return environ.get("XDG_RUNTIME_DIR", "")
