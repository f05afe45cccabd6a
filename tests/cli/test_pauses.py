import gc
import sys
from collections.abc import Generator, Iterator

import pytest

from akotui.cli.pauses import LONG, SPARED, SWITCH, Sweeping, short


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
    before = (sys.getswitchinterval(), len(gc.callbacks))
    with short():
        assert (round(sys.getswitchinterval(), 4), len(gc.callbacks)) == (SWITCH, before[1] + 1)
    assert (sys.getswitchinterval(), len(gc.callbacks), gc.get_freeze_count()) == (*before, 0)
