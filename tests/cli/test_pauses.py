import gc
import sys
from collections.abc import Generator, Iterator

import pytest

from akotui.cli.pauses import DUE, LONG, SPARED, SWITCH, Sweeping, short


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


def due(collections: int) -> None:
    """Have so many collections of what is younger."""
    for _ in range(collections):
        gc.collect(1)


def full() -> int:
    return gc.get_stats()[2]["collections"]


def test_what_is_spared_is_looked_at_again_now_and_then_and_only_while_it_is_quiet() -> None:
    moments = iter(range(1000))
    sweeping = Sweeping(clock=lambda: next(moments))
    for _ in range(SPARED):
        sweeping.watch("start", {"generation": 2})
        sweeping.watch("stop", {"generation": 2})
    frozen: list[bool] = []
    for quiet in (False, True, True):
        gc.freeze()
        due(DUE)
        sweeping.collect(quiet=quiet)
        frozen.append(gc.get_freeze_count() > 0)
    assert frozen == [True, False, True]


def test_everything_is_as_before_afterwards() -> None:
    before, thresholds = (sys.getswitchinterval(), len(gc.callbacks)), gc.get_threshold()
    with short():
        assert (round(sys.getswitchinterval(), 4), len(gc.callbacks)) == (SWITCH, before[1] + 1)
    assert (sys.getswitchinterval(), len(gc.callbacks), gc.get_freeze_count()) == (*before, 0)
    assert gc.get_threshold() == thresholds


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
    with short() as sweeping:
        gc.collect()
        before = full()
        sweeping.collect(quiet=True)
        due(DUE - 1)
        sweeping.collect(quiet=True)
        assert full() == before
        due(1)
        sweeping.collect(quiet=True)
        sweeping.collect(quiet=True)
        assert full() == before + 1
