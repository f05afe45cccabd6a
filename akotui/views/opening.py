"""The first thing that is seen: the header, what has to be done, and the way out. Nothing was read yet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from akotui.analysis.estate import Estate
from akotui.views import loading
from akotui.views.heading import headings
from akotui.views.lines import Line, Span
from akotui.views.table import Tone
from akotui.views.width import padded, width

_NOTHING: Final = Estate()
_HINTS: Final = ((" q", Tone.STRONG), (" quit ", Tone.PLAIN), (" ?", Tone.STRONG), (" help", Tone.PLAIN))
_BREADTH: Final = 100
"""Columns from which on the findings stand on the right, behind 9 of 20 parts (`#panes` of tui/app.tcss)."""
_TOP: Final = 4
"""Where the checklist begins: below the header, the tabs, the border and the titles of the columns."""


def first_screen(title: str, now: datetime, *, demo: bool, columns: int, lines: int) -> tuple[Line, ...]:
    """Return all lines of a screen of this size, each `columns` cells wide, for a cluster called `title`.

    Header and checklist are those of a screen on which every source connects, and stand where they will stand there.
    """
    edge = columns * 9 // 20 + 1 if columns >= _BREADTH else 0
    steps = [((Span(" " * edge), *step) if edge else step) for step in loading.page(_NOTHING)]
    top = min(_TOP, max(1, lines - len(steps) - 1))
    seen = [_header(title, now, demo=demo, columns=columns), *([()] * (top - 1)), *steps]
    seen = [*seen[: lines - 1], *([()] * (lines - 1 - len(seen)))]
    hints = tuple(Span(text, tone) for text, tone in _HINTS)
    return tuple(_filled(line, columns) for line in (*seen, hints)[:lines])


def _header(title: str, now: datetime, *, demo: bool, columns: int) -> Line:
    """Return the first form that fits, or the shortest (as tui/widgets/header_bar.py)."""
    shown: Line = ()
    for form in headings(_NOTHING, title, now, demo=demo):
        shown, gap = form.left, columns - _length(form.left) - _length(form.right)
        if gap > 0:
            return (*shown, Span(" " * gap), *form.right)
    return shown


def _filled(line: Line, columns: int) -> Line:
    """Return a line in exactly so many cells."""
    return tuple(_cut(line, columns))


def _cut(line: Line, columns: int) -> Iterator[Span]:
    left = columns
    for span in line:
        text = _beginning(span.text, left)
        yield Span(text, span.tone)
        left -= width(text)
        if text != span.text:
            break
    if left > 0:
        yield Span(padded("", left))


def _beginning(text: str, cells: int) -> str:
    if width(text) <= cells:
        return text
    while text and width(text) > cells - 1:
        text = text[:-1]
    return f"{text}…" if cells > 0 else ""


def _length(line: Line) -> int:
    return sum(width(span.text) for span in line)
