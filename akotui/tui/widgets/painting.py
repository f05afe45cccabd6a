"""Spans of text to what Textual draws. The only way outside text reaches the screen: never through markup."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from akotui.views.lines import Line, Span
from akotui.views.table import Tone

Paint = Callable[[Tone], Style]

ELLIPSIS: Final = "…"
_SEPARATOR: Final = "--"
"""Stands between the cluster's name and the rest in what AKO names (AKO internal/lib/lib.go SetNamePrefix)."""
_NAME: Final = re.compile(r"(\S{2,5} )?(.*?)( \+\d+)?", re.DOTALL)
_LEAST: Final = 6
TONES: Final = {f"tone--{tone.value}" for tone in Tone}
"""The component classes that a widget must have to be painted; `app.tcss` gives them their colours."""


def cut(text: str, width: int) -> str:
    """Return `text` in exactly `width` cells: padded, or cut with an ellipsis; wide characters count as two."""
    if text.isascii():
        length = len(text)
        if length <= width:
            return text.ljust(width)
        return text[: width - 1] + ELLIPSIS if width > 0 else ""
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
        length = cell_len(span.text)
        fits = length <= left
        segments.append(Segment(span.text if fits else cut(span.text, left), paint(span.tone)))
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
