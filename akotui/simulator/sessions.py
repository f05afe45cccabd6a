"""Logging in to a simulated Controller: accounts, cookies, what the answer tells.

The shapes are those of recorded Controllers 20.1.1 to 30.2.1 (alb-sdk, python/avi/sdk/test/fixtures/cassettes).
"""

import json
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

import msgspec

from akotui.simulator.documents import Json, Object, text
from akotui.simulator.http import Reply, Request

COOKIE = "avi-sessionid"


class Account(msgspec.Struct):
    """Who may log in. `tenants`: the names of the tenants it sees, None for all; `token` is taken as a password too."""

    username: str = "oncall"
    password: str = "demo-password"  # noqa: S105 - opens nothing but a simulator on 127.0.0.1
    token: str = ""
    superuser: bool = False
    tenants: tuple[str, ...] | None = None

    def admits(self, given: Object) -> bool:
        """Whether these credentials are right."""
        secrets = {self.password, self.token} - {""}
        offered = text(given, "token") or text(given, "password")
        return text(given, "username") == self.username and offered in secrets

    def sees(self, tenant: str) -> bool:
        """Whether it may read a tenant; `*` may always be asked for, it means those it sees."""
        return tenant == "*" or self.tenants is None or tenant in self.tenants


class Sessions:
    """The sessions that are open: their ids and CSRF tokens. They are numbered, not random.

    `opened`, `refused`: how many logins were, so far; `most_at_once`: how many sessions were open together.
    """

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        self.opened = 0
        self.refused = 0
        self.most_at_once = 0

    def begin(self) -> str:
        """Open a session and return its id."""
        self.opened += 1
        session = f"session{self.opened:026d}"
        self.open[session] = f"csrf{self.opened:028d}"
        self.most_at_once = max(self.most_at_once, len(self.open))
        return session

    def of(self, request: Request) -> str:
        """Return the id of the open session a request belongs to, empty when there is none."""
        cookies = cookies_of(request)
        session = cookies.get(COOKIE) or cookies.get("sessionid", "")
        return session if session in self.open else ""

    def cookies(self, session: str, *, secure: bool) -> tuple[tuple[str, str], ...]:
        """Return the Set-Cookie headers of an answer in a session; they are sent with every answer (sliding)."""
        guarded = "; HttpOnly; Path=/; SameSite=None" + ("; Secure" if secure else "")
        csrf = f"csrftoken={self.open[session]}; Max-Age=31449600; Path=/" + ("; Secure" if secure else "")
        return (
            ("Set-Cookie", csrf),
            ("Set-Cookie", f"{COOKIE}={session}; Max-Age=86400{guarded}"),
            ("Set-Cookie", f"sessionid={session}; Max-Age=86400{guarded}"),
        )


def cookies_of(request: Request) -> dict[str, str]:
    """Return the cookies of a request."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(request.headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def credentials(request: Request) -> Object:
    """Return what a login request carries: a JSON object or a form."""
    if "json" not in request.headers.get("content-type", ""):
        form: Object = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        return form
    try:
        given: Json = json.loads(request.body)
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


def greeting(account: Account, version: str, tenants: list[Object]) -> Object:
    """Return the body of a login that succeeded."""
    listed: list[Json] = [{"uuid": tenant["uuid"], "name": tenant["name"], "url": tenant["url"]} for tenant in tenants]
    return {
        "version": {"Version": version, "Tag": f"{version}-9024", "Product": "controller", "min_version": "20.1.1"},
        "user": {
            "username": account.username,
            "name": account.username,
            "is_superuser": account.superuser,
            "default_tenant_ref": "/api/tenant/admin#admin",
        },
        "tenants": listed,
        "controller": {"api_idle_timeout": 15},
        "system_config": {"portal_configuration": {"api_force_timeout": 24, "allow_basic_authentication": False}},
        "session_cookie_name": COOKIE,
    }


def failed(status: int, message: str) -> Reply:
    """Return an error as the Controller words it: `{"error": "..."}`."""
    return Reply(status, json.dumps({"error": message}).encode())


def bad_csrf() -> Reply:
    """A missing or wrong CSRF token: plain text that calls itself JSON."""
    return Reply(401, b"CSRF token missing or incorrect.")
