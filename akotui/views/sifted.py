"""The rows that were asked for, in order: kept from one estate to the next, so that an update costs what changed.

Rows are called by the places in which their subjects came (views/ranked.py). Those with a weight stand first, by it,
the others behind them; of one weight by rank, and of one rank as they came.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Final

import msgspec

NO_WEIGHTS: Final[Mapping[int, str]] = {}


_MANY: Final = 64
"""When more than one in so many moves, sorting anew is cheaper than looking up each place."""


class Scale(msgspec.Struct, frozen=True):
    """What rows are compared by, each by its place.

    `ranks` is empty where none has any, `weights` where nothing is sorted by; `replaced` are those that count instead.
    A row that says nothing weighs "".
    """

    ranks: bytes = b""
    weights: Sequence[str] = ()
    backwards: bool = False
    replaced: Mapping[int, str] = NO_WEIGHTS

    def weight(self, place: int) -> str:
        """Return what a row is compared by first; one without stands last either way."""
        if place in self.replaced:
            return self.replaced[place]
        return self.weights[place] if self.weights else ""

    def tie(self, place: int) -> tuple[int, int]:
        """Return what rows of one weight are compared by."""
        return (self.ranks[place] if self.ranks else 0), place

    def precedes(self, place: int) -> Callable[[int], bool]:
        """Return whether another row stands before this one; both have a weight or none has."""
        weight, tie, ties = self.weight(place), self.tie(place), self.tie
        if not weight:
            return lambda other: ties(other) < tie
        replaced, weights, backwards = self.replaced, self.weights, self.backwards

        def test(other: int) -> bool:
            own = replaced[other] if other in replaced else weights[other]
            if own == weight:
                return ties(other) < tie
            return (own > weight) is backwards

        return test


class Sifted(msgspec.Struct, frozen=True):
    """The places of some of `source`, in order; the first `weighed` of them are those with a weight.

    `inside` tells of each place whether its row is among them. Nothing of it changes any more.
    """

    source: Sequence[object]
    scale: Scale
    order: "array[int]"
    weighed: int
    inside: bytes | bytearray

    def after(
        self,
        source: Sequence[object],
        scale: Scale,
        ordered: Iterable[int],
        *,
        replaced: Mapping[int, str],
        passing: Mapping[int, bool],
    ) -> "Sifted":
        """Return the same of the subjects that come after them.

        `passing` tells of each place with another subject whether it is one of the rows now, `replaced` what its
        weight was. The order is the very object it was where it is the same. `ordered` are all places by rank, and of
        one rank as their subjects came. What stays is copied in pieces, once: each row that came or went alone would
        move all behind it.
        """
        before = msgspec.structs.replace(scale, ranks=self.scale.ranks, replaced=replaced)
        moved = [place for place, passes in passing.items() if self._moves(place, before, scale, passes=passes)]
        if not moved:
            return Sifted(source, scale, self.order, self.weighed, self.inside)
        inside = bytearray(self.inside)
        for place in moved:
            inside[place] = passing[place]
        if len(moved) * _MANY > len(self.order):
            return sifted(source, scale, (place for place in ordered if inside[place]))
        gone = sorted(_found(self.order, before, place, self.weighed) for place in moved if self.inside[place])
        left = array("I")
        for start, end in pairwise((-1, *gone, len(self.order))):
            left += self.order[start + 1 : end]
        weighed = self.weighed - bisect_left(gone, self.weighed)
        new = sifted(source, scale, sorted((place for place in moved if inside[place]), key=scale.tie))
        order, at = array("I"), 0
        for place in new.order:
            start, at = at, _found(left, scale, place, weighed)
            order += left[start:at]
            order.append(place)
        return Sifted(source, scale, order + left[at:], weighed + new.weighed, inside)

    def _moves(self, place: int, before: Scale, after: Scale, *, passes: bool) -> bool:
        if not passes or not self.inside[place]:
            return passes is not bool(self.inside[place])
        return (before.weight(place), before.tie(place)) != (after.weight(place), after.tie(place))


def sifted(source: Sequence[object], scale: Scale, places: Iterable[int]) -> Sifted:
    """Return the order of these places, which come by rank, and of one rank as their subjects came."""
    chosen = list(places)
    inside = bytearray(len(source)) if len(chosen) < len(source) else bytearray(b"\x01" * len(source))
    for place in chosen if len(chosen) < len(source) else ():
        inside[place] = 1
    if not scale.weights:
        return Sifted(source, scale, array("I", chosen), 0, inside)
    own = scale.weights.__getitem__
    chosen.sort(key=own, reverse=scale.backwards)
    if scale.backwards:
        weighed = bisect_left(chosen, True, key=lambda place: own(place) == "")  # noqa: FBT003 - what is looked for
        return Sifted(source, scale, array("I", chosen), weighed, inside)
    blank = bisect_right(chosen, "", key=own)
    return Sifted(source, scale, array("I", chosen[blank:] + chosen[:blank]), len(chosen) - blank, inside)


def _found(order: Sequence[int], scale: Scale, place: int, weighed: int) -> int:
    """Return where a row stands, or is to stand; the first `weighed` ones have a weight."""
    low, high = (0, weighed) if scale.weight(place) else (weighed, len(order))
    precedes = scale.precedes(place)
    while low < high:
        middle = (low + high) // 2
        if precedes(order[middle]):
            low = middle + 1
        else:
            high = middle
    return low
