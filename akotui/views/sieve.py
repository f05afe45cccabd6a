"""The rows of a listing that a person asked for, in the order that was asked for: quick enough for every key.

What is searched is made once a row and again only for a row whose subject is another. When more is typed only the
rows found so far are searched; when something is taken back the rows found before are remembered.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Final, Generic, TypeVar

import msgspec

from akotui.analysis.estate import Estate
from akotui.views.fields import Fields, joined
from akotui.views.filtering import Filter, Mode, Term
from akotui.views.ordering import Ordering, arranged, weight
from akotui.views.pattern_parts import NotAPattern
from akotui.views.picked import Picked
from akotui.views.ranked import altered
from akotui.views.table import Column, Keys, Listing, Row, Tone

V = TypeVar("V")

ATTENTION: Final = frozenset({Tone.ERROR, Tone.WARNING, Tone.ORPHAN, Tone.MISSING, Tone.UNKNOWN})
"""The tones of rows that want attention; what is unknown does, for it may be anything."""

_CELL: Final = 256
"""Characters of a cell that are searched."""

_REMEMBERED: Final = 24

_CELLS: Final = 1024
"""Different cells of a column of which the weight is kept: most columns have a few that return in every row."""


class Sifting(msgspec.Struct, frozen=True):
    """What was asked for: conditions, an order, and whether only the rows that want attention are to be seen."""

    filter: Filter = Filter()
    ordering: Ordering | None = None
    faults: bool = False


class Searched(msgspec.Struct, frozen=True, gc=False):
    """A row as it is searched: its cells, casefolded, between edges; and its tone."""

    text: str
    tone: Tone


def searched(row: Row) -> Searched:
    """Return what is searched of a row: all its columns, so that the width of the screen changes nothing."""
    return Searched(joined([cell.strip()[:_CELL] for cell in row.cells]).casefold(), row.tone)


class Remembered(Generic[V]):
    """A value a row, made once; a subject that is the same object keeps its value.

    `make` makes that of one row, `every` those of all rows of a listing, in its order.
    """

    def __init__(self, make: Callable[[Listing, int], V], every: Callable[[Listing], Iterable[V]]) -> None:
        self._make = make
        self._every = every
        self._values = list[V]()
        self._subjects: Sequence[object] = ()  # as long as they are held nothing else has their ids
        self._form = ""

    def of(self, listing: Listing) -> list[V]:
        """Return the values of all rows of a listing, in its order."""
        before, subjects = self._subjects, listing.subjects
        if listing.form != self._form or not before:
            self._values = list(self._every(listing))
        elif (places := altered(before, subjects)) is not None:
            self._values = list(self._values)
            for place in places:
                self._values[place] = self._make(listing, place)
        else:
            self._values = self._moved(listing)
        self._subjects, self._form = subjects, listing.form
        return self._values

    def _moved(self, listing: Listing) -> list[V]:
        known, make = dict(zip(map(id, self._subjects), self._values, strict=True)), self._make
        return [
            known[own] if own in known else make(listing, place) for place, own in enumerate(map(id, listing.subjects))
        ]


class Sieve:
    """Sifts the listings of one pane."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = {column.key: (place, column) for place, column in enumerate(columns)}
        self._texts = Remembered(
            lambda listing, index: searched(listing.row(index)),
            lambda listing: map(searched, map(listing.row, range(len(listing)))),
        )
        self._weights: dict[str, Remembered[str | None]] = {}
        self._listing: Listing | None = None
        self._searched: list[Searched] | None = None
        self._weighed: dict[str, list[str | None]] = {}
        self._found: dict[Filter, list[int]] = {}
        self._fields = Fields(Estate())

    def sift(self, listing: Listing, estate: Estate, asked: Sifting) -> tuple[Listing, tuple[str, ...]]:
        """Return the rows asked for, and what is to be said about the filter.

        `listing` is the pane's own of `estate`; while it is the same object nothing is made anew.
        """
        if listing is not self._listing:
            self._listing, self._searched, self._fields = listing, None, Fields(estate)
            self._found.clear()
            self._weighed.clear()
        filter_, places = self._filtered(listing, asked.filter)
        if asked.faults:
            rows = self._rows(listing)
            places = [place for place in places if rows[place].tone in ATTENTION]
        if asked.ordering is not None and asked.ordering.column in self._columns:
            weights = self._weigh(listing, asked.ordering.column)
            places = arranged(places, weights, backwards=asked.ordering.backwards)
        return (listing if isinstance(places, range) else picked(listing, places)), filter_.notes

    def prepare(self, listing: Listing) -> None:
        """Make now what is searched: the first letter that is typed finds it ready."""
        if listing is self._listing:
            self._rows(listing)

    def _filtered(self, listing: Listing, asked: Filter) -> tuple[Filter, Sequence[int]]:
        if not asked.terms:
            return asked, range(len(listing))
        if asked in self._found:
            return asked, self._found[asked]
        before = [places for other, places in self._found.items() if asked.narrows(other)]
        among = min(before, key=len) if before else range(len(listing))
        try:
            places = self._search(listing, asked.terms, among)
        except NotAPattern as error:
            return self._filtered(listing, asked.plain(str(error)))
        while len(self._found) >= _REMEMBERED:
            del self._found[next(iter(self._found))]
        self._found[asked] = places
        return asked, places

    def _search(self, listing: Listing, terms: Iterable[Term], among: Iterable[int]) -> list[int]:
        """Return the places of `among` that meet all terms, the cheap ones asked first."""
        places = list(among)
        rows = self._rows(listing)
        for term in sorted(terms, key=_cost):
            test = term.test()
            if term.field:
                field, text, subjects = term.field, self._fields.text, listing.subjects
                places = [place for place in places if test(text(field, subjects[place], rows[place].tone))]
            elif term.mode is Mode.TEXT and not term.negated:
                wanted = term.text
                places = [place for place in places if wanted in rows[place].text]
            else:
                places = [place for place in places if test(rows[place].text)]
        return places

    def _rows(self, listing: Listing) -> list[Searched]:
        if self._searched is None:
            self._searched = self._texts.of(listing)
        return self._searched

    def _weigh(self, listing: Listing, key: str) -> list[str | None]:
        if key not in self._weighed:
            place, column = self._columns[key]
            own = lru_cache(maxsize=_CELLS)(weight(column))
            if key not in self._weights:
                self._weights[key] = Remembered(
                    lambda listing, index: own(listing.cell(index, place)),
                    lambda listing: map(own, listing.column(place)),
                )
            self._weighed[key] = self._weights[key].of(listing)
        return self._weighed[key]


def picked(listing: Listing, places: Sequence[int]) -> Listing:
    """Return the rows at these places; each, and its key, is still made only when it is asked for."""
    keys, subjects, row, cell = listing.keys, listing.subjects, listing.row, listing.cell
    return Listing(
        keys.picked(places) if isinstance(keys, Keys) else Picked(keys, places),
        Picked(subjects, places),
        lambda index: row(places[index]),
        listing.form,
        cell=lambda index, column: cell(places[index], column),
    )


def _cost(term: Term) -> tuple[bool, bool]:
    return term.mode is not Mode.TEXT, bool(term.field)
