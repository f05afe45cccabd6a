"""What was made of the rows of a listing, kept from one listing to the next: made anew only where a subject is another.

It is kept in the order in which the subjects came, so that rows which only move among the others cost nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar

from akotui.analysis.blocks import Blocks, changed_places, descent
from akotui.views.ranked import Ranked, source_of, standing
from akotui.views.table import Listing

V = TypeVar("V")

_MANY: Final = 8
"""When more than one in so many differs, making all at once is cheaper; unless they may only stand elsewhere."""


class Remembered(Generic[V]):
    """A value a row. `make` makes that of one row, `every` those of all rows of a listing, in its order."""

    def __init__(self, make: Callable[[Listing, int], V], every: Callable[[Listing], Iterable[V]]) -> None:
        self._make = make
        self._every = every
        self._values = list[V]()
        self._source: Sequence[object] = ()  # as long as they are held nothing else has their ids
        self._form = ""

    def of(self, listing: Listing) -> Sequence[V]:
        """Return the values of all rows of a listing, in its order; what was returned for others counts no more."""
        before, source = self._source, source_of(listing.subjects)
        places = changed_places(before, source) if len(before) == len(source) else None
        many = places is not None and len(places) * _MANY > len(source)
        if listing.form != self._form or not before or (many and isinstance(source, Blocks)):
            self._values = self._anew(listing)
        elif places is None or many:
            self._values = [*self._moved(listing, source)]
        else:
            for place in places:
                self._values[place] = self._made(listing, place)
        self._source, self._form = source, listing.form
        values, subjects = self._values, listing.subjects
        return [*map(values.__getitem__, subjects.places)] if isinstance(subjects, Ranked) else values

    def _made(self, listing: Listing, place: int) -> V:
        return self._make(listing, standing(listing.subjects, place))

    def _anew(self, listing: Listing) -> list[V]:
        values, subjects = [*self._every(listing)], listing.subjects
        if not isinstance(subjects, Ranked):
            return values
        found = values.copy()
        for place, value in zip(subjects.places, values, strict=True):
            found[place] = value
        return found

    def _moved(self, listing: Listing, source: Sequence[object]) -> Iterator[V]:
        """Yield the values when some came or went: what is in the same block is not looked at."""
        if not isinstance(source, Blocks):
            known = dict(zip(map(id, self._source), self._values, strict=True))
            for place, own in enumerate(map(id, source)):
                yield known[own] if own in known else self._made(listing, place)
            return
        at = 0
        for block, start in descent(self._source, source):
            if start is None:
                yield from (self._made(listing, place) for place in range(at, at + len(block)))
            else:
                yield from self._values[start : start + len(block)]
            at += len(block)
