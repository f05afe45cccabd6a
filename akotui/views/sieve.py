"""The rows of a listing that a person asked for, in the order that was asked for: quick enough for every key.

What is searched is made once a row and again only for a row whose subject is another; so is what is sorted by. When
more is typed only the rows found so far are searched; when something is taken back the rows found before are
remembered. After an update only the rows that changed are searched, and put where they belong (views/sifted.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from akotui.analysis.blocks import changed_places
from akotui.analysis.estate import Estate
from akotui.views.fields import Fields, alone, joined
from akotui.views.filtering import Filter, Mode, Term
from akotui.views.ordering import Ordering, weights
from akotui.views.pattern_parts import EDGE, NotAPattern
from akotui.views.ranked import Ranked
from akotui.views.remembered import MANY, Remembered
from akotui.views.sifted import NO_WEIGHTS, Scale, Sifted, sifted
from akotui.views.table import Column, Listing, Row, Tone

ATTENTION: Final = frozenset({Tone.ERROR, Tone.WARNING, Tone.ORPHAN, Tone.MISSING, Tone.UNKNOWN})
"""The tones of rows that want attention; what is unknown does, for it may be anything."""

_CELL: Final = 256
"""Characters of a cell that are searched."""

_REMEMBERED: Final = 24

_LIGHT: Final = 4
"""Rows of which the weight is made while what is searched of one is."""


class Sifting(msgspec.Struct, frozen=True):
    """What was asked for: conditions, an order, and whether only the rows that want attention are to be seen."""

    filter: Filter = Filter()
    ordering: Ordering | None = None
    faults: bool = False


class Searched(msgspec.Struct, frozen=True, gc=False):
    """A row as it is searched: its cells, casefolded, between edges; and its tone."""

    text: str
    tone: Tone


def every_searched(listing: Listing) -> Iterator[Searched]:
    """Yield what is searched of the rows of a listing: all columns, so that the width of the screen changes nothing.

    All cells but the first are often those of another row as well.
    """
    known: dict[tuple[str, ...], str] = {}
    for first, others, tone in listing.every():
        text = known.get(others)
        if text is None:
            text = known[others] = EDGE.join(("", *map(_cell, others), ""))
        yield Searched(f"{EDGE}{_cell(first)}{text}" if others else joined([_cell(first)]), tone)


def _cell(cell: str) -> str:
    return cell.strip()[:_CELL].casefold()


class Arrived(msgspec.Struct, frozen=True):
    """A listing: its own rows as their subjects came, the ranks of these (none: empty), and all places by rank."""

    listing: Listing
    rows: Listing
    ranks: bytes
    places: Sequence[int]
    rank: object = None

    @property
    def source(self) -> Sequence[object]:
        """The subjects as they came."""
        return self.rows.subjects


def arrived(listing: Listing) -> Arrived:
    """Return what a sieve needs to know of a listing."""
    rows, subjects = listing.as_came(), listing.subjects
    if rows is not listing and isinstance(subjects, Ranked):
        return Arrived(listing, rows, subjects.ranks, subjects.places, subjects.rank)
    return Arrived(listing, rows, b"", range(len(listing)))


class Kept(msgspec.Struct, frozen=True):
    """What was asked for last, and its rows; `filter` as it could be understood.

    `alone`: whether a row is among them follows from its subject, and from nothing else of the estate.
    """

    asked: Sifting
    rows: Sifted
    filter: Filter
    form: str
    rank: object
    alone: bool


class Sieve:
    """Sifts the listings of one pane."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = {column.key: (place, column) for place, column in enumerate(columns)}
        self._texts = Remembered(every_searched)
        self._weights: dict[str, Remembered[str]] = {}
        self._now = Arrived(_NOTHING, _NOTHING, b"", ())
        self._found: dict[Filter, Sequence[int]] = {}
        self._fields = Fields(Estate())
        self._kept: Kept | None = None

    def sift(self, listing: Listing, estate: Estate, asked: Sifting) -> tuple[Listing, tuple[str, ...]]:
        """Return the rows asked for, and what is to be said about the filter.

        `listing` is the pane's own of `estate`; while it is the same object nothing is made anew.
        """
        if listing is not self._now.listing:
            self._now, self._fields = arrived(listing), Fields(estate)
            self._found.clear()
        if asked.ordering is not None and asked.ordering.column not in self._columns:
            asked = msgspec.structs.replace(asked, ordering=None)
        if not (asked.ordering or asked.faults or asked.filter.terms):
            self._kept = None
            return listing, asked.filter.notes
        kept = self._kept = self._after(asked) or self._anew(asked)
        return self._now.rows.picked(kept.rows.order), kept.filter.notes

    def missing(self, listing: Listing, asked: Sifting) -> int:
        """Return how much of what is searched or sorted by is to be made: in rows of whose text it takes as long."""
        rows = listing.as_came()
        return sum(one.missing(rows) // (1 if one is self._texts else _LIGHT) for one in self._needed(asked))

    def further(self, listing: Listing, asked: Sifting) -> bool:
        """Make some of that, for about a millisecond; tell whether any was missing."""
        rows = listing.as_came()
        for one in self._needed(asked):
            if one.missing(rows):
                one.further(rows)
                return True
        return False

    def _needed(self, asked: Sifting) -> Iterator[Remembered[Searched] | Remembered[str]]:
        if asked.faults or asked.filter.terms:
            yield self._texts
        if asked.ordering is not None and asked.ordering.column in self._columns:
            yield self._weigher(asked.ordering.column)

    def _weigher(self, key: str) -> Remembered[str]:
        if key not in self._weights:
            place, column = self._columns[key]
            self._weights[key] = Remembered(lambda listing: weights(column, listing.column(place)))
        return self._weights[key]

    def _scale(self, ordering: Ordering | None) -> Scale:
        if ordering is None:
            return Scale(self._now.ranks)
        return Scale(self._now.ranks, self._weigher(ordering.column).of(self._now.rows), ordering.backwards)

    def _after(self, asked: Sifting) -> Kept | None:
        """Return the rows after an update, if it is such that they follow from those before."""
        kept, now = self._kept, self._now
        if kept is None or not self._goes_on(kept, asked):
            return None
        places = self._changed(kept.rows.source, asked)
        if len(places) * MANY > len(now.source) or not self._alone(asked.filter, map(now.source.__getitem__, places)):
            return None
        scale, replaced = self._scale(asked.ordering), NO_WEIGHTS
        if asked.ordering is not None and places:
            known = self._weigher(asked.ordering.column)
            if known.before is not kept.rows.source:
                return None
            replaced = known.replaced
        passes = self._passes(asked)
        try:
            passing = {place: passes(place) for place in places}
        except NotAPattern:
            return None
        rows = kept.rows.after(now.source, scale, now.places, replaced=replaced, passing=passing)
        return msgspec.structs.replace(kept, rows=rows)

    def _changed(self, before: Sequence[object], asked: Sifting) -> Sequence[int]:
        """Return the places with another subject than before; whoever made something anew for them knows already."""
        for one in self._needed(asked):
            if one.before is before and one.source is self._now.source:
                return [*one.replaced]
        return changed_places(before, self._now.source)

    def _goes_on(self, kept: Kept, asked: Sifting) -> bool:
        """Tell whether what was kept is of what is asked for, and of as many rows that are made alike."""
        now = self._now
        was = kept.asked, kept.filter, kept.form, len(kept.rows.source)
        return was == (asked, asked.filter, now.rows.form, len(now.source)) and kept.alone and kept.rank is now.rank

    def _anew(self, asked: Sifting) -> Kept:
        now = self._now
        filter_, places = self._filtered(asked.filter)
        if asked.faults:
            rows = self._texts.of(now.rows)
            places = [place for place in places if rows[place].tone in ATTENTION]
        found = sifted(now.source, self._scale(asked.ordering), places)
        return Kept(asked, found, filter_, now.rows.form, now.rank, self._alone(filter_, now.source))

    @staticmethod
    def _alone(asked: Filter, subjects: Iterable[object]) -> bool:
        fields = [term.field for term in asked.terms if term.field]
        return not fields or all(alone(field, subject) for subject in subjects for field in fields)

    def _filtered(self, asked: Filter) -> tuple[Filter, Sequence[int]]:
        if not asked.terms:
            return asked, self._now.places
        if asked in self._found:
            return asked, self._found[asked]
        before = [places for other, places in self._found.items() if asked.narrows(other)]
        among = min(before, key=len) if before else self._kept_places(asked)
        try:
            places = self._search(asked.terms, among)
        except NotAPattern as error:
            return self._filtered(asked.plain(str(error)))
        while len(self._found) >= _REMEMBERED:
            del self._found[next(iter(self._found))]
        self._found[asked] = places
        return asked, places

    def _kept_places(self, asked: Filter) -> Iterable[int]:
        """Return the places to be searched: those that an update left, if the filter only leaves out more."""
        kept, now = self._kept, self._now
        if kept is None or kept.rows.source is not now.source or kept.asked.faults or not asked.narrows(kept.filter):
            return now.places
        inside = kept.rows.inside
        return (place for place in now.places if inside[place])

    def _search(self, terms: Iterable[Term], among: Iterable[int]) -> list[int]:
        """Return the places of `among` that meet all terms, the cheap ones asked first."""
        places = list(among)
        rows = self._texts.of(self._now.rows)
        for term in sorted(terms, key=_cost):
            if not term.field and term.mode is Mode.TEXT and not term.negated:
                wanted = term.text
                places = [place for place in places if wanted in rows[place].text]
            else:
                places = [*filter(self._test(term, rows), places)]
        return places

    def _test(self, term: Term, rows: Sequence[Searched]) -> Callable[[int], bool]:
        """Return the test of a row at a place."""
        test = term.test()
        if not term.field:
            return lambda place: test(rows[place].text)
        field, text, subjects = term.field, self._fields.text, self._now.source
        return lambda place: test(text(field, subjects[place], rows[place].tone))

    def _passes(self, asked: Sifting) -> Callable[[int], bool]:
        """Return whether the row at a place is asked for."""
        rows = self._texts.of(self._now.rows) if asked.faults or asked.filter.terms else ()
        tests = [self._test(term, rows) for term in sorted(asked.filter.terms, key=_cost)]
        if asked.faults:
            tests.append(lambda place: rows[place].tone in ATTENTION)
        return lambda place: all(test(place) for test in tests)


def _cost(term: Term) -> tuple[bool, bool]:
    return term.mode is not Mode.TEXT, bool(term.field)


_NOTHING: Final = Listing((), (), lambda index: Row(str(index), ()))
