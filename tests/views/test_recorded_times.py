from datetime import UTC, datetime

import pytest

from akotui.errors import UsageError
from akotui.views.recorded_times import moment

FIRST, LAST = datetime(2026, 11, 27, 22, 0, tzinfo=UTC), datetime(2026, 11, 29, 4, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("03:10", "2026-11-28T03:10"),
        ("03:10Z", "2026-11-28T03:10"),
        ("22:30:15", "2026-11-28T22:30:15"),
        ("2026-11-29T03:10", "2026-11-29T03:10"),
        ("2026-11-29t03:10:00z", "2026-11-29T03:10"),
        ("2026-11-29T03:10+02:00", "2026-11-29T01:10"),
        ("+90s", "2026-11-28T12:01:30"),
        ("-1.5h", "2026-11-28T10:30"),
        ("+3d", "2026-11-29T04:30"),
        ("-99999999999d", "2026-11-27T22:00"),
        ("start", "2026-11-27T22:00"),
        (" END ", "2026-11-29T04:30"),
        ("2026-11-29T04:31", "2026-11-29T04:30"),
    ],
)
def test_what_is_meant(text: str, meant: str) -> None:
    assert moment(text, NOW, (FIRST, LAST)) == datetime.fromisoformat(meant).replace(tzinfo=UTC)


def test_time_of_day_is_taken_from_a_day_that_has_it() -> None:
    evening = FIRST, FIRST.replace(hour=23)
    assert moment("22:30", FIRST, evening) == FIRST.replace(minute=30)
    night = FIRST, FIRST.replace(day=28, hour=4)
    assert moment("03:10", FIRST, night) == FIRST.replace(day=28, hour=3, minute=10)


@pytest.mark.parametrize("text", ["", "3", "soon", "25:00", "+5", "2026-13-01", "\x1b[2J"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"no time: .*; give 03:10"):
        moment(text, NOW, (FIRST, LAST))


def test_time_outside_of_the_recording_is_refused_with_its_span() -> None:
    with pytest.raises(UsageError, match="from 2026-11-27T22:00:00Z to 2026-11-29T04:30:00Z"):
        moment("2026-11-30T00:00", NOW, (FIRST, LAST))
