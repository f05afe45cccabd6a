"""What a terminal shows after the bytes it was sent: enough of one for what Textual writes."""

import codecs
import re

from rich.cells import cell_len

_PIECE = re.compile(
    "\x1b\\[(?P<private>[?>=<]?)(?P<numbers>[0-9;:]*)[ -/]*(?P<final>[@-~])"
    "|\x1b\\].*?(?:\x07|\x1b\\\\)|\x1bP.*?\x1b\\\\|\x1b[()][A-Z0-9]|\x1b[=>78cDEHM]"
    "|(?P<control>[\r\n\b\x07])|(?P<text>[^\x1b\r\n\b\x07]+)",
    re.DOTALL,
)
_BLANK: tuple[str, str] = (" ", "")
_UNFINISHED = re.compile("\x1b(?:\\[[0-?]*[ -/]*|\\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?|[()])?$")


class Sgr:
    """Which attributes and colours are set."""

    def __init__(self) -> None:
        self.text = ""
        self._attributes: list[int] = []
        self._colours: dict[int, list[int]] = {}

    def take(self, numbers: list[int]) -> None:
        """Take the parameters of a sequence in."""
        left = list(numbers)
        while left:
            first = left[0]
            size = {5: 3, 2: 5}.get(left[1], 1) if first in (38, 48) and len(left) > 1 else 1
            self._set(first, left[:size])
            del left[:size]
        set_now = (self._attributes, *(self._colours.get(place, []) for place in (3, 4)))
        self.text = ";".join(str(number) for part in set_now for number in part)

    def _set(self, first: int, numbers: list[int]) -> None:
        if first == 0:
            self._attributes, self._colours = [], {}
        elif first in (39, 49):
            self._colours.pop(first // 10, None)
        elif 30 <= first < 50 or first >= 90:
            self._colours[{9: 3, 10: 4}.get(first // 10, first // 10)] = numbers
        elif first not in self._attributes:
            self._attributes.append(first)


class Glass:
    """Lines of cells: a character, empty behind a wide one, and its attributes and colours as parameters of SGR."""

    def __init__(self, columns: int, lines: int) -> None:
        self.columns = columns
        self.painted = 0
        self.cells = [[_BLANK] * columns for _ in range(lines)]
        self._sgr = Sgr()
        self._x = self._y = 0
        self._left = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def lines(self) -> list[str]:
        """All lines, without blanks at their ends."""
        return ["".join(character for character, _ in cells).rstrip() for cells in self.cells]

    @property
    def text(self) -> str:
        """All that is seen."""
        return "\n".join(self.lines)

    def feed(self, written: bytes) -> None:
        """Show what was written. `painted` counts the cells that were drawn."""
        text = self._left + self._decoder.decode(written)
        cut = _UNFINISHED.search(text)
        text, self._left = (text[: cut.start()], text[cut.start() :]) if cut else (text, "")
        for found in _PIECE.finditer(text):
            if found["text"] is not None:
                self._write(found["text"])
            elif found["control"] is not None:
                self._control(found["control"])
            elif found["final"] is not None and not found["private"]:
                self._command(found["final"], [int(one or 0) for one in re.split("[;:]", found["numbers"])])

    def _write(self, text: str) -> None:
        for character in text:
            width = 1 if character.isascii() else cell_len(character)
            if width == 0 or self._y >= len(self.cells) or self._x + width > self.columns:
                continue
            colour = self._sgr.text
            behind = [("", colour)] * (width - 1)
            self.cells[self._y][self._x : self._x + width] = [(character, colour), *behind]
            self._x += width
            self.painted += width

    def _control(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\n":
            self._y, self._x = min(self._y + 1, len(self.cells) - 1), 0
        elif control == "\b":
            self._x = max(0, self._x - 1)

    def _command(self, final: str, numbers: list[int]) -> None:
        if final in "Hf":
            row, column = (*numbers, 1, 1)[:2]
            self._y, self._x = max(row, 1) - 1, max(column, 1) - 1
        elif final == "G":
            self._x = max(numbers[0], 1) - 1
        elif final == "J" and numbers[0] in (2, 3):
            self.cells = [[_BLANK] * self.columns for _ in self.cells]
        elif final == "K":
            self.cells[self._y][self._x :] = [_BLANK] * (self.columns - self._x)
        elif final == "m":
            self._sgr.take(numbers)
