from datetime import timedelta

import pytest

from akotui.analysis.estate import UnreadPart
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Plane
from akotui.views.lines import plain
from akotui.views.sources import aged, banners, segment
from tests.build import AVI, KUBERNETES, MOMENT
from tests.build_estate import source


def words(report_state: SourceState, **fields: object) -> list[str]:
    return [plain(one) for one in banners((source(AVI, report_state, **fields),), MOMENT)]


def test_segment_tells_state_in_a_word_and_age() -> None:
    assert plain(segment(source(), MOMENT, short=False, named=True)) == "k8s ● live  2s"
    assert plain(segment(source(AVI), MOMENT, short=False, named=True)) == "avi avi.test ● live  2s"
    assert plain(segment(source(AVI), MOMENT, short=True, named=False)) == "avi ●2s"


@pytest.mark.parametrize("state", [SourceState.LIVE, SourceState.CONNECTING])
def test_source_that_is_well_needs_no_banner(state: SourceState) -> None:
    assert words(state) == []


def test_live_source_whose_watches_lost_something_says_so_in_one_line() -> None:
    health = Health(SourceState.LIVE, "2 changes lost on the way, found by reading everything again")
    assert words(SourceState.LIVE, health=health, repaired=2) == [
        "● Avi Controller avi.test: 2 changes lost on the way, found by reading everything again",
    ]


def test_unreachable_source_tells_next_try_and_what_is_old() -> None:
    health = Health(SourceState.UNREACHABLE, "read timeout", retry_at=MOMENT + timedelta(seconds=16))
    assert words(SourceState.UNREACHABLE, health=health) == [
        "✗ Avi Controller avi.test unreachable: read timeout. Next try in 16s, ^r now",
        "  Marked * and as of 16:59:58Z: virtual services, owners and orphans",
    ]


def test_refused_login_is_not_tried_again_by_itself() -> None:
    health = Health(SourceState.UNAUTHORIZED, "401 for user oncall")
    first, second = words(SourceState.UNAUTHORIZED, health=health, at=None)
    assert first == "✗ Avi Controller avi.test unauthorized: 401 for user oncall. ^r tries again, L another account"
    assert second == "  Not read, so unknown: virtual services, owners and orphans"


def test_partial_source_names_what_is_missing() -> None:
    unread = (UnreadPart("tenant blue-t", "403"), UnreadPart("pools", ""))
    assert words(SourceState.PARTIAL, unread=unread)[1] == "  Not read, so unknown: tenant blue-t: 403; pools"


def test_source_that_is_off_says_that_nothing_is_known() -> None:
    health = Health(SourceState.OFF, "no Controller was given")
    assert words(SourceState.OFF, health=health) == [
        "○ Avi Controller avi.test off: no Controller was given; L logs in",
        "  Not read, so unknown: virtual services, owners and orphans",
    ]


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
    assert plain(banners((off,), MOMENT)[0]) == "○ Avi Controller off; L logs in"
