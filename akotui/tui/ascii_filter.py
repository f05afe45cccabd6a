"""Every sign that leaves for the terminal as ASCII: for `--ascii`, and where the locale knows no other."""

from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from akotui.tui.seven_bit import seven_bit


class AsciiFilter(LineFilter):
    """Puts one sign in the place of each, so that nothing moves; what has no such sign becomes `?`."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII."""
        del background
        return [Segment(plain(text), style, control) for text, style, control in segments]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return `text` in as many cells, without a character beyond ASCII."""
    return text if text.isascii() else seven_bit(text).decode("ascii")
