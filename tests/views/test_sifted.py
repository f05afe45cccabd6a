"""The order of the rows that were asked for, as single rows change."""

from collections.abc import Sequence
from math import log2

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.sifted import NO_WEIGHTS, Scale, Sifted, sifted

COUNT = 200


class Subject(msgspec.Struct, frozen=True):
    rank: int
    weight: str
    inside: bool


subjects = st.builds(Subject, st.integers(0, 2), st.sampled_from(["", "a", "b", "c"]), st.booleans())
steps = st.lists(st.dictionaries(st.integers(0, COUNT - 1), subjects, max_size=5), max_size=4)


def many(number: int) -> list[Subject]:
    """So many subjects of all kinds."""
    return [Subject(one % 3, ("", "a", "b", "c")[one % 7 % 4], one % 5 > 0) for one in range(number)]


def scale(now: Sequence[Subject], *, sorts: bool, backwards: bool = False) -> Scale:
    """What these compare by."""
    return Scale(bytes(one.rank for one in now), [one.weight for one in now] if sorts else (), backwards)


def places(now: Sequence[Subject]) -> list[int]:
    """All places by rank."""
    return sorted(range(len(now)), key=lambda place: now[place].rank)


def anew(now: Sequence[Subject], by: Scale) -> Sifted:
    """The order, made from nothing."""
    return sifted(now, by, [place for place in places(now) if now[place].inside])


def followed(kept: Sifted, before: Sequence[Subject], now: Sequence[Subject], by: Scale) -> Sifted:
    """The order after some became others."""
    changed = [place for place in range(len(now)) if now[place] is not before[place]]
    replaced = {place: before[place].weight for place in changed} if by.weights else NO_WEIGHTS
    return kept.after(now, by, places(now), replaced=replaced, passing={place: now[place].inside for place in changed})


@given(steps, st.sampled_from([(False, False), (True, False), (True, True)]))
def test_an_order_that_was_kept_is_the_one_that_is_made_from_nothing(
    changes: list[dict[int, Subject]], way: tuple[bool, bool]
) -> None:
    now = many(COUNT)
    kept = anew(now, scale(now, sorts=way[0], backwards=way[1]))
    for step in changes:
        before, now = now, [step.get(place, one) for place, one in enumerate(now)]
        by = scale(now, sorts=way[0], backwards=way[1])
        kept = followed(kept, before, now, by)
        made = anew(now, by)
        assert (list(kept.order), kept.weighed, bytes(kept.inside)) == (
            list(made.order),
            made.weighed,
            bytes(made.inside),
        )


def test_rows_of_which_nothing_counts_for_the_order_leave_it_the_very_object() -> None:
    before = many(COUNT)
    kept = anew(before, scale(before, sorts=True))
    now = [msgspec.structs.replace(one) for one in before]
    assert followed(kept, before, now, scale(now, sorts=True)).order is kept.order


def test_a_row_that_moves_is_compared_with_a_few_others_and_the_order_before_is_as_it_was() -> None:
    looked = 0

    class Weights(list[str]):
        def __getitem__(self, place: object) -> str:  # pyright: ignore[reportIncompatibleMethodOverride] - no slices
            nonlocal looked
            looked += 1
            return super().__getitem__(place) if isinstance(place, int) else ""

    count = 1 << 14
    before = [Subject(0, f"{place:05}", inside=True) for place in range(count)]
    kept = anew(before, scale(before, sorts=True))
    now = [*before]
    now[9000] = Subject(0, "00100x", inside=True)
    by = Scale(bytes(count), Weights(one.weight for one in now))
    after = followed(kept, before, now, by)
    assert looked <= 3 * log2(count)
    assert list(after.order[99:103]) == [99, 100, 9000, 101]
    assert list(kept.order) == list(range(count))
