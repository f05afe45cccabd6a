"""Accounts, sessions and limits of a Controller: what is refused is not asked again and again."""

import asyncio
import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from akotui.config import DEFAULT_TIMEOUT, FASTEST_RATE
from akotui.engine import Engine
from akotui.model.facts import ListEnded, Paged, SourceState, Unread
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.report.composing import detail, read_state
from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Fault, Reply, Request
from tests.faults.controllers import HOUR, NGINX, Reading, asked, controller, reader, service, to
from tests.faults.fast_time import in_fast_time
from tests.secrecy import WRONG

BUSY = Reply(429, NGINX, "text/html")


@in_fast_time
async def test_refused_password_is_sent_once_in_hours() -> None:
    async with controller() as simulator, Reading(reader(simulator, WRONG)) as reading:
        told = await reading.until(SourceState.UNAUTHORIZED, "401 Invalid credentials")
        assert told.retry_at is None
        await reading.during(4 * HOUR)
        assert [request.path for request in simulator.server.requests] == ["/login"]


@in_fast_time
async def test_password_that_was_changed_is_tried_once_when_the_session_ends() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        simulator.account.password = WRONG
        await reading.during(120)
        assert reading.newest.state is SourceState.LIVE, "the session still works"
        simulator.expire_sessions()
        await reading.until(SourceState.UNAUTHORIZED)
        before = len(simulator.server.requests)
        await reading.during(4 * HOUR)
        assert len(simulator.server.requests) == before
        assert not [fact for fact in reading.facts if isinstance(fact, Unread)], "what was read stays"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "User account is locked"),
        (403, "Account locked: too many failed logins"),
        (400, "Password has expired"),
        (401, "All API calls error out until the password is changed"),
    ],
)
@in_fast_time
async def test_locked_or_expired_account_is_told_in_the_controllers_words_and_left_alone(
    status: int, words: str
) -> None:
    async with controller() as simulator:
        simulator.server.faults = to("/login", Reply(status, b'{"error": "%b"}' % words.encode()))
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.UNAUTHORIZED, f"{status} {words}")
            await reading.during(4 * HOUR)
        assert len(asked(simulator, "/login")) == 1


@in_fast_time
async def test_login_that_is_limited_waits_a_minute_three_times_and_then_for_a_person() -> None:
    async with controller() as simulator:
        simulator.server.faults = to("/login", BUSY)
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.UNAUTHORIZED, "no more logins now (429)")
            await reading.during(HOUR)
            moments = asked(simulator, "/login")
            assert len(moments) == 4
            assert all(later - earlier >= 60 for earlier, later in pairwise(moments))
            simulator.server.faults = None
            reading.source.poke()
            await reading.until(SourceState.LIVE)


@pytest.mark.parametrize(
    ("asked_for", "at_least", "at_most"), [("", 60, 61), ("86400", 300, 301), ("abc", 60, 61), ("-5", 60, 61)]
)
@in_fast_time
async def test_too_many_requests_are_followed_by_rest_and_half_the_pace(
    asked_for: str, at_least: float, at_most: float
) -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        headers = (("Retry-After", asked_for),) if asked_for else ()
        simulator.server.faults = to("/api/pool", Reply(429, NGINX, "text/html", headers), times=1)
        await reading.until(SourceState.STALE, "answering too many requests (429 an HTML page)")
        before = len(simulator.server.requests)
        await reading.until(SourceState.LIVE)
        moments = [request.at for request in simulator.server.requests]
        assert at_least <= moments[before] - moments[before - 1] <= at_most
        gaps = [later - earlier for earlier, later in pairwise(moments[before:])]
        assert min(gaps[5:]) > 0.9, "one request a second, not two"


@in_fast_time
async def test_session_that_is_forced_to_end_each_day_is_renewed_without_a_word() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        for day, status in enumerate((401, 419, 401), start=2):
            simulator.expire_sessions(status)
            await reading.during(60)
            assert simulator.sessions.opened == day
        assert reading.states == [SourceState.CONNECTING, SourceState.LIVE]


@in_fast_time
async def test_controller_that_takes_the_login_and_refuses_all_else_is_left_alone() -> None:
    async with controller() as simulator:
        simulator.server.faults = lambda request: (
            Fault(reply=Reply(401, b"CSRF token missing or incorrect.")) if request.path != "/login" else None
        )
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.UNAUTHORIZED, "accepted the login of oncall and then refused /api/cluster")
            await reading.during(4 * HOUR)
        assert [request.path for request in simulator.server.requests] == ["/login", "/api/cluster"]


@in_fast_time
async def test_session_cookie_may_have_the_name_that_the_login_tells() -> None:
    async with controller() as simulator:
        body = b'{"session_cookie_name": "portal", "version": {"Version": "30.2.1"}}'
        cookie = ("Set-Cookie", "portal=abc; HttpOnly")
        simulator.server.faults = to("/login", Reply(200, body, headers=(cookie,)))
        async with Reading(reader(simulator)) as reading:
            await reading.until(
                SourceState.UNAUTHORIZED, "then refused /api/cluster"
            )  # the simulator knows no such one


