"""Sessions, logins and versions, as values: a refused password is tried once."""

import msgspec
import pytest

from akotui.model.facts import SourceState
from akotui.model.kinds import AVI_TYPES
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_messages import Lost, Reply, Request
from akotui.sources.avi_protocol import AviProtocol
from akotui.sources.secret import Secret
from tests.secrecy import PASSWORD
from tests.sources.controller import (
    ADDRESS,
    CSRF,
    SESSION,
    START,
    Controller,
    answer,
    everywhere,
    last,
    on,
    play,
    protocol,
    states,
    unread,
)


def test_login_is_json_and_nothing_prints_the_password() -> None:
    controller = Controller()
    play(protocol(), controller)
    assert msgspec.json.decode(controller.seen[0].body) == {"username": "oncall", "password": PASSWORD}
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
        "Cookie": f"csrftoken={CSRF}; sessionid={SESSION}; avi-sessionid={SESSION}",
        "X-CSRFToken": CSRF,
        "Referer": "https://avi.test/",
        "X-Avi-Version": "30.2.1",
        "X-Avi-Tenant": "*",
        "Content-Type": "application/json",
    }


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


def test_refused_password_is_tried_no_third_time_however_often_somebody_asks() -> None:
    controller = Controller(on("/login", answer({"error": "Invalid credentials"}, 401)))
    reader = protocol()
    for _ in range(4):
        play(reader, controller, asked=True)
    facts = play(reader, controller, asked=True)
    assert controller.logins == 2
    assert "refused this password 2 times; another refusal may lock the account" in last(facts).detail
    assert (last(facts).state, reader.pause) == (SourceState.UNAUTHORIZED, None)
    reader.conversation.credentials = AviCredentials("oncall", Secret("corrected"))
    play(reader, controller, asked=True)
    assert controller.logins == 3


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


def test_controller_that_ends_every_session_draws_one_login_a_round_and_then_rest() -> None:
    refuse = False

    def every_second(request: Request) -> Reply | None:
        nonlocal refuse
        refuse = not refuse if request.path.startswith("/api/") else refuse
        return answer({}, 401) if refuse and request.path.startswith("/api/") else None

    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides.append(every_second)
    facts = play(reader, controller)
    assert controller.logins == 2
    assert "ended two sessions within one reading" in last(facts).detail
    assert (last(facts).state, reader.pause) == (SourceState.STALE, 60.0)


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


def test_controller_that_is_down_is_asked_only_whether_it_is_up() -> None:
    controller, reader = Controller(), protocol()
    play(reader, controller)
    controller.overrides.append(everywhere(answer(b"<html>", 503)))
    for _ in range(4):
        play(reader, controller)
    down = controller.paths[controller.paths.index("/api/l4policyset") + 1 :]
    assert down == ["/api/cluster", *["/api/cluster/status"] * 3]
    controller.overrides.clear()
    assert last(play(reader, controller)).state is SourceState.LIVE
    assert controller.logins == 1


def test_controller_that_wants_fewer_requests_is_not_asked_whether_it_is_up() -> None:
    controller, reader = Controller(everywhere(answer(b"<html>", 429))), protocol()
    play(reader, controller)
    play(reader, controller)
    assert "/api/cluster/status" not in controller.paths


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
    assert (goodbye.method, goodbye.path, dict(goodbye.headers)["X-CSRFToken"]) == ("POST", "/logout", CSRF)
    assert reader.conversation.farewell() is None
