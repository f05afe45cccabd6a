"""Waiting times."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.sources.retry import LONGEST_ASKED, retry_after, wait

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def test_wait_doubles_up_to_the_cap() -> None:
    waits = [wait(n, first=2.0, cap=60.0, jitter=0.0) for n in range(1, 8)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


@given(
    attempt=st.integers(min_value=0, max_value=10**6),
    jitter=st.floats(min_value=0, max_value=1, exclude_max=True),
)
def test_wait_is_never_zero_and_never_over_the_cap(attempt: int, jitter: float) -> None:
    assert 0.4 <= wait(attempt, first=0.8, cap=30.0, jitter=jitter) <= 30.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("86400", LONGEST_ASKED),
        ("9" * 400, LONGEST_ASKED),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 12:00:00 GMT", LONGEST_ASKED),
        ("Mon, 23 Nov 2026 12:00:30 -0000", 30.0),
        (None, None),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("Mon, 99 Nov 2026 12:00:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


@given(value=st.text())
def test_retry_after_survives_anything(value: str) -> None:
    asked = retry_after(value, NOW + timedelta(days=1))
    assert asked is None or 0.0 <= asked <= LONGEST_ASKED
