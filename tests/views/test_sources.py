from datetime import timedelta

from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Plane
from akotui.views.lines import plain
from akotui.views.sources import aged, segment
from tests.build import AVI, KUBERNETES, MOMENT
from tests.build_estate import source


def test_segment_tells_state_in_a_word_and_age() -> None:
    assert plain(segment(source(), MOMENT, short=False, named=True)) == "k8s ● live  2s"
    assert plain(segment(source(AVI), MOMENT, short=False, named=True)) == "avi avi.test ● live  2s"
    assert plain(segment(source(AVI), MOMENT, short=True, named=False)) == "avi ●2s"


def test_only_a_source_that_told_something_and_is_lost_is_aged() -> None:
    partial = source(state=SourceState.PARTIAL)
    assert aged((partial, source(AVI, SourceState.STALE))) == {AVI}
    assert aged((source(), source(AVI, SourceState.UNREACHABLE, at=None))) == frozenset()
    assert aged((source(state=SourceState.UNAUTHORIZED),)) == {KUBERNETES}
    assert aged(()) == frozenset()


def test_stale_is_said_in_a_word_and_with_its_age_in_every_form() -> None:
    stale = source(state=SourceState.STALE, at=MOMENT - timedelta(minutes=3))
    assert plain(segment(stale, MOMENT, short=False, named=True)) == "k8s ✗ STALE  3m"
    assert plain(segment(stale, MOMENT, short=True, named=False)) == "k8s ✗STALE 3m"


def test_controller_that_is_off_is_called_that_and_has_no_age() -> None:
    off = source(Scope("avi", Plane.AVI), SourceState.OFF, at=None)
    assert {plain(segment(off, MOMENT, short=short, named=not short)) for short in (True, False)} == {"avi ○ off"}
