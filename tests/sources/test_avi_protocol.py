"""Rounds of reading a Controller, as values: what is asked, and what the answers become."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from akotui.analysis.grace import LAG
from akotui.model.facts import ListEnded, Observed, Paged, SourceState
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.sources.avi_messages import Lost, Reply, Request
from akotui.sources.avi_pages import KnownPages
from tests.sources.controller import START, Controller, answer, everywhere, last, on, play, protocol, states, unread


def test_round_logs_in_once_and_reads_every_kind() -> None:
    controller = Controller(tables={"pool": [{"uuid": "pool-1"}]})
    facts = play(protocol(), controller)
    assert controller.paths == ["/login", *(f"/api/{kind.path}" for kind in AVI_TYPES.values())]
    assert [fact.kind for fact in facts if isinstance(fact, ListEnded)] == list(AVI_TYPES)
    assert [f.items for f in facts if isinstance(f, Paged) and f.kind is Kind.POOL] == [(b'{"uuid":"pool-1"}',)]
    assert states(facts) == [SourceState.CONNECTING, SourceState.LIVE]
    assert last(facts).detail == "user oncall, tenants 0, version 30.2.1"


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


@pytest.mark.parametrize(
    ("lasted", "rest"), [(-3600, 15.0), (0, 15.0), (10, 15.0), (40, 40.0), (55, 35.0), (80, 15.0), (3600, 15.0)]
)
def test_controller_is_left_alone_as_long_as_its_reading_took_but_never_so_that_lag_becomes_a_finding(
    lasted: int, rest: float
) -> None:
    controller, reader = Controller(), protocol()

    def late(_: Request) -> None:
        controller.moment = START + timedelta(seconds=lasted)

    controller.overrides.append(late)
    play(reader, controller)
    assert reader.pause == pytest.approx(rest)
    assert lasted + rest * 1.1 < LAG.total_seconds() or rest == 15.0


@pytest.mark.parametrize(("lasted", "every"), [(-3600, 15), (0, 15), (4, 20), (40, 80), (55, 90)])
def test_source_that_is_polled_tells_how_often(lasted: int, every: int) -> None:
    controller, reader = Controller(), protocol()
    reader.pages = KnownPages()

    def late(_: Request) -> None:
        controller.moment = START + timedelta(seconds=lasted)

    controller.overrides.append(late)
    assert last(play(reader, controller)).every == every


def test_source_that_is_read_once_tells_no_such_thing() -> None:
    assert last(play(protocol(), Controller())).every is None


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
    assert "tenants, virtualservices, runtimes, vsvips, pools" in detail


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


def test_first_reading_that_takes_long_says_how_far_it_is_and_later_ones_say_nothing() -> None:
    rows = [{"uuid": f"pool-{n:04}"} for n in range(2_250)]
    controller, reader = Controller(tables={"pool": rows}), protocol()
    told = [fact.detail for fact in play(reader, controller) if isinstance(fact, Observed)]
    assert told[0] == "connecting to Avi avi.test"
    where = "pools, page {} of 12 (2250 objects), kind 6 of 10"
    assert told[1:3] == [f"reading Avi avi.test: {where.format(page)}" for page in (5, 10)]
    assert [fact for fact in play(reader, controller) if isinstance(fact, Observed)] == []


VIRTUAL_SERVICES = [{"uuid": f"virtualservice-{n:04}"} for n in range(450)]


def reads_of_virtual_services(controller: Controller) -> list[tuple[str, str]]:
    """Which pages were asked for, of the list (V) and of the inventory (I)."""
    names = {"/api/virtualservice": "V", "/api/virtualservice-inventory": "I"}
    return [(names[r.path], dict(r.query)["page"]) for r in controller.seen if r.path in names]


def test_inventory_that_has_every_virtual_service_proves_their_list_and_is_read_once() -> None:
    tables = {"virtualservice": VIRTUAL_SERVICES, "virtualservice-inventory": VIRTUAL_SERVICES[::-1]}
    controller = Controller(tables=tables)
    facts = play(protocol(), controller)
    assert reads_of_virtual_services(controller) == [(name, page) for name in "VI" for page in "123"]
    assert last(facts).state is SourceState.LIVE
    ended = {fact.kind: fact.missing for fact in facts if isinstance(fact, ListEnded)}
    assert (ended[Kind.VIRTUAL_SERVICE], ended[Kind.RUNTIME]) == ((), ())
    runtimes = [item for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.RUNTIME for item in fact.items]
    assert len(runtimes) == 450


def test_virtual_service_that_the_inventory_lacks_has_the_pages_read_again_and_nothing_is_torn() -> None:
    tables = {"virtualservice": VIRTUAL_SERVICES, "virtualservice-inventory": VIRTUAL_SERVICES[1:]}
    controller = Controller(tables=tables)
    facts = play(protocol(), controller)
    again = [("V", "1"), ("V", "2")]
    assert reads_of_virtual_services(controller) == [(name, page) for name in "VI" for page in "123"] + again
    assert last(facts).state is SourceState.LIVE


def test_inventory_that_is_refused_has_the_pages_read_again() -> None:
    refusal = answer({"error": "no permission"}, 403)
    controller = Controller(on("/api/virtualservice-inventory", refusal), tables={"virtualservice": VIRTUAL_SERVICES})
    controller.tenants = []
    facts = play(protocol(), controller)
    pages = [("V", "1"), ("V", "2"), ("V", "3"), ("I", "1"), ("V", "1"), ("V", "2"), ("I", "1")]
    assert reads_of_virtual_services(controller) == pages
    assert set(unread(facts)) == {Kind.RUNTIME}
    assert [fact.missing for fact in facts if isinstance(fact, ListEnded) and fact.kind is Kind.VIRTUAL_SERVICE] == [()]


def test_inventory_of_an_earlier_round_proves_nothing() -> None:
    """The Controller goes away after the inventory; when it is back, the list is proven by a new one."""
    tables = {"virtualservice": VIRTUAL_SERVICES, "virtualservice-inventory": VIRTUAL_SERVICES}
    lost = on("/api/vsvip", Lost("gone", START), times=1)
    controller, reader = Controller(lost, tables=tables), protocol()
    play(reader, controller)
    before = len(reads_of_virtual_services(controller))
    tables["virtualservice"] = tables["virtualservice-inventory"] = VIRTUAL_SERVICES[1:]
    play(reader, controller)
    assert reads_of_virtual_services(controller)[before:] == [(name, page) for name in "VI" for page in "123"]


def test_kind_that_was_lost_in_mid_round_stays_as_it_was_known() -> None:
    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides.append(on("/api/vsvip", Lost("gone", START)))
    facts = play(reader, controller)
    kinds = [fact.kind for fact in facts if isinstance(fact, ListEnded)]
    assert kinds == [Kind.CLUSTER, Kind.TENANT, Kind.VIRTUAL_SERVICE, Kind.RUNTIME]
    assert unread(facts) == {}
