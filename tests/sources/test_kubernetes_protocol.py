import json

import pytest

from akotui.model.facts import Deleted, Fact, ListEnded, Paged, Unread, Upserted
from akotui.model.kinds import Kind
from akotui.sources.kubernetes_protocol import FORBIDDEN_WAIT, PATIENCE, REFUSED_WAIT, TOLD_EACH, ListWatch, Reading
from akotui.sources.kubernetes_steps import PAGE, List, Wait, Watch
from akotui.sources.kubernetes_wire import Answer
from tests.sources.kubernetes_answers import AT, SCOPE, ingress, line, listed, machine, page, refused, watching


def kinds(facts: tuple[Fact, ...]) -> list[type[Fact]]:
    return [type(fact) for fact in facts]


def test_first_step_lists_a_page_without_resource_version() -> None:
    assert machine().step(0.5) == List((("limit", str(PAGE)),))


def test_configmaps_are_narrowed_in_list_and_watch() -> None:
    narrowed = ("fieldSelector", "metadata.name=avi-k8s-config")
    ready = machine(Kind.CONFIG_MAP)
    step = ready.step(0.5)
    assert isinstance(step, List)
    assert narrowed in step.parameters
    ready.listed(page(kind="ConfigMap"), AT)
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert narrowed in step.parameters


def test_last_page_ends_the_list_and_starts_the_watch() -> None:
    ready = machine()
    assert kinds(ready.listed(page("a", token="t"), AT)) == [Paged]
    assert ready.next_page() == List((("limit", str(PAGE)), ("continue", "t")))
    assert kinds(ready.listed(page("b", version="10"), AT)) == [Paged, ListEnded]
    assert ready.next_page() is None
    assert ready.condition.reading is Reading.READ
    step = ready.step(0.0)
    assert isinstance(step, Watch)
    assert step.seconds == 240
    assert set(step.parameters) == {
        ("watch", "true"),
        ("allowWatchBookmarks", "true"),
        ("resourceVersion", "10"),
        ("timeoutSeconds", "240"),
    }


def test_long_list_tells_how_far_it_is_until_it_was_read_once() -> None:
    names = [f"web-{number}" for number in range(TOLD_EACH // 2)]
    ready = machine()
    said: list[str] = []
    for token in ("a", "b", "c", ""):
        ready.listed(page(*names, token=token, version="10"), AT)
        said.append(ready.condition.reason)
    what = "ingresses.networking.k8s.io"
    assert said == ["", f"{what}: 1,000 so far", f"{what}: 1,000 so far", ""]
    assert ready.condition.reading is Reading.READ


def test_items_are_the_servers_own_bytes() -> None:
    fact = machine().listed(page("a"), AT)[0]
    assert isinstance(fact, Paged)
    assert fact.items == (json.dumps(ingress("a")).encode(),)


def test_null_items_are_an_empty_list_and_a_missing_kind_is_not() -> None:
    empty = Answer(200, b'{"kind":"IngressList","metadata":{"resourceVersion":"1"},"items":null}')
    assert kinds(machine().listed(empty, AT)) == [Paged, ListEnded]
    assert kinds(machine().listed(Answer(200, b"{}", "application/json"), AT)) == [Unread]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>please log in</html>", "text/html"),
        Answer(200, b'{"kind":"IngressList","metadata":{},"items":[]}'),
        Answer(200, b'{"kind":"PodList","metadata":{"resourceVersion":"1"},"items":[]}'),
        Answer(200, b'{"kind":"IngressList","metadata":{"resourceVersion":"1"}}'),
        Answer(200, b'{"kind":"IngressList","metadata":{"resourceVersion":"1"},"items":[{"a":' + b"[" * 200_000),
        Answer(200, b'{"kind":"IngressList","metadata":{"resourceVersion":"1"},"items":[{"met'),
        Answer(200, b""),
    ],
)
def test_answer_that_is_no_list_is_unread_and_never_empty(answer: Answer) -> None:
    ready = machine()
    facts = ready.listed(answer, AT)
    assert kinds(facts) == [Unread]
    assert ready.condition.reading is Reading.FAILED
    assert isinstance(ready.step(0.5), Wait)


def test_html_answer_says_that_this_is_no_kubernetes_api() -> None:
    fact = machine().listed(Answer(200, b"<html>", "text/html"), AT)[0]
    assert isinstance(fact, Unread)
    assert "not a Kubernetes API: it answers text/html" in fact.reason


def test_expired_page_reads_everything_again_without_limit() -> None:
    ready = machine()
    ready.listed(page("a", token="t"), AT)
    assert kinds(ready.listed(refused(410), AT)) == [Unread]
    assert ready.next_page() is None
    assert ready.step(0.5) == List(())
    assert kinds(ready.listed(page("a", "b"), AT)) == [Paged, ListEnded]


def test_same_page_twice_ends_the_list() -> None:
    ready = machine()
    ready.listed(page("a", token="t"), AT)
    assert kinds(ready.listed(page("a", token="t"), AT)) == [Unread]


