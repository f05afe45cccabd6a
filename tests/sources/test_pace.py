"""How fast a Controller is asked."""

from hypothesis import given
from hypothesis import strategies as st

from akotui.sources.pace import Pace


def test_burst_goes_at_once_and_then_one_each_half_second() -> None:
    pace = Pace(burst=3, rate=2.0)
    assert [pace.delay(100.0) for _ in range(5)] == [0.0, 0.0, 0.0, 0.5, 1.0]


def test_rest_refills_the_burst_and_no_more() -> None:
    pace = Pace(burst=2, rate=2.0)
    assert [pace.delay(0.0), pace.delay(0.0)] == [0.0, 0.0]
    assert [pace.delay(1000.0) for _ in range(3)] == [0.0, 0.0, 0.5]


def test_who_is_in_no_hurry_goes_several_times_at_once_and_no_more_often() -> None:
    pace, now, sent = Pace(burst=4, rate=2.0), 0.0, list[float]()
    for _ in range(12):
        now += pace.delay(now, together=4)
        sent.append(now)
    assert sent == [0.0] * 4 + [2.0] * 4 + [4.0] * 4
    assert Pace(burst=1, rate=2.0).delay(0.0, together=4) == 0.0
    slowed = Pace(burst=8, rate=2.0)
    slowed.slow()
    assert [slowed.delay(0.0, together=4) for _ in range(2)] == [1.0, 2.0]
    slowed.recover()
    assert slowed.delay(1000.0, together=4) == 0.0


@given(gaps=st.lists(st.floats(0, 2), min_size=1, max_size=60), together=st.sampled_from((1, 4, 9)))
def test_no_window_holds_more_than_the_burst_and_the_rate(gaps: list[float], together: int) -> None:
    pace, now, sent = Pace(burst=5, rate=2.0), 0.0, list[float]()
    for gap in gaps:
        now += gap
        now += pace.delay(now, together=together)
        sent.append(now)
    for first, start in enumerate(sent):
        within = [moment for moment in sent[first:] if moment < start + 10.0]
        assert len(within) <= 5 + 2 * 10 + 1


def test_pace_that_was_too_fast_is_halved_to_an_eighth_and_comes_back_in_steps() -> None:
    pace = Pace(burst=10, rate=2.0)
    pace.slow()
    assert [pace.delay(0.0) for _ in range(2)] == [1.0, 2.0]
    for _ in range(5):
        pace.slow()
    assert [pace.delay(1000.0) for _ in range(3)] == [0.0, 3.0, 7.0]
    for _ in range(5):
        pace.recover()
    assert [pace.delay(2000.0) for _ in range(12)] == [0.0] * 10 + [0.5, 1.0]
