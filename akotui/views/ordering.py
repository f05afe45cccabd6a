"""Rows by one column, in the order that its cells mean: numbers by size, ages by length, verdicts by urgency."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, cast

import msgspec

from akotui.views.ages import OLDER
from akotui.views.table import Column, Order

_DIGITS: Final = re.compile(r"\d+")
_PLACES: Final = 20
_BLANK: Final = frozenset({"", "--", "?", "…"})
_FAR: Final = 10**11
"""Seconds since 1970 that no moment of a cell exceeds."""


class Ordering(msgspec.Struct, frozen=True):
    """By the column of this key, from its first to its last or the other way round."""

    column: str
    backwards: bool = False


def weight(column: Column) -> Callable[[str], str | None]:
    """Return what a cell of this column is compared by; None for a cell that says nothing, which stands last."""
    if column.ranks:
        ranks = {cell.strip(): _padded(place) for place, cell in enumerate(column.ranks)}
        return lambda cell: ranks.get(cell.strip())
    return {Order.TEXT: _natural, Order.NUMBER: _number, Order.AGE: _age}[column.order]


def arranged(places: Iterable[int], weights: Sequence[str | None], *, backwards: bool) -> list[int]:
    """Return the places of rows by weight; equal ones keep their order, those without weight stand last either way."""
    known, blank = list(places), list[int]()
    if None in weights:
        known, blank = _parted(known, weights)
    known.sort(key=cast("Sequence[str]", weights).__getitem__, reverse=backwards)
    return known + blank


def _parted(places: Sequence[int], weights: Sequence[str | None]) -> tuple[list[int], list[int]]:
    """Part the places of rows with a weight from those without."""
    return (
        [place for place in places if weights[place] is not None],
        [place for place in places if weights[place] is None],
    )


def _natural(cell: str) -> str | None:
    """Compare letters whatever their case, and numbers in them by size: `vs2` before `vs10`."""
    if cell in _BLANK:
        return None
    return _DIGITS.sub(lambda digits: digits[0].rjust(_PLACES, "0"), cell.casefold())


def _number(cell: str) -> str | None:
    found = _DIGITS.match(cell)
    return _padded(int(found[0])) if found else None


def _age(cell: str) -> str | None:
    """Compare the moment, the newest first: its age is the least."""
    if cell in _BLANK:
        return None
    return _padded(_FAR - int(datetime.fromisoformat(cell.removesuffix(OLDER)).timestamp()))


def _padded(number: int) -> str:
    return str(number).rjust(_PLACES, "0")
