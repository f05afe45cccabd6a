"""A session on a Controller: what the login answer tells, and the headers that carry it. No I/O.

Source: the SDK's recorded exchanges, alb-sdk python/avi/sdk/test/fixtures/cassettes (20.1.1, 20.1.5), and
alb-sdk go/session/avisession.go `initiateSession`, `newAviRequest`.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from akotui.model.text import clean
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_messages import Answer, Request
from akotui.sources.secret import Secret

NEWEST: Final = "30.2.1"
"""The newest API version akotui knows; AKO has the same limit (AKO pkg/utils/constants.go MaxAviVersion)."""

FIRST: Final = "18.2.6"
"""The version a login is sent with while the Controller's own is not known, as AKO does."""

T = TypeVar("T", bound=msgspec.Struct)

LOGIN: Final = "/login"

VERSION: Final = re.compile(r"\d{1,4}(?:\.\d{1,4}){1,3}")


class Session(msgspec.Struct, frozen=True):
    """A login that was accepted. `version` is the Controller's own, empty when it did not say."""

    cookies: Mapping[str, Secret]
    version: str = ""
    user: str = ""
    superuser: bool = False
    tenants: tuple[str, ...] = ()

    def renewed(self, answer: Answer) -> "Session":
        """The session after an answer: a Controller sets its cookies again on each."""
        fresh = _cookies(answer)
        known = {name: fresh.get(name, value) for name, value in self.cookies.items()}
        return self if known == self.cookies else msgspec.structs.replace(self, cookies=known)

    def headers(self, origin: str) -> tuple[tuple[str, str], ...]:
        """What proves this session to `origin`, the Controller's base URL."""
        sent = "; ".join(f"{name}={value.reveal()}" for name, value in self.cookies.items())
        token = self.cookies.get("csrftoken", Secret("")).reveal()
        return (("Cookie", sent), ("X-CSRFToken", token), ("Referer", origin + "/"))


class _User(msgspec.Struct):
    username: str = ""
    is_superuser: bool = False


class _Version(msgspec.Struct):
    number: str = msgspec.field(default="", name="Version")


class _Tenant(msgspec.Struct):
    name: str = ""


class _Parts(msgspec.Struct):
    """The login answer; every part is read on its own, since any may be missing or odd on another version."""

    user: msgspec.Raw = msgspec.Raw(b"{}")
    version: msgspec.Raw = msgspec.Raw(b"{}")
    tenants: msgspec.Raw = msgspec.Raw(b"[]")
    session_cookie_name: object = None


def login(credentials: AviCredentials, origin: str, version: str) -> Request:
    """The request that asks for a session."""
    kind = "token" if credentials.token else "password"
    body = {"username": credentials.username, kind: credentials.secret.reveal()}
    headers = (("Content-Type", "application/json"), ("Referer", origin + "/"), ("X-Avi-Version", version))
    return Request("POST", LOGIN, headers=headers, body=msgspec.json.encode(body))


def logout(session: Session, origin: str) -> Request:
    """The request that ends a session."""
    return Request("POST", "/logout", headers=session.headers(origin))


def opened(answer: Answer) -> Session | None:
    """Read the answer to an accepted login; None when it carries no session cookie."""
    cookies = _cookies(answer)
    parts = _read(answer.body, _Parts())
    if not any(name.endswith("sessionid") or name == parts.session_cookie_name for name in cookies):
        return None
    user = _read(parts.user, _User())
    return Session(
        cookies,
        version=version_in(answer.body),
        user=clean(user.username, 100),
        superuser=user.is_superuser,
        tenants=tuple(t.name for t in _read_tenants(parts.tenants) if t.name and t.name.isprintable()),
    )


def version_in(body: bytes) -> str:
    """The Controller's version in a login or `/api/initial-data` answer (`version.Version`); empty when absent."""
    number = _read(_read(body, _Parts()).version, _Version()).number
    found = VERSION.match(number)
    return found[0] if found else ""


def agreed(version: str) -> str:
    """The version to ask for: the Controller's, but none that akotui does not know.

    A Controller converts its answers to any older version and refuses a newer one ("Invalid version").
    """
    if not version:
        return NEWEST
    return min(version, NEWEST, key=lambda v: [int(part) for part in v.split(".")])


def _cookies(answer: Answer) -> dict[str, Secret]:
    """Name to value. A refused login may set the literal word None; a cookie without a value deletes one."""
    pairs = (line.partition(";")[0].partition("=") for line in answer.cookies)
    found = {name.strip(): value.strip().strip('"') for name, _, value in pairs}
    return {n: Secret(v) for n, v in found.items() if n and v and v != "None" and (n + v).isascii()}


def _read(raw: bytes | msgspec.Raw, default: T) -> T:
    try:
        return msgspec.json.decode(raw, type=type(default))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return default


def _read_tenants(raw: msgspec.Raw) -> list[_Tenant]:
    try:
        return msgspec.json.decode(raw, type=list[_Tenant])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return []
