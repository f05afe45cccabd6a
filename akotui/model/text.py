"""Text from outside, made harmless once, where it enters.

Cluster text may hold escape sequences, newlines, bidirectional overrides and lone surrogates; none of them may reach
a terminal, a report or the clipboard (the class of kubectl's CVE-2021-25743).
"""

import re
from typing import Final

LIMIT: Final = 4096
"""The longest string kept, in characters; longer ones are cut and end in an ellipsis."""

_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


_FIRST_PRINTABLE: Final = 0x20
_DELETE: Final = 0x7F


def _visible(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < _FIRST_PRINTABLE:
        return chr(0x2400 + code)
    return "\u2421" if code == _DELETE else "\ufffd"


def clean(text: str, limit: int = LIMIT) -> str:
    """Return `text` with every control, invisible or direction-changing character made visible.

    C0 controls become their control pictures (U+2400...), DEL becomes U+2421, the rest U+FFFD. Idempotent.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    if len(text) > limit:
        text = text[: limit - 1] + "\u2026"
    return _HOSTILE.sub(_visible, text)
