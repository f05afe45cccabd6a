"""How many cells a text takes on a terminal."""

import unicodedata
from typing import Final

_WIDE: Final = frozenset("WF")
_NONE: Final = frozenset(("Mn", "Me"))
_JOINING: Final = ("\u1160", "\u11ff", "\ud7b0", "\ud7ff")
"""Hangul vowels and finals, which join the consonant before them: from, to, from, to."""


def width(text: str) -> int:
    """Cells that `text`, which is clean, takes: two for East Asian wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def padded(text: str, cells: int) -> str:
    """Return `text` with blanks after it, up to this width."""
    return text + " " * max(0, cells - width(text))


def _cells(character: str) -> int:
    first, last, more, most = _JOINING
    if unicodedata.category(character) in _NONE or first <= character <= last or more <= character <= most:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1
