"""Rounds of reading a Controller, as values: what is asked, and what the answers become."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import msgspec
import pytest

from akotui.model.facts import Fact, ListEnded, Observed, Paged, SourceState, Unread
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_messages import Answer, Lost, Reply, Request
from akotui.sources.avi_protocol import AviProtocol
from akotui.sources.secret import Secret

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDRESS = AviAddress("https://avi.test", "avi.test")
ACCOUNT = AviCredentials("oncall", Secret("canary-password"))
LISTS = [kind for kind in AVI_TYPES if kind is not Kind.CLUSTER]
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
            session = f"s{self.logins}"
            cookies = ("csrftoken=c; Path=/", f"sessionid={session}; HttpOnly", f"avi-sessionid={session}; HttpOnly")
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


def test_round_logs_in_once_and_reads_every_kind() -> None:
    controller = Controller(tables={"pool": [{"uuid": "pool-1"}]})
    facts = play(protocol(), controller)
    assert controller.paths == ["/login", *(f"/api/{kind.path}" for kind in AVI_TYPES.values())]
    assert [fact.kind for fact in facts if isinstance(fact, ListEnded)] == list(AVI_TYPES)
    assert [f.items for f in facts if isinstance(f, Paged) and f.kind is Kind.POOL] == [(b'{"uuid":"pool-1"}',)]
    assert states(facts) == [SourceState.CONNECTING, SourceState.LIVE]
    assert last(facts).detail == "user oncall, tenants 0, version 30.2.1"


def test_login_is_json_and_nothing_prints_the_password() -> None:
    controller = Controller()
    play(protocol(), controller)
    assert msgspec.json.decode(controller.seen[0].body) == {"username": "oncall", "password": "canary-password"}
    assert "canary" not in repr(controller.seen)


def test_token_is_sent_in_place_of_a_password() -> None:
    controller = Controller()
    play(AviProtocol(ADDRESS, AviCredentials("oncall", Secret("t0"), token=True)), controller)
    assert msgspec.json.decode(controller.seen[0].body) == {"username": "oncall", "token": "t0"}


def test_requests_carry_session_version_and_tenant() -> None:
    controller = Controller()
    play(protocol(), controller)
    headers = dict(controller.seen[2].headers)
    assert headers == {
        "Cookie": "csrftoken=c; sessionid=s1; avi-sessionid=s1",
        "X-CSRFToken": "c",
        "Referer": "https://avi.test/",
        "X-Avi-Version": "30.2.1",
        "X-Avi-Tenant": "*",
        "Content-Type": "application/json",
    }


def test_lists_ask_only_for_the_fields_that_are_used() -> None:
    controller = Controller()
    play(protocol(), controller)
    asked = {request.path: dict(request.query) for request in controller.seen}
    assert asked["/api/vsvip"] == {
        "page": "1", "page_size": "200", "include_name": "true", "sort": "name",
        "fields": "uuid,name,tenant_ref,cloud_ref,markers,vip,dns_info",
    }  # fmt: skip
    assert asked["/api/virtualservice-inventory"]["include"] == "config,runtime"
    assert asked["/api/cluster"] == {}


def test_renewed_cookies_are_used() -> None:
    controller = Controller(on("/api/tenant", answer({"count": 0, "results": []}, cookies=("sessionid=new; Path=/",))))
    play(protocol(), controller)
    assert "sessionid=new;" in dict(controller.seen[3].headers)["Cookie"]


@pytest.mark.parametrize(
    ("version", "asked"),
    [({"Version": "22.1.3"}, "22.1.3"), ({"Version": "31.1.1"}, "30.2.1"), ({"Version": "30.2.1-9024"}, "30.2.1"),
     ({}, "30.2.1"), (None, "30.2.1"), ({"Version": 7}, "30.2.1"), ("odd", "30.2.1")],
)  # fmt: skip
def test_version_is_the_controllers_but_none_we_do_not_know(version: object, asked: str) -> None:
    controller = Controller()
    controller.version = version
    play(protocol(), controller)
    assert dict(controller.seen[1].headers)["X-Avi-Version"] == asked


def test_given_version_is_used_as_it_is() -> None:
    controller = Controller()
    play(protocol(version="20.1.1"), controller)
    assert {dict(request.headers)["X-Avi-Version"] for request in controller.seen} == {"20.1.1"}


def test_invalid_version_is_negotiated_once_more() -> None:
    refused = answer({"error": "Invalid version 30.2.1"}, 400)
    initial = answer({"version": {"Version": "22.1.1"}})
    controller = Controller(on("/api/cluster", refused, times=1), on("/api/initial-data", initial))
    facts = play(protocol(), controller)
    assert controller.paths[:5] == ["/login", "/api/cluster", "/api/initial-data", "/api/cluster", "/api/tenant"]
    assert last(facts).detail.endswith("version 22.1.1")


def test_version_refused_twice_ends_with_the_option_to_give() -> None:
    controller = Controller(everywhere(answer({"error": "Invalid version"}, 400)))
    facts = play(protocol(), controller)
    assert "--avi-version" in last(facts).detail
    assert len(controller.seen) < 6


def test_refused_password_is_sent_once_and_never_by_a_timer() -> None:
    controller = Controller(on("/login", answer({"error": "Invalid credentials"}, 401)))
    reader = protocol()
    facts = play(reader, controller)
    assert controller.paths == ["/login"]
    assert reader.pause is None
    assert last(facts).state is SourceState.UNAUTHORIZED
    assert last(facts).retry_at is None
    assert "refused user oncall (401 Invalid credentials)" in last(facts).detail
    assert "does not retry a refused password" in last(facts).detail
    assert set(unread(facts)) == set(AVI_TYPES)


def test_person_may_have_a_refused_password_tried_again() -> None:
    controller = Controller(on("/login", answer({}, 401), times=1))
    reader = protocol()
    play(reader, controller)
    facts = play(reader, controller, asked=True)
    assert "/api/cluster/status" in controller.paths
    assert states(facts) == [SourceState.CONNECTING, SourceState.LIVE]
    assert controller.logins == 2


@pytest.mark.parametrize("status", [401, 419])
def test_session_that_ended_is_renewed_once_and_the_request_repeated(status: int) -> None:
    expired = answer(b"CSRF token missing or incorrect.", status)
    controller = Controller(on("/api/pool", expired, times=1))
    facts = play(protocol(), controller)
    assert controller.logins == 2
    at = controller.paths.index("/api/pool")
    assert controller.paths[at : at + 3] == ["/api/pool", "/login", "/api/pool"]
    assert last(facts).state is SourceState.LIVE


def test_login_that_is_accepted_but_of_no_use_is_not_repeated() -> None:
    controller = Controller(everywhere(answer({"error": "no"}, 401)))
    reader = protocol()
    facts = play(reader, controller)
    assert controller.paths == ["/login", "/api/cluster"]
    assert (last(facts).state, reader.pause) == (SourceState.UNAUTHORIZED, None)


def test_password_that_changed_while_running_is_tried_once() -> None:
    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides += [everywhere(answer({}, 401)), on("/login", answer({"error": "Invalid credentials"}, 401))]
    facts = play(reader, controller)
    assert controller.logins == 2
    assert last(facts).state is SourceState.UNAUTHORIZED
    assert unread(facts) == {}


def test_login_without_session_cookie_is_not_repeated() -> None:
    controller = Controller(on("/login", answer({}, cookies=("avi-sessionid=None; Path=/", "csrftoken=c"))))
    reader = protocol()
    facts = play(reader, controller)
    assert "without a session cookie" in last(facts).detail
    assert reader.pause is None


def test_busy_login_waits_and_stops_after_three() -> None:
    controller = Controller(on("/login", answer(b"<html>", 429)))
    reader = protocol()
    pauses: list[float | None] = []
    for _ in range(4):
        play(reader, controller)
        pauses.append(reader.pause)
    assert pauses == [60.0, 60.0, 60.0, None]
    assert controller.logins == 4


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Lost("Avi avi.test cannot be read: connection refused", START), "connection refused"),
        (answer(b"<html>upgrading</html>"), "an HTML page instead of JSON"),
        (answer(b""), "nothing instead of JSON"),
        (answer(b"<html>", 503), "503 an HTML page); a restart usually takes"),
        (answer({"error": "INITIALIZING"}, 503), "503 INITIALIZING"),
        (answer(b"", 302, location="https://sso.test/login?x=1"), "redirects to sso.test (302)"),
        (answer({"error": "boom"}, 500), "fails every request (500 boom"),
    ],
)
def test_controller_that_is_away_is_tried_again_later(reply: Reply, words: str) -> None:
    controller, reader = Controller(everywhere(reply)), protocol()
    facts = play(reader, controller)
    seen = last(facts)
    assert seen.state is SourceState.UNREACHABLE
    assert words in seen.detail
    assert seen.retry_at == START + timedelta(seconds=reader.pause or 0)
    assert set(unread(facts)) == set(AVI_TYPES)


def test_data_of_a_controller_that_went_away_is_stale_and_kept() -> None:
    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides.append(everywhere(Lost("gone", START)))
    facts = play(reader, controller)
    assert [type(fact) for fact in facts] == [Observed]
    assert last(facts).state is SourceState.STALE
    pauses = [reader.pause]
    for _ in range(7):
        play(reader, controller)
        pauses.append(reader.pause)
    assert pauses == [1.5, 3.0, 6.0, 12.0, 24.0, 45.0, 45.0, 45.0]
    controller.overrides.clear()
    assert last(play(reader, controller)).state is SourceState.LIVE
    assert reader.pause == pytest.approx(15.0)


def test_no_login_is_sent_to_a_controller_that_is_not_up() -> None:
    controller, reader = Controller(on("/login", Lost("gone", START), times=1)), protocol()
    play(reader, controller)
    controller.overrides.append(on("/api/cluster/status", answer({}, 500)))
    play(reader, controller)
    assert controller.paths == ["/login", "/api/cluster/status"]


@pytest.mark.parametrize(("asked", "pause"), [("120", 120.0), ("86400", 300.0), ("nonsense", 60.0), ("", 60.0)])
def test_busy_controller_is_left_alone_as_long_as_it_asks(asked: str, pause: float) -> None:
    controller, reader = Controller(on("/api/pool", answer(b"<html>", 429, retry_after=asked))), protocol()
    facts = play(reader, controller)
    assert reader.pause == pause
    assert "too many requests (429" in last(facts).detail


def test_busy_controller_that_asks_for_seconds_gets_the_request_again() -> None:
    controller = Controller(on("/api/pool", answer(b"", 429, retry_after="3"), times=1))
    facts = play(protocol(), controller)
    assert last(facts).state is SourceState.LIVE
    assert [request.delay for request in controller.seen if request.path == "/api/pool"] == [0.0, 3.0]


def test_refused_kind_is_unread_and_the_others_are_read() -> None:
    controller = Controller(on("/api/pool", answer({"error": "no permission\x1b[2J"}, 403)))
    controller.tenants = []
    facts = play(protocol(), controller)
    assert unread(facts) == {Kind.POOL: "403 no permission␛[2J for /api/pool"}
    assert last(facts).state is SourceState.PARTIAL
    assert "pools: 403 no permission" in last(facts).detail


def test_refused_kind_is_left_alone_for_ten_minutes_or_until_asked() -> None:
    controller, reader = Controller(on("/api/pool", answer({}, 403))), protocol()
    controller.tenants = []
    for minutes, expected in ((0, 1), (9, 1), (11, 2), (12, 2)):
        controller.moment = START + timedelta(minutes=minutes)
        facts = play(reader, controller)
        assert controller.paths.count("/api/pool") == expected
        assert states(facts) == ([] if minutes else [SourceState.CONNECTING, SourceState.PARTIAL])
    play(reader, controller, asked=True)
    assert controller.paths.count("/api/pool") == 3


def test_kinds_that_miss_the_same_are_named_together() -> None:
    detail = last(play(protocol(tenants=True), Controller())).detail
    assert detail.count("only tenant shop, admin is read") == 1
    assert "tenants, virtualservices, vsvips, pools" in detail


def test_endpoint_that_is_not_there_is_unread() -> None:
    controller = Controller(on("/api/vsdatascriptset", answer({}, 404)))
    facts = play(protocol(), controller)
    assert unread(facts) == {Kind.DATA_SCRIPT_SET: "not served by this Controller"}


def test_account_that_may_read_nothing_is_forbidden() -> None:
    controller = Controller(everywhere(answer({"error": "no right"}, 403)))
    facts = play(protocol(), controller)
    assert last(facts).state is SourceState.FORBIDDEN


@pytest.mark.parametrize(
    "body", [{"results": []}, {"count": "many", "results": []}, [], {"count": 1, "results": {}}, b'{"count":1,"res']
)
def test_answer_that_is_no_list_is_unread(body: object) -> None:
    facts = play(protocol(), Controller(on("/api/pool", answer(body))))
    assert "not a list" in unread(facts)[Kind.POOL]
    assert last(facts).state is SourceState.PARTIAL


def test_account_that_may_not_read_all_tenants_reads_each_of_its_own() -> None:
    controller = Controller(
        lambda r: answer({}, 403) if r.path != "/login" and dict(r.headers).get("X-Avi-Tenant") == "*" else None,
        tables={"virtualservice": [{"uuid": "virtualservice-1"}]},
    )
    facts = play(protocol(), controller)
    asked = [dict(r.headers)["X-Avi-Tenant"] for r in controller.seen if r.path == "/api/virtualservice"]
    assert asked == ["*", "admin", "shop"]
    ended = {fact.kind: fact.missing for fact in facts if isinstance(fact, ListEnded)}
    assert ended[Kind.VIRTUAL_SERVICE] == ("only tenant admin, shop is read: the account may not read all tenants",)
    items = [i for f in facts if isinstance(f, Paged) and f.kind is Kind.VIRTUAL_SERVICE for i in f.items]
    assert items == [b'{"uuid":"virtualservice-1"}']
    assert last(facts).state is SourceState.PARTIAL


def test_tenant_that_is_refused_is_named_as_missing() -> None:
    controller = Controller(on("/api/pool", answer({"error": "no"}, 403), tenant="shop"))
    facts = play(protocol(tenants=True), controller)
    ended = {fact.kind: fact.missing for fact in facts if isinstance(fact, ListEnded)}
    assert ended[Kind.POOL] == (
        "only tenant shop, admin is read (--avi-tenant)",
        "tenant shop: 403 no for /api/pool",
    )


def test_list_that_never_holds_still_is_partial_with_all_that_was_seen() -> None:
    moving = iter(range(10**6))

    def override(request: Request) -> Reply | None:
        if request.path != "/api/pool":
            return None
        page = int(parse_qs(f"page={dict(request.query)['page']}")["page"][0])
        body = {"count": 500 + next(moving), "results": [{"uuid": f"pool-{page}"}], "next": f"?page={page + 1}"}
        return answer(body if page < 3 else {**body, "next": None})

    facts = play(protocol(), Controller(override))
    ended = next(fact for fact in facts if isinstance(fact, ListEnded) and fact.kind is Kind.POOL)
    assert ended.missing[0].startswith("torn read: its count changed")
    items = [item for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.POOL for item in fact.items]
    assert items == [b'{"uuid":"pool-1"}', b'{"uuid":"pool-2"}', b'{"uuid":"pool-3"}']
    assert last(facts).state is SourceState.PARTIAL


def test_quiet_rounds_read_every_page_once() -> None:
    rows = [{"uuid": f"pool-{n:04}"} for n in range(450)]
    controller, reader = Controller(tables={"pool": rows}), protocol()
    play(reader, controller)
    first = controller.paths.count("/api/pool")
    facts = play(reader, controller)
    assert (first, controller.paths.count("/api/pool") - first) == (5, 3)
    assert states(facts) == []


def test_kind_that_was_lost_in_mid_round_stays_as_it_was_known() -> None:
    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides.append(on("/api/vsvip", Lost("gone", START)))
    facts = play(reader, controller)
    kinds = [fact.kind for fact in facts if isinstance(fact, ListEnded)]
    assert kinds == [Kind.CLUSTER, Kind.TENANT, Kind.VIRTUAL_SERVICE]
    assert unread(facts) == {}


def test_controllers_words_are_short_and_clean() -> None:
    controller = Controller(on("/login", answer({"error": {"deep": "\x1b]52;c;x\x07" + "y" * 9000}}, 400)))
    detail = last(play(protocol(), controller)).detail
    assert "\x1b" not in detail
    assert len(detail) < 600


def test_farewell_ends_the_session_once() -> None:
    reader = protocol()
    assert reader.conversation.farewell() is None
    play(reader, Controller())
    goodbye = reader.conversation.farewell()
    assert goodbye is not None
    assert (goodbye.method, goodbye.path, dict(goodbye.headers)["X-CSRFToken"]) == ("POST", "/logout", "c")
    assert reader.conversation.farewell() is None
