"""Colour for a terminal, when it is wanted: the tones of the views in ANSI's sixteen colours."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from akotui.views.table import Tone

Paint = Callable[[str, Tone], str]
"""Gives a text its tone."""

_CODES: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.QUIET: "2",
        Tone.STRONG: "1",
        Tone.ERROR: "1;91",
        Tone.WARNING: "33",
        Tone.INFO: "36",
        Tone.UNKNOWN: "2",
        Tone.ORPHAN: "35",
        Tone.MISSING: "34",
        Tone.FOREIGN: "2",
    }
)


def plain(text: str, tone: Tone) -> str:  # noqa: ARG001 - the signature of `Paint`
    """Return `text` as it is."""
    return text


def coloured(text: str, tone: Tone) -> str:
    """Return `text` between the escape sequences of its tone."""
    code = _CODES.get(tone)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text
