"""Long lines broken at spaces, so that nothing of an explanation is out of sight."""

import re
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, chop_cells

from akotui.tui.widgets.painting import steady
from akotui.views.lines import Line, Span, plain

_WORD: Final = re.compile(r"\s*\S+|\s+")
_HANG: Final = 2


@lru_cache(maxsize=1024)
def wrap(line: Line, width: int) -> tuple[Line, ...]:
    """Return `line` in lines of at most `width` cells; further ones are indented two cells more than the first.

    A word longer than a line is broken where the line ends.
    """
    text = plain(line)
    indent = min(len(text) - len(text.lstrip()) + _HANG, max(0, width // 2))
    lines: list[list[Span]] = [[]]
    used = 0
    for span in line:
        for word in _WORD.findall(span.text):
            for piece in _pieces(word if word.isascii() else steady(word), width, used, indent):
                broken = used > 0 and used + cell_len(piece) > width
                shown = " " * indent + piece.lstrip() if broken else piece
                if broken:
                    lines.append([])
                lines[-1].append(Span(shown, span.tone))
                used = cell_len(shown) + (0 if broken else used)
    return tuple(tuple(spans) for spans in lines)


def _pieces(word: str, width: int, used: int, indent: int) -> list[str]:
    bare = word.strip()
    if (cell_len(bare) + indent if used and bare else cell_len(word)) <= width:
        return [word]
    pieces = chop_cells(bare, max(1, width - indent))
    if used and pieces:
        pieces[0] = word[: len(word) - len(word.lstrip())] + pieces[0]
    return pieces
