"""What was made of the rows of a listing, kept from one listing to the next: made anew only where a subject is another.

It is kept in the order in which the subjects came, so that rows which only move among the others cost nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from akotui.analysis.blocks import Blocks, changed_places, descent
from akotui.views.table import Listing

V = TypeVar("V")

MANY: Final = 8
"""When more than one in so many differs, making all at once is cheaper; unless they may only stand elsewhere."""

PIECE: Final = 512
"""Rows of which something is made at a time: about a millisecond."""


class Remembered(Generic[V]):
    """A value a row. `every` makes those of all rows of a listing, in its order: together they cost less than alone.

    Listings are given as their subjects came (`Listing.as_came`). `source` are the subjects that the values are of.
    """

    def __init__(self, every: Callable[[Listing], Iterable[V]]) -> None:
        self._every = every
        self._values = list[V]()
        self._form = ""
        self.source: Sequence[object] = ()  # as long as they are held nothing else has their ids
        self.before: Sequence[object] | None = None
        """The subjects before, when no more than some became others in their places."""
        self.replaced: Mapping[int, V] = MappingProxyType({})
        """The values of those, by place."""

    def of(self, listing: Listing) -> Sequence[V]:
        """Return the values of all rows of a listing, in its order; what was returned for others counts no more."""
        self._follow(listing)
        if not self._values:
            self._values = [*self._every(listing)]
        while self.further(listing):
            pass
        return self._values

    def missing(self, listing: Listing) -> int:
        """Return for how many rows nothing is made yet."""
        self._follow(listing)
        return len(listing) - len(self._values)

    def further(self, listing: Listing) -> bool:
        """Make some of what is missing; tell whether anything is missing still."""
        start = len(listing) - self.missing(listing)
        if start < len(listing):
            self._values += self._every(listing.picked(range(start, min(start + PIECE, len(listing)))))
        return len(self._values) < len(listing)

    def _follow(self, listing: Listing) -> None:
        """Keep what still holds: the values of the first rows, as many as there are."""
        before, source = self.source, listing.subjects
        if source is before and listing.form == self._form:
            return
        places = changed_places(before, source) if len(before) == len(source) else None
        many = places is not None and len(places) * MANY > len(source)
        self.before, self.replaced = None, {}
        if listing.form != self._form or (many and isinstance(source, Blocks)):
            self._values = []
        elif places is None or many:
            self._values = [*self._moved(listing)]
        else:
            made = [place for place in places if place < len(self._values)]
            self.before, self.replaced = before, {place: self._values[place] for place in made}
            for place, value in self._made(listing, made):
                self._values[place] = value
        self.source, self._form = source, listing.form

    def _made(self, listing: Listing, places: Sequence[int]) -> Iterable[tuple[int, V]]:
        return zip(places, self._every(listing.picked(places)), strict=True)

    def _moved(self, listing: Listing) -> Iterator[V]:
        """Yield the values when some came or went, as far as they follow; the same blocks are not looked into."""
        values, at = self._values, 0
        if not isinstance(listing.subjects, Blocks):
            yield from self._known(listing) if values and len(values) == len(self.source) else ()
            return
        for block, start in descent(self.source, listing.subjects) if values else ():
            if start is None:
                yield from self._every(listing.picked(range(at, at + len(block))))
            elif start + len(block) <= len(values):
                yield from values[start : start + len(block)]
            else:
                return
            at += len(block)

    def _known(self, listing: Listing) -> Iterator[V]:
        """Yield the values of the subjects that were there before, wherever they stand now, and those of the others."""
        known = dict(zip(map(id, self.source), self._values, strict=True))
        own = [*map(id, listing.subjects)]
        new = dict(self._made(listing, [place for place, one in enumerate(own) if one not in known]))
        return (new[place] if place in new else known[one] for place, one in enumerate(own))
