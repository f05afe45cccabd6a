from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.ages import OLDER, age, aged, clock, due, moment
from tests.build import MOMENT


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (59.9, "59s"),
        (60, "1m"),
        (3599, "59m"),
        (3600, "1h"),
        (86_400, "1d"),
        (400 * 86_400, "1y"),
        (-5, "0s"),
    ],
)
def test_age_has_one_unit(seconds: float, words: str) -> None:
    assert age(MOMENT - timedelta(seconds=seconds), MOMENT) == words


def test_what_was_never_read_has_no_age() -> None:
    assert age(None, MOMENT) == "--"
    assert clock(None) == "--:--:--Z"


def test_clock_is_utc_to_the_second() -> None:
    assert clock(MOMENT) == "17:00:00Z"


def test_moment_of_a_cell_becomes_an_age_and_says_when_it_is_the_least_it_can_be() -> None:
    at = MOMENT - timedelta(minutes=14)
    assert (moment(at), moment(at, older=True), moment(None)) == (
        "2026-11-22T16:46:00Z",
        "2026-11-22T16:46:00Z+",
        "--",
    )
    assert [aged(cell, MOMENT) for cell in (moment(at), moment(at, older=True), "--")] == ["14m", "14m+", "--"]


def test_age_that_is_the_least_is_told_in_minutes_from_the_beginning() -> None:
    cells = [aged(moment(MOMENT, older=True), MOMENT + timedelta(seconds=after)) for after in (0, 1, 59, 60, 119)]
    assert cells == ["0m+", "0m+", "0m+", "1m+", "1m+"]
    assert [aged(moment(MOMENT), MOMENT + timedelta(seconds=after)) for after in (0, 1, 59, 60)] == [
        "0s",
        "1s",
        "59s",
        "1m",
    ]


moments = st.integers(0, 10**15).map(lambda microseconds: MOMENT + timedelta(microseconds=microseconds))


@given(moments, moments, st.sampled_from(("", OLDER)))
def test_age_is_due_when_it_reads_otherwise_and_not_before(at: datetime, now: datetime, older: str) -> None:
    cell = moment(at) + older
    then = due(cell, now)
    assert then is not None
    assert aged(cell, now) == aged(cell, then - timedelta(microseconds=1)) != aged(cell, then)


def test_moment_that_is_not_known_is_never_due() -> None:
    assert due("--", MOMENT) is None
