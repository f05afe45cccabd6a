r"""What a regular expression is made of, and how its text is read.

Known are `.`, `[…]`, `\d \w \s` (and in capitals what they are not), `( )`, `|`, `*`, `+`, `?`, and `^` and `$` for
the edges of a cell. Counted repeats, look-around and back references are refused: they would make the automaton of
`patterns.py` too large, or impossible.
"""

from collections.abc import Callable
from typing import Final

import msgspec

EDGE: Final = "\n"
"""What stands before, between and behind the cells of a searched text; a cell cannot hold it."""

LONGEST: Final = 80
"""Characters a regular expression may have."""

_CLASSES: Final[dict[str, Callable[[str], bool]]] = {
    "d": str.isdecimal,
    "w": lambda letter: letter.isalnum() or letter == "_",
    "s": str.isspace,
}


class NotAPattern(ValueError):
    """It is no regular expression, or one that is not known here; the text says why, for people."""


class One(msgspec.Struct, frozen=True):
    """One character: of these, of these ranges or of these classes (capitals: not of), or none of all that."""

    letters: str = ""
    ranges: tuple[tuple[str, str], ...] = ()
    classes: str = ""
    negated: bool = False

    def takes(self, letter: str) -> bool:
        """Tell whether this character is meant; the edge of a cell only when it is named."""
        if letter == EDGE:
            return letter in self.letters
        found = (
            letter in self.letters
            or any(low <= letter <= high for low, high in self.ranges)
            or any(_CLASSES[name.lower()](letter) is name.islower() for name in self.classes)
        )
        return found is not self.negated


class Many(msgspec.Struct, frozen=True):
    """A part that may be missing (`least` 0) and, when it is `endless`, may come again."""

    part: "Part"
    least: int
    endless: bool


class All(msgspec.Struct, frozen=True):
    """Parts one after the other."""

    parts: tuple["Part", ...]


class Either(msgspec.Struct, frozen=True):
    """One of several."""

    parts: tuple["Part", ...]


Part = One | Many | All | Either

ANY: Final = One(negated=True)
