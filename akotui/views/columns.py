"""Which columns of a table are seen, from where on, and which one it is sorted by."""

from collections.abc import Sequence

import msgspec

from akotui.views.ordering import Ordering
from akotui.views.table import HIDDEN, Column

_PINNED = 2
"""Columns that stay while the others slide past: what the row is about, and its verdict."""


class Choice(msgspec.Struct, frozen=True):
    """The columns not wanted (by key), whether all others are to be seen from the place `slid` on, and the order."""

    hidden: frozenset[str] = frozenset()
    wide: bool = False
    slid: int = 0
    ordering: Ordering | None = None


def chosen(columns: Sequence[Column], choice: Choice) -> tuple[Column, ...]:
    """Return the columns in their order, with the ranks that make a table show the chosen ones.

    The column that the rows are sorted by is always seen; an arrow before its title tells which way.
    """
    sliding = [one.key for one in columns if one.key not in choice.hidden][_PINNED:]
    return tuple(_column(one, choice, sliding) for one in columns)


def farthest(columns: Sequence[Column], choice: Choice) -> int:
    """Return how far the columns can slide: until only the last one is seen beside those that stay."""
    return max(0, sum(one.key not in choice.hidden for one in columns) - _PINNED - 1)


def next_ordering(columns: Sequence[Column], choice: Choice, places: int) -> Ordering | None:
    """Return the order by the column so many places further; past the last one, the table's own order (None)."""
    keys = [None, *(one.key for one in columns if one.key not in choice.hidden)]
    now = choice.ordering.column if choice.ordering is not None else None
    key = keys[((keys.index(now) if now in keys else 0) + places) % len(keys)]
    return Ordering(key) if key is not None else None


def reversed_ordering(columns: Sequence[Column], choice: Choice) -> Ordering | None:
    """Return the other way round; by the first column when there is no order yet."""
    if choice.ordering is None:
        return next_ordering(columns, choice, 1)
    return Ordering(choice.ordering.column, backwards=not choice.ordering.backwards)


def find(columns: Sequence[Column], name: str) -> str | None:
    """Return the key of the column that is called so: by key or title, or by how these begin."""
    wanted = name.casefold()
    for names in ([one.key for one in columns], [one.title.casefold() for one in columns]):
        if wanted in names:
            return columns[names.index(wanted)].key
    return next((one.key for one in columns if wanted and one.title.casefold().startswith(wanted)), None)


def _column(column: Column, choice: Choice, sliding: Sequence[str]) -> Column:
    ordering = choice.ordering
    if ordering is not None and ordering.column == column.key:
        title = f"{'↓' if ordering.backwards else '↑'}{column.title}"
        return msgspec.structs.replace(column, rank=0, title=title)
    if column.key in choice.hidden:
        return msgspec.structs.replace(column, rank=HIDDEN)
    if choice.wide and column.key in sliding:
        place = sliding.index(column.key) - min(choice.slid, len(sliding) - 1)
        return msgspec.structs.replace(column, rank=place if place >= 0 else HIDDEN)
    return msgspec.structs.replace(column, rank=0) if choice.wide else column