def test_events_become_facts_and_move_the_version() -> None:
    ready = watching()
    assert kinds(ready.event(line("ADDED"), AT)) == [Upserted]
    assert kinds(ready.event(line("MODIFIED", version="12"), AT)) == [Upserted]
    assert kinds(ready.event(line("DELETED", version="13"), AT)) == [Deleted]
    bookmark = b'{"type":"BOOKMARK","object":{"kind":"Ingress","metadata":{"resourceVersion":"99"}}}'
    assert ready.event(bookmark, AT) == ()
    ready.ended(60.0)
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", "99") in step.parameters


@pytest.mark.parametrize(
    "broken",
    [
        b"not json",
        b'{"type":"ADDED"}',
        b'{"type":"ADDED","object":{}}',
        b'{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u"}}}',
        b'{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"5"}}}',
        b'{"type":"ADDED","object":{"metadata":{"uid":"u","resourceVersion":"5"}}}',
        b'{"type":"TURNED","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"5"}}}',
        b'{"type":"BOOKMARK","object":{"metadata":{}}}',
        b'{"type":"ADDED","object":' + b"[" * 200_000,
        b'{"type":"ADDED","object":{"metadata":{"name":"\xff","uid":"u","resourceVersion":"5"}}}',
        b'{"type":"ADDED","object":{"metadata":{"name":"a","uid":"u","resourceVersion":"5"},"sp\xffc":{}}}',
    ],
)
def test_event_that_cannot_be_read_is_not_skipped_but_listed_again(broken: bytes) -> None:
    ready = watching()
    assert ready.event(broken, AT) == ()
    assert ready.leaving
    ready.ended(0.1)
    assert isinstance(ready.step(0.5), List)


def test_unreadable_events_in_a_row_back_off_and_are_said() -> None:
    ready = watching()
    for _ in range(2):
        ready.event(b"not json", AT)
        ready.ended(0.1)
        while not isinstance(ready.step(0.5), List):
            pass
        ready.listed(page("a"), AT)
        ready.step(0.5)
        ready.opened(Answer(200), AT)
    assert ready.condition.reading is Reading.FAILED
    assert "cannot be read" in ready.condition.reason
    ready.ended(200.0)
    ready.step(0.5)
    ready.opened(Answer(200), AT)
    assert ready.condition.reading is Reading.READ


@pytest.mark.parametrize("as_event", [True, False])
def test_expired_watch_lists_again_at_once_and_backs_off_in_a_storm(*, as_event: bool) -> None:
    ready = listed()
    steps: list[type[object]] = []
    for _ in range(3):
        assert isinstance(ready.step(0.5), Watch)
        if as_event:
            ready.opened(Answer(200), AT)
            ready.event(b'{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}', AT)
        else:
            ready.opened(refused(410), AT)
        assert ready.leaving
        ready.ended(0.1)
        step = ready.step(0.5)
        steps.append(type(step))
        if isinstance(step, Wait):
            assert step.seconds >= 0.4
            assert isinstance(ready.step(0.5), List)
        ready.listed(page("a"), AT)
    assert steps == [List, Wait, Wait]


@pytest.mark.parametrize("code", [429, 500, 504])
def test_server_trouble_in_a_watch_waits_and_goes_on_from_the_same_version(code: int) -> None:
    ready = watching()
    ready.event(json.dumps({"type": "ERROR", "object": {"code": code, "message": "busy"}}).encode(), AT)
    ready.ended(0.1)
    assert isinstance(ready.step(0.5), Wait)
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", "10") in step.parameters
    assert ready.condition.reading is Reading.LOST


def test_lost_watch_keeps_its_version_and_says_nothing_unread() -> None:
    ready = watching()
    assert ready.lost("reset", AT, lasted=5.0) == ()
    assert ready.condition.reading is Reading.LOST
    wait = ready.step(0.99)
    assert isinstance(wait, Wait)
    assert wait.seconds <= 0.8
    assert isinstance(ready.step(0.5), Watch)


def test_waits_grow_to_thirty_seconds_and_start_over_after_a_healthy_watch() -> None:
    ready = watching()
    waits: list[float] = []
    for _ in range(10):
        ready.lost("refused", AT, lasted=0.0)
        step = ready.step(0.999)
        assert isinstance(step, Wait)
        waits.append(step.seconds)
        ready.step(0.5)
    assert waits == sorted(waits)
    assert 29 < waits[-1] <= 30
    ready.lost("reset", AT, lasted=200.0)
    step = ready.step(0.999)
    assert isinstance(step, Wait)
    assert step.seconds <= 0.8


def test_clean_end_watches_again_at_once() -> None:
    ready = watching()
    ready.ended(240.0)
    assert isinstance(ready.step(0.5), Watch)


def test_watch_that_ends_at_once_backs_off_and_is_called_lost_in_the_end() -> None:
    ready = watching()
    for _ in range(3):
        ready.ended(0.01)
        assert isinstance(ready.step(0.5), Wait)
        assert isinstance(ready.step(0.5), Watch)
        ready.opened(Answer(200), AT)
    ready.ended(0.01)
    assert ready.condition.reading is Reading.LOST


