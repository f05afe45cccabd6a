"""The screen in ASCII, for a terminal that knows nothing else: each character becomes one that is as wide."""

from typing import Final

from rich.cells import cell_len

_SYMBOLS: Final = {
    "✗": "X", "▲": "!", "·": ".", "✓": "+", "○": "o", "◎": "2", "∅": "-", "◐": "%", "●": "*", "…": "~",
    "→": ">", "↵": "<", "↑": "^", "↓": "v", "“": '"', "”": '"', "—": "-", "•": "*",
    "▁": "_", "▂": "_", "▃": "_", "▄": "_", "▅": "#", "▆": "#", "▇": "#", "█": "#",
}  # fmt: skip
_BARS: Final = {"│": "|", "┃": "|", "║": "|", "╎": "|", "▌": "|", "▐": "|", "▏": "|", "▕": "|"}
_LINES: Final = dict.fromkeys("─━═▔▁╌", "-")
_CORNERS: Final = dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋", "+")
_TABLE: Final = str.maketrans({**_SYMBOLS, **_LINES, **_BARS, **_CORNERS})


def seven_bit(text: str) -> bytes:
    """Return `text` in ASCII; what has no likeness becomes as many question marks as it has cells."""
    if text.isascii():
        return text.encode("ascii")
    text = text.translate(_TABLE)
    return "".join(one if one.isascii() else "?" * cell_len(one) for one in text).encode("ascii")
