"""Now and then everything is listed at the very moment where the watch stands: what differs was lost on the way."""

import pytest

from akotui.model.facts import Fact, ListEnded, Paged, Unread
from akotui.sources.kubernetes_protocol import ListWatch
from akotui.sources.kubernetes_steps import PAGE, List, Wait, Watch
from akotui.sources.kubernetes_wire import Answer
from tests.sources.kubernetes_answers import AT, page, refused, watching

EXACTLY = List((("limit", str(PAGE)), ("resourceVersion", "10"), ("resourceVersionMatch", "Exact")))
NEWEST = List((("limit", str(PAGE)),))


def auditing() -> ListWatch:
    ready = watching()
    ready.ended(900.0)
    assert ready.step(0.5) == EXACTLY
    return ready


def kinds(facts: tuple[Fact, ...]) -> list[type[Fact]]:
    return [type(fact) for fact in facts]


def is_audit(facts: tuple[Fact, ...]) -> bool:
    end = facts[-1]
    assert isinstance(end, ListEnded)
    return end.audit


def test_first_list_is_no_audit() -> None:
    ready = watching()
    ready.opened(refused(410), AT)
    assert ready.step(0.5) == NEWEST
    assert not is_audit(ready.listed(page("a"), AT))


def test_everything_is_audited_after_ten_minutes_of_watching() -> None:
    ready = watching()
    ready.ended(300.0)
    assert isinstance(ready.step(0.5), Watch)
    ready.opened(Answer(200), AT)
    ready.ended(301.0)
    assert ready.step(0.5) == EXACTLY
    assert is_audit(ready.listed(page("a"), AT))
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", "10") in step.parameters


def test_audit_in_pages_carries_the_version_in_its_token() -> None:
    ready = auditing()
    ready.listed(page("a", token="t"), AT)
    assert ready.next_page() == List((("limit", str(PAGE)), ("continue", "t")))
    assert is_audit(ready.listed(page("b"), AT))


@pytest.mark.parametrize("status", [400, 410, 500, 504])
def test_server_that_cannot_list_that_moment_lists_the_newest_and_proves_nothing(status: int) -> None:
    ready = auditing()
    assert ready.listed(refused(status), AT) == ()
    assert ready.step(0.5) == NEWEST
    assert not is_audit(ready.listed(page("a", version="77"), AT))
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", "77") in step.parameters


def test_server_that_lists_another_moment_than_asked_proves_nothing() -> None:
    ready = auditing()
    assert not is_audit(ready.listed(page("a", version="11"), AT))


def test_audit_that_expires_between_its_pages_proves_nothing() -> None:
    ready = auditing()
    ready.listed(page("a", token="t"), AT)
    ready.listed(refused(410), AT)
    assert ready.step(0.5) == List(())
    assert not is_audit(ready.listed(page("a", "b"), AT))


def test_audit_that_fails_before_its_first_page_leaves_the_watch_as_it_was() -> None:
    ready = auditing()
    assert ready.lost("refused", AT) == ()
    assert isinstance(ready.step(0.5), Wait)
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", "10") in step.parameters


def test_audit_that_fails_after_a_page_takes_the_pages_back() -> None:
    ready = auditing()
    ready.listed(page("a", token="t"), AT)
    assert kinds(ready.lost("reset", AT)) == [Unread]
    ready.step(0.5)
    assert ready.step(0.5) == NEWEST
    assert kinds(ready.listed(page("a"), AT)) == [Paged, ListEnded]


def test_watch_left_in_doubt_is_audited_and_one_left_without_goes_on() -> None:
    ready = watching()
    ready.left(3.0, doubt=False)
    assert isinstance(ready.step(0.5), Watch)
    ready.opened(Answer(200), AT)
    ready.left(3.0, doubt=True)
    assert ready.step(0.5) == EXACTLY
