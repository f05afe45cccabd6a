from datetime import timedelta

import pytest

from akotui.views.ages import age, clock
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
