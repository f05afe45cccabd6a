"""Spans of text to what Textual draws. The only way outside text reaches the screen: never through markup."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from akotui.model.text import MOST_MARKS
from akotui.views.lines import Line, Span
from akotui.views.table import Tone
from akotui.views.width import width as cells

Paint = Callable[[Tone], Style]

ELLIPSIS: Final = "…"
_SEPARATOR: Final = "--"
"""Stands between the cluster's name and the rest in what AKO names (AKO internal/lib/lib.go SetNamePrefix)."""
_NAME: Final = re.compile(r"(\S{2,5} )?(.*?)( \+\d+)?", re.DOTALL)
_LEAST: Final = 6
TONES: Final = {f"tone--{tone.value}" for tone in Tone}
"""The component classes that a widget must have to be painted; `app.tcss` gives them their colours."""


@lru_cache(maxsize=4096)
def steady(text: str) -> str:
    """Return `text` with U+FFFD for each character that Textual takes for wider or narrower than terminals do.

    Its tables are rich's, which count for one character what terminals give only to a sequence of them.
    """
    return "".join(one if one.isascii() or cell_len(one) == cells(one) else "\ufffd" for one in text)


def _beginning(text: str, width: int) -> str:
    """Return enough of a long text to fill so many cells and tell that there is more."""
    return text[: (width + 1) * (MOST_MARKS + 1)]


def cut(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells: padded, or cut with an ellipsis; wide characters count as two."""
    if text.isascii():
        length = len(text)
        if length <= width:
            return text.ljust(width)
        return text[: width - 1] + ELLIPSIS if width > 0 else ""
    text = steady(_beginning(text, width))
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + ELLIPSIS if width > 0 else ""


def shortened(text: str, width: int) -> str:
    """Return `text`, whose end may be a count (`+8`), in exactly `width` cells, without the start that all names share.

    `vs prod--api.pay.example.com +8` becomes `vs …api.pay.exam… +8`.
    """
    if cell_len(text) <= width:
        return cut(text, width)
    parts = _NAME.fullmatch(text)
    start, name, count = (part or "" for part in parts.groups()) if parts else ("", text, "")
    room = width - cell_len(count)
    if room < _LEAST:
        return cut(text, width)
    short = start + (ELLIPSIS + name.partition(_SEPARATOR)[2] if _SEPARATOR in name else name)
    return cut(cut(short, room).rstrip() + count, width)


def strip(line: Line, width: int, paint: Paint) -> Strip:
    """Return `line` in exactly `width` cells; what is too long ends in an ellipsis."""
    segments: list[Segment] = []
    left = width
    for span in line:
        text = span.text if span.text.isascii() else steady(_beginning(span.text, width))
        length = cell_len(text)
        fits = length <= left
        segments.append(Segment(text if fits else cut(text, left), paint(span.tone)))
        left -= length
        if not fits:
            break
    if left > 0:
        segments.append(Segment(" " * left, paint(Tone.PLAIN)))
    return Strip(segments, width)


def length(line: Iterable[Span]) -> int:
    """Return how many cells a line takes."""
    return sum(cell_len(span.text) for span in line)


def apart(left: Line, right: Line, width: int) -> Line:
    """Return one line of `width` cells: `left` at the left edge, `right` at the right one, which is never cut."""
    room = max(0, width - length(right))
    shown = left if length(left) < room else _shortened(left, max(0, room - 1))
    return (*shown, Span(" " * (room - length(shown))), *right)


def _shortened(line: Line, width: int) -> Line:
    spans: list[Span] = []
    for span in line:
        size = cell_len(span.text)
        if size > width:
            return (*spans, Span(cut(span.text, width), span.tone))
        spans.append(span)
        width -= size
    return tuple(spans)