@in_fast_time
async def test_account_without_the_right_to_all_tenants_sees_its_own_and_says_so() -> None:
    async with controller() as simulator:
        simulator.put_tenant("shop")
        simulator.put("virtualservice", service("prod--shop", 2, tenant_ref="https://x/api/tenant/tenant-shop#shop"))
        simulator.all_tenants_allowed = False
        simulator.account.tenants = ("shop",)
        async with Reading(reader(simulator)) as reading:
            told = await reading.until(SourceState.PARTIAL)
        assert "only tenant shop is read: the account may not read all tenants" in told.detail
        pages = [fact.items for fact in reading.facts if isinstance(fact, Paged) and fact.kind is Kind.VIRTUAL_SERVICE]
        assert [len(page) for page in pages] == [1]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("virtualservice-inventory", Kind.RUNTIME), ("vsdatascriptset", Kind.DATA_SCRIPT_SET), ("cluster", Kind.CLUSTER)],
)
@in_fast_time
async def test_one_kind_without_the_right_is_named_and_the_others_are_read(path: str, kind: Kind) -> None:
    async with controller() as simulator:
        refused = Reply(403, b'{"error": "no permission"}')
        simulator.server.faults = to(f"/api/{path}", refused)
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.PARTIAL, f"{kind.value}: 403 no permission")
        lost = {fact.kind for fact in reading.facts if isinstance(fact, Unread)}
        read = {fact.kind for fact in reading.facts if isinstance(fact, ListEnded)}
        assert lost == {kind}
        assert read == {one for one in Kind if one.plane is kind.plane} - {kind}


def limited(simulator: AviSimulator) -> Callable[[Request], Fault | None]:
    """The Controller's own limit: 32 requests a second from one address, then nginx says 429 (Broadcom KB 372209)."""
    passed = list[float]()

    def fault(_: Request) -> Fault | None:
        now = asyncio.get_running_loop().time()
        if sum(at > now - 1 for at in passed) >= 32:
            return Fault(reply=BUSY)
        passed.append(now)
        return None

    for number in range(2, 10_000):
        simulator.put("virtualservice", service(f"prod--{number:05}", number))
    return fault


@in_fast_time
async def test_table_of_thousands_is_followed_within_the_pace() -> None:
    """Ten at once, then two a second: teardown counts them. The Controller's own limit is never met."""
    async with controller() as simulator:
        simulator.server.faults = limited(simulator)
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.LIVE)
            assert SourceState.UNREACHABLE not in reading.states
        assert virtual_services(reading) == 9_999


@in_fast_time
async def test_table_of_thousands_is_read_once_within_the_minute_that_a_check_has() -> None:
    async with controller() as simulator:
        simulator.server.faults = limited(simulator)
        begun = asyncio.get_running_loop().time()
        async with Reading(reader(simulator, follow=False)) as reading:
            await reading.over()
        assert asyncio.get_running_loop().time() - begun < DEFAULT_TIMEOUT
        assert reading.newest.state is SourceState.LIVE
        assert virtual_services(reading) == 9_999
        assert len(simulator.server.requests) == len(("/login", "/logout")) + 2 * 50 + len(AVI_TYPES) - 2


@in_fast_time
async def test_table_of_thousands_is_read_once_at_the_highest_pace_in_spite_of_the_controllers_limit() -> None:
    async with controller(rate=FASTEST_RATE) as simulator:
        simulator.server.faults = limited(simulator)
        async with Reading(reader(simulator, follow=False, rate=FASTEST_RATE)) as reading:
            await reading.over()
        assert reading.newest.state is SourceState.LIVE
        assert virtual_services(reading) == 9_999


@in_fast_time
async def test_reading_that_the_time_limit_ends_says_how_far_it_came_and_what_to_do() -> None:
    async with controller(rate=0.5) as simulator:
        simulator.server.faults = limited(simulator)
        engine = Engine([reader(simulator, follow=False, rate=0.5)], ())
        (_, source) = (await engine.settled(60)).sources
    told = detail(source)
    assert read_state(source).value == "partial"
    assert re.search(r"reading Avi \S+: virtualservices, page 35 of 50 \(9999 objects\), kind 3 of 10", told), told
    assert told.endswith("give it longer (--timeout 3m) or ask it faster (--avi-rate)")
    assert {part.reason for part in source.unread} == {"not read within 60 s"}


def virtual_services(reading: Reading) -> int:
    facts = (fact for fact in reading.facts if isinstance(fact, Paged))
    return sum(len(fact.items) for fact in facts if fact.kind is Kind.VIRTUAL_SERVICE)
