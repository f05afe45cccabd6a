from datetime import timedelta

import pytest

from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Plane
from akotui.views.heading import headings
from akotui.views.lines import Span, plain
from akotui.views.sources import Form, aged, segment
from tests.build import AVI, KUBERNETES, MOMENT
from tests.build_estate import estate, source


def test_segment_tells_state_in_a_word_and_age() -> None:
    assert plain(segment(source(), MOMENT, Form.NAMED)) == "k8s ● live  2s"
    assert plain(segment(source(AVI), MOMENT, Form.NAMED)) == "avi avi.test ● live  2s"
    assert plain(segment(source(AVI), MOMENT, Form.TIGHT)) == "avi ●2s"
    assert plain(segment(source(), MOMENT, Form.WORDS)) == "k8s ● live, last event  2s ago"
    assert plain(segment(source(AVI), MOMENT, Form.WORDS)) == "avi avi.test ● live, polled  2s ago"
    assert plain(segment(source(at=None, state=SourceState.CONNECTING), MOMENT, Form.WORDS)) == "k8s … connecting  --"


@pytest.mark.parametrize("state", [SourceState.LIVE, SourceState.PARTIAL])
def test_controller_tells_how_often_it_is_polled_where_there_is_room(state: SourceState) -> None:
    polled = source(AVI, health=Health(state, every=15))
    assert plain(segment(polled, MOMENT, Form.PACED)).endswith(", polled  2s ago, every 15s")
    assert plain(segment(polled, MOMENT, Form.WORDS)).endswith(", polled  2s ago")


def test_how_often_is_not_told_of_what_is_lost_or_was_read_once() -> None:
    for report in (source(AVI, health=Health(SourceState.STALE, every=15)), source(AVI), source()):
        assert "every" not in plain(segment(report, MOMENT, Form.PACED))


@pytest.mark.parametrize("form", [one for one in Form if one is not Form.TIGHT])
def test_what_stands_behind_an_age_keeps_its_place(form: Form) -> None:
    told = {len(plain(segment(source(), MOMENT + timedelta(seconds=more), form))) for more in (0, 9, 80, 9000)}
    assert len(told) == 1


def test_only_a_source_that_told_something_and_is_lost_is_aged() -> None:
    partial = source(state=SourceState.PARTIAL)
    assert aged((partial, source(AVI, SourceState.STALE))) == {AVI}
    assert aged((source(), source(AVI, SourceState.UNREACHABLE, at=None))) == frozenset()
    assert aged((source(state=SourceState.UNAUTHORIZED),)) == {KUBERNETES}
    assert aged(()) == frozenset()


def test_stale_is_said_in_a_word_and_with_its_age_in_every_form() -> None:
    stale = source(state=SourceState.STALE, at=MOMENT - timedelta(minutes=3))
    assert plain(segment(stale, MOMENT, Form.NAMED)) == "k8s ✗ STALE  3m"
    assert plain(segment(stale, MOMENT, Form.SHORT)) == "k8s ✗STALE  3m"


@pytest.mark.parametrize("state", [SourceState.UNAUTHORIZED, SourceState.FORBIDDEN, SourceState.UNREACHABLE])
def test_tightest_form_leaves_room_for_the_rest_at_forty_columns_whatever_is_lost(state: SourceState) -> None:
    lost = estate(sources=(source(state=state, at=None), source(AVI, state, at=None)))
    *_, tightest = headings(lost, "prod-eu", MOMENT, demo=True)
    told = plain((*tightest.left, Span(" "), *tightest.right))
    assert " RO " in told
    assert len(told) <= 40


def test_controller_that_is_off_is_called_that_and_has_no_age() -> None:
    off = source(Scope("avi", Plane.AVI), SourceState.OFF, at=None)
    assert {plain(segment(off, MOMENT, form)) for form in Form} == {"avi ○ off"}
