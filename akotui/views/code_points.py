"""Letters that are not ASCII, spelled out: a Cyrillic letter can look like a Latin one, and names differ by it."""

import unicodedata
from collections.abc import Iterable
from typing import Final

_MOST: Final = 20
_LETTERS: Final = "LMN"
_SPACE: Final = "Zs"


def spelled(texts: Iterable[str]) -> tuple[str, ...]:
    """Return a title and a line for each letter, mark, digit or blank in `texts` that is not ASCII, in their order."""
    found = dict.fromkeys(one for text in texts if not text.isascii() for one in text if _may_deceive(one))
    if not found:
        return ()
    left = len(found) - _MOST
    tail = (f"  … and {left} more",) if left > 0 else ()
    return ("characters that are not ASCII:", *map(_line, tuple(found)[:_MOST]), *tail)


def _may_deceive(character: str) -> bool:
    kind = unicodedata.category(character)
    return not character.isascii() and (kind[0] in _LETTERS or kind == _SPACE)


def _line(character: str) -> str:
    shown = f"◌{character}" if unicodedata.category(character).startswith("M") else character
    return f"  {shown} U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
