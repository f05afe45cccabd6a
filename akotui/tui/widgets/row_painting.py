"""How a row and the column titles become a line of the table."""

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
    cells = " ".join(cut(columns[index].title if size > 1 else "", size) for index, size in widths(columns, width))
    return Strip([Segment(cut(" " * MARK + cells, width), style)], width)


def row_strip(row: Row, columns: tuple[Column, ...], width: int, *, paint: Paint, cursor: Style | None) -> Strip:
    """Return the line of a row; `cursor` is the style of the cursor when it stands here, null when it has no keys.

    Only the verdict bears the tone, and a quiet row is quiet all over: colour is for what wants attention. What is of
    one colour is one segment, for Textual handles each of them several times.
    """
    rest, tone = paint(_rest(row.tone)), paint(row.tone)
    if cursor is not None:
        rest, tone = rest + cursor, tone + cursor
    segments: list[Segment] = []
    text, filled = (" " if cursor is None else ">") + ("*" if row.old else " "), MARK
    for index, size in widths(columns, width):
        cell = (shortened if columns[index].named else cut)(row.cells[index], size)
        if columns[index].toned:
            segments += (Segment(text, rest), Segment(cell if size > 1 else row.cells[index][:1], tone))
            text = " "
        else:
            text += cell + " "
        filled += size + 1
    segments.append(Segment(text + " " * (width - filled), rest))
    return Strip(segments, max(width, filled)).adjust_cell_length(width, rest)


def _rest(tone: Tone) -> Tone:
    return Tone.QUIET if tone in (Tone.QUIET, Tone.FOREIGN) else Tone.PLAIN
