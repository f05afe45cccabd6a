"""Subjects by rank. The order is kept from one estate to the next, so that an update costs what changed.

What is in the same block as before (analysis/blocks.py) is not looked at.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from akotui.analysis.blocks import changed_places, descent
from akotui.views.picked import Picked

S = TypeVar("S")

_MANY: Final = 8
"""When more than one in so many moves, sorting anew is cheaper than looking up each place."""


class Ranked(Picked[S]):
    """Subjects, those of the lowest rank first, of one rank as they came.

    `ranks` are those of `source`, each below 256. `places` is the very object it was before while the order is as it
    was. `rank` must tell by the subject alone.
    """

    def __init__(self, source: Sequence[S], rank: Callable[[S], int], ranks: bytes, places: Sequence[int]) -> None:
        super().__init__(source, places)
        self.rank = rank
        self.ranks = ranks


def ranked(subjects: Sequence[S], rank: Callable[[S], int], before: Sequence[object] = ()) -> Ranked[S]:
    """Return the subjects by `rank`; `before` is what this returned for the estate before, if it did."""
    if not isinstance(before, Ranked) or before.rank is not rank:
        ranks = bytes(map(rank, subjects))
        return Ranked(subjects, rank, ranks, _sorted(ranks))
    if len(before) != len(subjects):
        ranks = _spliced(before, subjects, rank)
        return Ranked(subjects, rank, ranks, _sorted(ranks))
    fresh = bytearray(before.ranks)
    moved: list[int] = []
    for place in changed_places(before.source, subjects):
        fresh[place] = rank(subjects[place])
        if fresh[place] != before.ranks[place]:
            moved.append(place)
    return Ranked(subjects, rank, bytes(fresh), _moved(before, fresh, moved))


def source_of(subjects: Sequence[S]) -> Sequence[S]:
    """Return the subjects in the order in which they came, whatever their rank."""
    return subjects.source if isinstance(subjects, Ranked) else subjects


def _spliced(before: Ranked[object], subjects: Sequence[S], rank: Callable[[S], int]) -> bytes:
    """Return the ranks when some came or went: those of whatever is in the same block as before are known."""
    return b"".join(
        bytes(map(rank, block)) if start is None else before.ranks[start : start + len(block)]
        for block, start in descent(before.source, subjects)
    )


def _sorted(ranks: bytes) -> "array[int]":
    return array("I", sorted(range(len(ranks)), key=ranks.__getitem__))


def _moved(before: Ranked[object], fresh: bytearray, moved: Sequence[int]) -> Sequence[int]:
    """Return the order after the ranks of some became others."""
    if not moved:
        return before.places
    if len(moved) * _MANY > len(fresh):
        return _sorted(bytes(fresh))
    ranks, found = before.ranks, array("I", before.places)
    for place in moved:
        del found[bisect_left(found, (ranks[place], place), key=lambda one: (ranks[one], one))]
    for place in moved:
        found.insert(bisect_left(found, (fresh[place], place), key=lambda one: (fresh[one], one)), place)
    return found
