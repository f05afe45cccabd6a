"""Sends the terminal only the cells that differ from what it shows.

Textual repaints whole regions, each line from the left edge of its widget, with colours anew for every stretch of
text: a clock that ticks costs a line, a scrolled table all of its lines. Over ssh that is what one waits for.

Colours are most of what is left of it. A terminal keeps them until others are set, from one frame to the next: what is
set already is not set again, and cells in those colours come first. (Whoever gives the terminal back resets them.)

A line with characters that are not one cell wide is sent as Textual would send it: terminals do not agree on those.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, str]
"""A character and the parameters of the SGR sequence that colours it."""

_BRIDGED: Final = 6
"""Unchanged cells between two changed ones that cost no more than moving the cursor past them."""

_EXTENDED: Final = {"38": 0, "48": 1}
_OPERANDS: Final = {"5": 3, "2": 5}
"""How many parameters a colour of 256, or a true one, takes in all."""
_FOREGROUNDS: Final = frozenset(map(str, (*range(30, 38), 39, *range(90, 98))))
_BACKGROUNDS: Final = frozenset(map(str, (*range(40, 48), 49, *range(100, 108))))
_USUAL: Final = ("39", "49")


class Run(msgspec.Struct, frozen=True):
    """Changed cells beside each other on line `y`, from column `x` on."""

    x: int
    y: int
    cells: Sequence[Cell]


class Shown:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, Cell]] = {}
        self._colour: str | None = None

    def forget(self) -> None:
        """Know nothing any more: the terminal was resized, or was somebody else's for a while."""
        self._lines.clear()
        self._colour = None

    def difference(self, update: ChopsUpdate | LayoutUpdate, console: Console) -> str:
        """Return what of an update the terminal does not show yet, and take it for shown. A layout is sent as a whole.

        The difference must be written.
        """
        if isinstance(update, LayoutUpdate):
            self.forget()
        colours = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        pieces: list[str] = []
        runs: list[Run] = []
        for x, y, strip in _stretches(update):
            cells = _cells(strip, colours)
            if cells is not None:
                runs += self._changed(y, x, cells)
                continue
            self._write(pieces, runs)
            runs.clear()
            self._lines.pop(y, None)
            pieces.append(f"\x1b[0m\x1b[{y + 1};{x + 1}H{strip.render(console)}")
            self._colour = ""
        if not pieces:
            runs.sort(key=lambda run: run.cells[0][1] != self._colour)
        self._write(pieces, runs)
        return "".join(pieces)

    def _changed(self, y: int, x: int, cells: Sequence[Cell]) -> Iterator[Run]:
        """Note that these cells stand at (x, y) from now on; yield those that did not."""
        line = self._lines.setdefault(y, {})
        start = end = -1
        for index, cell in enumerate(cells):
            if line.get(x + index) != cell:
                line[x + index] = cell
                if start >= 0 and index - end > _BRIDGED:
                    yield Run(x + start, y, cells[start:end])
                    start = -1
                start = index if start < 0 else start
                end = index + 1
        if start >= 0:
            yield Run(x + start, y, cells[start:end])

    def _write(self, pieces: list[str], runs: Sequence[Run]) -> None:
        """Append runs of cells in their colours."""
        line, used = -1, self._colour
        for run in runs:
            pieces.append(f"\x1b[{run.x + 1}G" if run.y == line else f"\x1b[{run.y + 1};{run.x + 1}H")
            line = run.y
            for character, colour in run.cells:
                if colour != used:
                    pieces.append(_change(used, colour))
                    used = colour
                pieces.append(character)
        self._colour = used


@lru_cache(maxsize=4096)
def _change(used: str | None, wanted: str) -> str:
    """Return the sequence after which these colours are set, where those are (None: it is not known which).

    Attributes (bold, reverse) can only be taken back together with the colours.
    """
    before, after = _parts(used or ""), _parts(wanted)
    if not wanted:
        return "\x1b[0m"
    if used is None or before[0] not in ("", after[0]):
        return f"\x1b[0;{wanted}m"
    attributes = () if before[0] == after[0] else (after[0],)
    colours = zip(before[1:], after[1:], _USUAL, strict=True)
    return f"\x1b[{';'.join((*attributes, *(new or usual for old, new, usual in colours if old != new)))}m"


def _parts(colour: str) -> tuple[str, str, str]:
    """Return the attributes, the colour of the text, and the one behind it, of the parameters of an SGR sequence."""
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    numbers = colour.split(";") if colour else []
    while numbers:
        first = numbers[0]
        extended = _EXTENDED.get(first)
        if extended is not None:
            taken = _OPERANDS.get(numbers[1] if len(numbers) > 1 else "", 1)
            parts[1 + extended][:] = numbers[:taken]
        else:
            taken = 1
            place = 1 if first in _FOREGROUNDS else 2 if first in _BACKGROUNDS else 0
            parts[place][:] = [*(parts[place] if place == 0 else ()), first]
        del numbers[:taken]
    attributes, text, behind = (";".join(one) for one in parts)
    return attributes, text, behind


def _stretches(update: ChopsUpdate | LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Yield column, line and content of each stretch that an update paints."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield update.region.x, y, Strip.join(strips)
        return
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < right and end > left:
                start = max(x, left)
                yield start, y, strip.crop(start - x, min(end, right) - x)


def _cells(strip: Strip, colours: ColorSystem) -> list[Cell] | None:
    """Return the cells of a strip, None when a character of it is not exactly one cell wide."""
    cells: list[Cell] = []
    segment: Segment
    for segment in strip:
        text = segment.text
        if not text.isascii() and cell_len(text) != len(text):
            return None
        colour = _colour(segment.style, colours)
        cells += [(character, colour) for character in text]
    return cells


def _colour(style: Style | None, colours: ColorSystem) -> str:
    return "" if style is None else Strip.render_ansi(style, colours)
