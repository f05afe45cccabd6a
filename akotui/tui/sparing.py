"""Sends the terminal only the cells that differ from what it shows.

Textual repaints whole regions, each line from the left edge of its widget, with colours anew for every stretch of
text: a clock that ticks costs a line, a scrolled table all of its lines. Over ssh that is what one waits for.

A line with characters that are not one cell wide is sent as Textual would send it: terminals do not agree on those.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Cell = tuple[str, str]
"""A character and the parameters of the SGR sequence that colours it."""

_BRIDGED: Final = 6
"""Unchanged cells between two changed ones that cost no more than moving the cursor past them."""


class Shown:
    """What the terminal shows, as far as it is known."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, Cell]] = {}

    def forget(self) -> None:
        """Know nothing any more: the terminal was resized, or was somebody else's for a while."""
        self._lines.clear()

    def difference(self, update: ChopsUpdate | LayoutUpdate, console: Console) -> "Difference":
        """Return what of an update the terminal does not show yet, and take it for shown. A layout is sent as a whole.

        The difference must be written.
        """
        if isinstance(update, LayoutUpdate):
            self.forget()
        colours = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        pieces: list[str] = []
        used = ""
        for x, y, strip in _stretches(update):
            cells = _cells(strip, colours)
            if cells is None:
                self._lines.pop(y, None)
                pieces.append(f"\x1b[0m\x1b[{y + 1};{x + 1}H{strip.render(console)}")
                used = ""
                continue
            for start, run in self._changed(y, x, cells):
                pieces.append(f"\x1b[{y + 1};{start + 1}H")
                used = _write(pieces, run, used)
        if used:
            pieces.append("\x1b[0m")
        return Difference(update, "".join(pieces))

    def _changed(self, y: int, x: int, cells: Sequence[Cell]) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Note that these cells stand at (x, y) from now on; yield those that did not, in runs with their column."""
        line = self._lines.setdefault(y, {})
        start = end = -1
        for index, cell in enumerate(cells):
            if line.get(x + index) != cell:
                line[x + index] = cell
                if start >= 0 and index - end > _BRIDGED:
                    yield x + start, cells[start:end]
                    start = -1
                start = index if start < 0 else start
                end = index + 1
        if start >= 0:
            yield x + start, cells[start:end]


class Difference(CompositorUpdate):
    """An update without what is on the terminal already: `text` is what is to be written."""

    def __init__(self, update: ChopsUpdate | LayoutUpdate, text: str) -> None:
        self.text = text
        self._update = update

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        return self._update.__rich_console__(console, options)

    def render_segments(self, console: Console) -> str:
        """Return what is to be written to the terminal."""
        del console
        return self.text


def _write(pieces: list[str], run: Iterable[Cell], used: str) -> str:
    """Append a run of cells in their colours; return the colours that are set after it."""
    for character, colour in run:
        if colour != used:
            pieces.append(f"\x1b[0;{colour}m" if used and colour else f"\x1b[{colour or 0}m")
            used = colour
        pieces.append(character)
    return used


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
