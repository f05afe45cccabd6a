import gc
import sys
from collections.abc import Generator, Iterator

import pytest

from akotui.cli.pauses import DUE, LONG, SPARED, SWITCH, Sweeping, collect_if_due, short


@pytest.fixture(autouse=True)
def thawed() -> Generator[None]:
    yield
    gc.unfreeze()


def swept(seconds: float, generation: int = 2) -> Sweeping:
    """A watcher that was told of one collection that took so long."""
    moments: Iterator[float] = iter((1.0, 1.0 + seconds))
    sweeping = Sweeping(clock=lambda: next(moments))
    sweeping.watch("start", {"generation": generation})
    sweeping.watch("stop", {"generation": generation})
    return sweeping


def test_survivors_of_a_long_full_collection_are_spared_the_next() -> None:
    swept(LONG * 2)
    assert gc.get_freeze_count() > 1000


@pytest.mark.parametrize(("seconds", "generation"), [(LONG / 2, 2), (LONG * 2, 1), (LONG * 2, 0)])
def test_short_and_partial_collections_change_nothing(seconds: float, generation: int) -> None:
    before = gc.get_freeze_count()
    swept(seconds, generation)
    assert gc.get_freeze_count() == before


def test_now_and_then_everything_is_looked_at_again() -> None:
    moments = iter(range(1000))
    sweeping = Sweeping(clock=lambda: next(moments))
    frozen: list[bool] = []
    for _ in range(SPARED):
        sweeping.watch("start", {"generation": 2})
        sweeping.watch("stop", {"generation": 2})
        frozen.append(gc.get_freeze_count() > 0)
    assert frozen == [True] * (SPARED - 1) + [False]


def test_everything_is_as_before_afterwards() -> None:
    before, thresholds = (sys.getswitchinterval(), len(gc.callbacks)), gc.get_threshold()
    with short():
        assert (round(sys.getswitchinterval(), 4), len(gc.callbacks)) == (SWITCH, before[1] + 1)
    assert (sys.getswitchinterval(), len(gc.callbacks), gc.get_freeze_count()) == (*before, 0)
    assert gc.get_threshold() == thresholds


def grow(collections: int) -> None:
    """Have so many collections of what is younger."""
    for _ in range(collections):
        gc.collect(1)


def test_no_full_collection_comes_by_itself() -> None:
    told = list[int]()
    with short():
        gc.callbacks.append(lambda _, told_of: told.append(told_of["generation"]))
        try:
            kept = [[number] for number in range(200_000)]
        finally:
            gc.callbacks.pop()
    assert kept
    assert 1 in told
    assert 2 not in told


def test_full_collection_is_made_where_it_is_asked_for_when_it_is_due_and_only_then() -> None:
    with short():
        gc.collect()
        before = gc.get_stats()[2]["collections"]
        collect_if_due()
        grow(DUE - 1)
        collect_if_due()
        assert gc.get_stats()[2]["collections"] == before
        grow(1)
        collect_if_due()
        collect_if_due()
        assert gc.get_stats()[2]["collections"] == before + 1


def test_who_has_not_put_it_off_is_left_to_python() -> None:
    before = gc.get_stats()[2]["collections"]
    grow(DUE)
    count = gc.get_count()[2]
    collect_if_due()
    assert count >= DUE
    assert gc.get_stats()[2]["collections"] == before
