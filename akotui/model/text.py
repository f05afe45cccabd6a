"""Text from outside, made harmless once, where it enters.

Cluster text may hold escape sequences, newlines, bidirectional overrides and lone surrogates; none of them may reach
a terminal, a report or the clipboard (the class of kubectl's CVE-2021-25743).
"""

import re
import unicodedata
from typing import Final

LIMIT: Final = 128 * 1024
"""The longest string kept, in characters; longer ones are cut and end in an ellipsis."""

SHOWN: Final = 4096
"""How much of a text is shown where there is more than one; all of it stands in the detail and in documents."""

MOST_MARKS: Final = 8
"""Combining marks on one character: no script needs more, and a thousand of them would cover the lines above."""

_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


_FIRST_PRINTABLE: Final = 0x20
_DELETE: Final = 0x7F
_REPLACED: Final = "\ufffd"
_MARKS: Final = frozenset(("Mn", "Me"))
_UNKNOWN: Final = frozenset(("Cn", "Co"))


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < _FIRST_PRINTABLE:
        return chr(0x2400 + code)
    return "\u2421" if code == _DELETE else _REPLACED


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` with every control, invisible or direction-changing character made visible.

    C0 controls become their control pictures (U+2400...), DEL becomes U+2421, the rest U+FFFD; so do characters that
    nobody has assigned, and combining marks without a character or too many on one. Idempotent.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if len(text) > limit:
        text = text[: limit - 1] + "\u2026"
    shown = _HOSTILE.sub(_visible, text)
    return shown if shown.isascii() else "".join(_settled(shown))


def shortened(text: str) -> str:
    """Return as much of `text` as is shown beside others; what is cut ends in an ellipsis."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "\u2026"


def _settled(text: str) -> list[str]:
    """Replace what has no meaning that a terminal could know, and marks that pile up."""
    settled, marks = list[str](), MOST_MARKS
    for character in text:
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in _MARKS else 0
        settled.append(_REPLACED if marks > MOST_MARKS or kind in _UNKNOWN else character)
    return settled
