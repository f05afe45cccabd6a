"""How a row and the column titles become a line of the table."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from akotui.tui.widgets.painting import Paint, cut, shortened
from akotui.views.fitting import Widths, fit
from akotui.views.table import Column, Row, Tone

MARK: Final = 2
"""Cells left of the first column, for the cursor's `>` (colour alone does not show it) and the `*` of old rows."""


@lru_cache(maxsize=256)
def widths(columns: tuple[Column, ...], width: int) -> Widths:
    """Return the columns that fit beside the mark into `width` cells."""
    return fit(columns, width - MARK)


def title_strip(columns: tuple[Column, ...], width: int, style: Style) -> Strip:
    """Return the line of the column titles."""
    cells = " ".join(cut(columns[index].title, size) for index, size in widths(columns, width))
    return Strip([Segment(cut(" " * MARK + cells, width), style)], width)


def row_strip(row: Row, columns: tuple[Column, ...], width: int, *, paint: Paint, cursor: Style | None) -> Strip:
    """Return the line of a row; `cursor` is the style of the cursor when it stands here, null when it has no keys.

    Only the verdict bears the tone, and a quiet row is quiet all over: colour is for what wants attention.
    """
    rest, tone = paint(_rest(row.tone)), paint(row.tone)
    if cursor is not None:
        rest, tone = rest + cursor, tone + cursor
    segments = [Segment((" " if cursor is None else ">") + ("*" if row.old else " "), rest)]
    for index, size in widths(columns, width):
        fitted = shortened if columns[index].named else cut
        segments.append(Segment(fitted(row.cells[index], size), tone if columns[index].toned else rest))
        segments.append(Segment(" ", rest))
    return _filled(segments, width, rest)


def _rest(tone: Tone) -> Tone:
    return Tone.QUIET if tone in (Tone.QUIET, Tone.FOREIGN) else Tone.PLAIN


def _filled(segments: Sequence[Segment], width: int, style: Style) -> Strip:
    return Strip(segments).adjust_cell_length(width, style)
