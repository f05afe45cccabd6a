"""Views as plain tables: columns aligned by display width, cells of 4 KB at most, no blank at a line's end."""

from collections.abc import Sequence

from akotui.model.text import shortened
from akotui.report.paint import Paint, plain
from akotui.views.table import Column, Row, Tone
from akotui.views.width import padded, width

_GAP = "  "


def table(
    columns: Sequence[Column], rows: Sequence[Row], *, wide: bool = False, headers: bool = True, paint: Paint = plain
) -> str:
    """Return the table; `wide` shows the columns that are otherwise left out. Empty without rows.

    A row's tone is given to its first cell.
    """
    shown = [index for index, column in enumerate(columns) if wide or not column.wide]
    titles = Row("", tuple(column.title for column in columns), Tone.STRONG)
    lines = [titles, *rows] if headers and rows else list(rows)
    widths = {index: max((width(shortened(one.cells[index])) for one in lines), default=0) for index in shown}
    return "".join(_line(one, widths, paint) + "\n" for one in lines)


def _line(row: Row, widths: dict[int, int], paint: Paint) -> str:
    cells = [padded(shortened(row.cells[index]), cells) for index, cells in widths.items()]
    cells[-1] = cells[-1].rstrip()
    while len(cells) > 1 and not cells[-1].strip():
        cells = [*cells[:-2], cells[-2].rstrip()]
    return _GAP.join([paint(cells[0], row.tone), *cells[1:]])
