"""All that akotui may write to a terminal: a small grammar, and whatever of some bytes does not belong to it."""

import base64
import re
from typing import Final

from tests.faults import hostile

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<style>[\d;]*)m"
    r"|\x1b\[(?P<line>\d+);(?P<column>\d+)H"
    r"|\x1b\[(?P<place>\d+)G"
    r"|\x1b\[\?(?P<mode>\d+)[hl]"
    r"|\x1b\[\?(?:2026|2048)\$p"
    r"|\x1b\[>\d\d?u|\x1b\[<u"
    r"|\x1b\[2[23];2t"
    r"|\x1b\]2;akotui(?P<title>[^\x00-\x1f\x7f-\x9f]*)\x07"
    r"|\x1b\]22;(?:default|text|pointer)\x07"
    r"|\x1b\]52;c;(?P<copied>[A-Za-z0-9+/=]+)\x07"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|[\r\n]"
)
_MODES: Final = frozenset((7, 25, 1000, 1003, 1004, 1006, 1015, 1049, 2004, 2026, 2048))
"""Line wrap, cursor, mouse, focus, alternate screen, bracketed paste, synchronised output, resize reports."""


_FAREWELL: Final = b"\x1b[?2026l\x1b[?2004l"
_CUT: Final = re.compile(
    rb"(?:\x1b(?:\[[\d;?]*|\][^\x07\x1b]*)?|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)
"""What may be left of a frame that akotui broke off because it was quit: the beginning of a sequence or a character.

The sequence that follows ends it.
"""


def foreign(written: bytes, columns: int, lines: int) -> list[str]:
    """Return the places at which `written`, for a terminal of this size, leaves the grammar."""
    frames, farewell, rest = written.rpartition(_FAREWELL)
    whole = (_CUT.sub(b"", frames) if farewell else frames) + farewell + rest
    text, found, at = whole.decode("utf-8"), list[str](), 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or not _fits(token, columns, lines):
            found.append(f"{at}: {text[at : at + 40]!a}")
        at = token.end() if token else at + 1
    return found


def _fits(token: re.Match[str], columns: int, lines: int) -> bool:
    """Tell whether what stands in a token can be akotui's own."""
    parts = {name: value for name, value in token.groupdict().items() if value is not None}
    copied = base64.b64decode(parts.get("copied", "")).decode("utf-8")
    return (
        all(int(number or 0) <= 255 for number in parts.get("style", "").split(";"))
        and int(parts.get("line", 1)) <= lines
        and int(parts.get("column", 1)) <= columns
        and int(parts.get("place", 1)) <= columns
        and int(parts.get("mode", 7)) in _MODES
        and not any(map(hostile.acts, parts.get("text", "") + parts.get("title", "")))
        and not any(map(hostile.acts, copied.replace("\n", "")))
    )
