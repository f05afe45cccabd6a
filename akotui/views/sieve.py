"""The rows of a listing that a person asked for, in the order that was asked for: quick enough for every key.

What is searched is made once a row and again only for a row whose subject is another. When more is typed only the
rows found so far are searched; when something is taken back the rows found before are remembered.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from akotui.analysis.estate import Estate
from akotui.views.fields import Fields, joined
from akotui.views.filtering import Filter, Mode, Term
from akotui.views.ordering import Ordering, arranged, weight
from akotui.views.pattern_parts import EDGE, NotAPattern
from akotui.views.picked import Picked
from akotui.views.remembered import Remembered
from akotui.views.table import Column, Keys, Listing, Row, Tone

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
    return Searched(joined(map(_cell, row.cells)), row.tone)


def every_searched(listing: Listing) -> Iterator[Searched]:
    """Yield the same of all rows of a listing; all cells but the first are often those of another row as well."""
    known: dict[tuple[str, ...], str] = {}
    for first, others, tone in listing.every():
        text = known.get(others)
        if text is None:
            text = known[others] = EDGE.join(("", *map(_cell, others), ""))
        yield Searched(f"{EDGE}{_cell(first)}{text}" if others else joined([_cell(first)]), tone)


def _cell(cell: str) -> str:
    return cell.strip()[:_CELL].casefold()


class Sieve:
    """Sifts the listings of one pane."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = {column.key: (place, column) for place, column in enumerate(columns)}
        self._texts = Remembered(
            lambda listing, index: searched(listing.row(index)),
            every_searched,
        )
        self._weights: dict[str, Remembered[str | None]] = {}
        self._listing: Listing | None = None
        self._searched: Sequence[Searched] | None = None
        self._weighed: dict[str, Sequence[str | None]] = {}
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

    def _rows(self, listing: Listing) -> Sequence[Searched]:
        if self._searched is None:
            self._searched = self._texts.of(listing)
        return self._searched

    def _weigh(self, listing: Listing, key: str) -> Sequence[str | None]:
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
    keys, subjects, row = listing.keys, listing.subjects, listing.row
    return Listing(
        keys.picked(places) if isinstance(keys, Keys) else Picked(keys, places),
        Picked(subjects, places),
        lambda index: row(places[index]),
        listing.form,
        cells=listing.cells.picked(places) if listing.cells is not None else None,
    )


def _cost(term: Term) -> tuple[bool, bool]:
    return term.mode is not Mode.TEXT, bool(term.field)
