"""How wide each column is when so many cells are available."""

from collections.abc import Mapping, Sequence
from typing import Final

from akotui.views.table import HIDDEN, Column

Widths = tuple[tuple[int, int], ...]
"""Column index and width, for each column that is shown."""


_READABLE: Final = 8
"""Cells of a column below which sharing helps nobody."""


def fit(columns: Sequence[Column], available: int, gap: int = 1) -> Widths:
    """Return (column index, width) pairs whose widths and gaps fill at most `available` cells.

    Columns of the highest rank are left out first; what is left over goes to the columns that grow. When even the
    columns of rank 0 are too wide, those that grow share what the others leave; where that is too little, those go that
    are told elsewhere, then the rightmost lose.
    """
    chosen = _chosen(columns, available, gap)
    spare = available - _total(columns, chosen, gap)
    if spare < 0:
        return _squeezed(columns, chosen, available, gap)
    shares = sum(columns[index].grow for index in chosen)
    widths: list[tuple[int, int]] = []
    for index in chosen:
        grow = columns[index].grow
        extra = spare * grow // shares if shares else 0
        spare, shares = spare - extra, shares - grow
        widths.append((index, columns[index].width + extra))
    return tuple(widths)


def _chosen(columns: Sequence[Column], available: int, gap: int) -> list[int]:
    chosen = [index for index, column in enumerate(columns) if column.rank < HIDDEN]
    while chosen and _total(columns, chosen, gap) > available:
        worst = max(chosen, key=lambda index: (columns[index].rank, index))
        if columns[worst].rank == 0:
            break
        chosen.remove(worst)
    return chosen


def _total(columns: Sequence[Column], chosen: Sequence[int], gap: int) -> int:
    return sum(columns[index].width for index in chosen) + gap * max(0, len(chosen) - 1)


def _squeezed(columns: Sequence[Column], chosen: Sequence[int], available: int, gap: int) -> Widths:
    given = _given(columns, chosen, available, gap)
    untold = [index for index in chosen if given[index] >= columns[index].told]
    if 0 < len(untold) < len(chosen):
        given = _given(columns, untold, available, gap, signs=True)
        spare = available - sum(given.values()) - gap * (len(untold) - 1)
        widest = max(untold, key=lambda index: columns[index].grow)
        given[widest] += max(0, spare) if columns[widest].grow else 0
    return _cut(given, available, gap)


def _given(
    columns: Sequence[Column], chosen: Sequence[int], available: int, gap: int, *, signs: bool = False
) -> dict[int, int]:
    given = {index: 1 if signs and columns[index].signed else columns[index].width for index in chosen}
    growing = [index for index in chosen if columns[index].grow]
    room = available - gap * (len(chosen) - 1) - sum(given[index] for index in chosen if index not in growing)
    shared = _shared([columns[index].width for index in growing], room)
    return given | dict(zip(growing, shared, strict=True)) if min(shared, default=0) >= _READABLE else given


def _cut(given: Mapping[int, int], available: int, gap: int) -> Widths:
    widths: list[tuple[int, int]] = []
    for index, wanted in given.items():
        width = min(wanted, available)
        if width <= 0:
            break
        widths.append((index, width))
        available -= width + gap
    return tuple(widths)


def _shared(widths: Sequence[int], room: int) -> list[int]:
    """Share `room` out equally; who needs less than an equal share leaves the rest to the others."""
    given = [0] * len(widths)
    for left, place in enumerate(sorted(range(len(widths)), key=lambda place: widths[place])):
        given[place] = max(0, min(widths[place], room // (len(widths) - left)))
        room -= given[place]
    return given
