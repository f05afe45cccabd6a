"""How many cells a text takes on a terminal."""

import unicodedata
from typing import Final

_WIDE: Final = frozenset("WF")
_NONE: Final = frozenset(("Mn", "Me", "Cf"))


def width(text: str) -> int:
    """Cells that `text` takes: two for East Asian wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def padded(text: str, cells: int) -> str:
    """Return `text` with blanks after it, up to this width."""
    return text + " " * max(0, cells - width(text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in _NONE:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
