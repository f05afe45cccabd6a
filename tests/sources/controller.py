"""A Controller as a function of requests, and the playing of rounds against it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from akotui.model.facts import Fact, Observed, SourceState, Unread
from akotui.model.kinds import Kind
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_messages import Answer, Reply, Request
from akotui.sources.avi_protocol import AviProtocol
from akotui.sources.secret import Secret
from tests.secrecy import PASSWORD, hear

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDRESS = AviAddress("https://avi.test", "avi.test")
SESSION, CSRF = f"session{1:026d}", f"csrf{1:028d}"
ACCOUNT = AviCredentials("oncall", Secret(PASSWORD))
Override = Callable[[Request], Reply | None]


def answer(body: object, status: int = 200, **extra: object) -> Answer:
    made = Answer(status, body if isinstance(body, bytes) else msgspec.json.encode(body), START)
    return msgspec.structs.replace(made, **extra)


class Controller:
    """Answers requests from a table per type; `overrides` come first."""

    def __init__(self, *overrides: Override, tables: Mapping[str, list[dict[str, str]]] | None = None) -> None:
        self.overrides = list(overrides)
        self.tables = tables or {}
        self.seen: list[Request] = []
        self.logins = 0
        self.moment = START
        self.version: object = {"Version": "31.1.1"}
        self.tenants: object = [{"name": "admin", "uuid": "admin"}, {"name": "shop", "uuid": "tenant-1"}]

    def __call__(self, request: Request) -> Reply:
        self.seen.append(request)
        self.logins += request.path == "/login"
        for override in self.overrides:
            if (reply := override(request)) is not None:
                return msgspec.structs.replace(reply, at=self.moment)
        return msgspec.structs.replace(self.usual(request), at=self.moment)

    def usual(self, request: Request) -> Answer:
        if request.path == "/login":
            body = {"version": self.version, "tenants": self.tenants, "user": {"username": "oncall"}}
            session = SESSION[: -len(str(self.logins))] + str(self.logins)
            ids = [f"{name}={session}; HttpOnly" for name in ("sessionid", "avi-sessionid")]
            cookies = (f"csrftoken={CSRF}; Path=/", *ids)
            return answer(body, cookies=cookies)
        if request.path == "/api/cluster":
            return answer({"uuid": "cluster-1", "name": "one"})
        rows = self.tables.get(request.path.removeprefix("/api/"), [])
        page = int(dict(request.query).get("page", "1"))
        results = rows[(page - 1) * 200 : page * 200]
        following = f"https://inner/x?page={page + 1}" if page * 200 < len(rows) else None
        return answer({"count": len(rows), "results": results, "next": following})

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.seen]


def protocol(**settings: object) -> AviProtocol:
    made = AviProtocol(ADDRESS, ACCOUNT)
    if "tenants" in settings:
        made = AviProtocol(ADDRESS, ACCOUNT, tenants=("shop", "admin"))
    if "version" in settings:
        made = AviProtocol(ADDRESS, ACCOUNT, version=str(settings["version"]))
    return made


def play(reader: AviProtocol, controller: Controller, *, asked: bool = False) -> list[Fact]:
    facts, reply = list[Fact](), None
    steps = reader.round(controller.moment, jitter=0.5, asked=asked)
    while True:
        try:
            step = steps.send(reply)
        except StopIteration:
            return facts
        reply = controller(step) if isinstance(step, Request) else None
        if not isinstance(step, Request):
            hear("the words of a source", repr(step))
            facts.append(step)


def states(facts: list[Fact]) -> list[SourceState]:
    return [fact.state for fact in facts if isinstance(fact, Observed)]


def last(facts: list[Fact]) -> Observed:
    return [fact for fact in facts if isinstance(fact, Observed)][-1]


def unread(facts: list[Fact]) -> dict[Kind, str]:
    return {fact.kind: fact.reason for fact in facts if isinstance(fact, Unread)}


def on(path: str, reply: Reply, *, times: int = 10**6, tenant: str = "") -> Override:
    left = times

    def override(request: Request) -> Reply | None:
        nonlocal left
        if request.path != path or (tenant and dict(request.headers).get("X-Avi-Tenant") != tenant) or left == 0:
            return None
        left -= 1
        return reply

    return override


def everywhere(reply: Reply) -> Override:
    return lambda request: reply if request.path.startswith("/api/") else None