def test_forbidden_list_names_verb_resource_and_namespace_and_waits_five_minutes() -> None:
    ready = machine(Kind.POD, part="blue")
    facts = ready.listed(refused(403, 'pods is forbidden: User "viewer" cannot list resource "pods"'), AT)
    reason = '403 list pods in blue: pods is forbidden: User "viewer" cannot list resource "pods"'
    assert facts == (Unread(SCOPE, Kind.POD, reason, AT, part="blue"),)
    assert ready.condition.reading is Reading.FORBIDDEN
    assert ready.step(0.5) == Wait(FORBIDDEN_WAIT)
    assert isinstance(ready.step(0.5), List)


def test_same_refusal_again_is_not_told_again() -> None:
    ready = machine()
    assert ready.listed(refused(403), AT) != ()
    assert ready.listed(refused(403), AT) == ()
    assert ready.listed(refused(500), AT) != ()


@pytest.mark.parametrize("status", [405, 406, 415])
def test_refusal_that_time_does_not_heal_is_said_and_backs_off(status: int) -> None:
    ready = machine()
    (fact,) = ready.listed(refused(status, "only JSON here"), AT)
    assert isinstance(fact, Unread)
    assert fact.reason == f"{status} list ingresses.networking.k8s.io: only JSON here"
    ready.step(0.5)
    waits = waits_of(ready, status)
    assert waits == sorted(waits)
    assert waits[-1] > 29


def waits_of(ready: ListWatch, status: int) -> list[float]:
    waits: list[float] = []
    for _ in range(8):
        ready.listed(refused(status), AT)
        step = ready.step(0.999)
        assert isinstance(step, Wait)
        waits.append(step.seconds)
        assert isinstance(ready.step(0.5), List)
    return waits


def test_server_that_fails_to_open_a_watch_keeps_the_version_at_first() -> None:
    ready = watching()
    ready.ended(60.0)
    for _ in range(PATIENCE - 1):
        assert isinstance(ready.step(0.5), Watch)
        assert ready.opened(refused(503, "starting"), AT) == ()
        assert ready.condition.reading is Reading.LOST
        assert ready.condition.reason == "503 watch ingresses.networking.k8s.io: starting"
        assert isinstance(ready.step(0.5), Wait)
    assert isinstance(ready.step(0.5), Watch)
    assert kinds(ready.opened(refused(503), AT)) == [Unread]
    ready.step(0.5)
    assert isinstance(ready.step(0.5), List)


@pytest.mark.parametrize("as_event", [True, False])
def test_version_that_the_server_never_had_is_listed_again(*, as_event: bool) -> None:
    message = "Timeout: Too large resource version: 99, current: 7"
    ready = watching()
    if as_event:
        ready.event(json.dumps({"type": "ERROR", "object": {"code": 504, "message": message}}).encode(), AT)
    else:
        ready.opened(refused(504, message), AT)
    assert ready.leaving
    ready.ended(0.1)
    assert ready.step(0.5) == List((("limit", str(PAGE)),))


def test_watch_that_is_forbidden_makes_the_kind_unread() -> None:
    ready = watching()
    ready.ended(60.0)
    ready.step(0.5)
    assert kinds(ready.opened(refused(403), AT)) == [Unread]
    assert ready.step(0.5) == Wait(REFUSED_WAIT)
    assert isinstance(ready.step(0.5), List)
    ready.listed(refused(403), AT)
    assert ready.step(0.5) == Wait(FORBIDDEN_WAIT)


def test_not_found_asks_for_discovery() -> None:
    ready = machine()
    assert kinds(ready.listed(refused(404), AT)) == [Unread]
    assert ready.gone


def test_unauthorized_is_told_and_waits() -> None:
    ready = machine()
    ready.listed(refused(401, "Unauthorized"), AT)
    assert ready.condition.reading is Reading.UNAUTHORIZED
    assert ready.step(0.5) == Wait(30.0)


@pytest.mark.parametrize(("asked", "low", "high"), [(5.0, 5.0, 5.0), (None, 0.4, 0.8), (0.0, 0.4, 0.8)])
def test_too_many_requests_waits_as_asked(asked: float | None, low: float, high: float) -> None:
    ready = machine()
    ready.listed(refused(429, retry_after=asked), AT)
    step = ready.step(0.5)
    assert isinstance(step, Wait)
    assert low <= step.seconds <= high
    watcher = watching()
    watcher.opened(refused(429, retry_after=asked), AT)
    step = watcher.step(0.5)
    assert isinstance(step, Wait)
    assert low <= step.seconds <= high
    assert isinstance(watcher.step(0.5), Watch)


def test_error_text_is_cleaned_and_cut() -> None:
    fact = machine().listed(refused(500, "\x1b]52;c;x\x07" + "a" * 1000), AT)[0]
    assert isinstance(fact, Unread)
    assert fact.reason.isprintable()
    assert len(fact.reason) < 400
