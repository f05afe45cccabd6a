"""Subjects by rank. The order is kept from one estate to the next, so that an update costs what changed.

What is not changed is only compared, a block at a time; nothing is asked of a subject that is the same as before.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import compress, count
from operator import is_not
from typing import Final, TypeVar

from akotui.views.picked import Picked

S = TypeVar("S")

_BLOCK: Final = 64
"""Subjects that are compared at once: one that differs costs a look at each of its block."""

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
    for place in differing(before.source, subjects):
        fresh[place] = rank(subjects[place])
        if fresh[place] != before.ranks[place]:
            moved.append(place)
    return Ranked(subjects, rank, bytes(fresh), _moved(before, fresh, moved))


def differing(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Return the places at which two sequences of one length hold different objects.

    A block of equal ones may pass for the same.
    """
    found: list[int] = []
    for start in range(0, len(after), _BLOCK):
        old, new = before[start : start + _BLOCK], after[start : start + _BLOCK]
        if old != new:
            found += compress(count(start), map(is_not, old, new))
    return found


def altered(before: Sequence[object], after: Sequence[object]) -> list[int] | None:
    """Return the places at which a listing's subjects differ from those before, if all others stand where they stood.

    None: they do not, or more than one in so many differs.
    """
    if len(before) != len(after):
        return None
    if isinstance(before, Ranked) and isinstance(after, Ranked):
        if before.places is not after.places:
            return None
        found = [_place(after, one) for one in differing(before.source, after.source)]
    else:
        found = differing(before, after)
    return found if len(found) * _MANY <= len(after) else None


def _place(one: Ranked[object], source: int) -> int:
    """Return where among all stands what stands there in the source."""
    ranks = one.ranks
    return bisect_left(one.places, (ranks[source], source), key=lambda place: (ranks[place], place))


def _spliced(before: Ranked[object], subjects: Sequence[S], rank: Callable[[S], int]) -> bytes:
    """Return the ranks when some came or went: those between the first and the last of these are asked anew."""
    old, most = before.source, min(len(before), len(subjects))
    head = 0
    while head + _BLOCK <= most and old[head : head + _BLOCK] == subjects[head : head + _BLOCK]:
        head += _BLOCK
    tail, most = 0, most - head
    while tail + _BLOCK <= most and _block(old, tail) == _block(subjects, tail):
        tail += _BLOCK
    fresh = bytes(map(rank, subjects[head : len(subjects) - tail]))
    return before.ranks[:head] + fresh + before.ranks[len(old) - tail :]


def _block(subjects: Sequence[object], tail: int) -> Sequence[object]:
    """Return the block that ends so many before the end."""
    end = len(subjects) - tail
    return subjects[end - _BLOCK : end]


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
