"""Lines of text with a tone for each stretch: what is not a table."""

from collections.abc import Iterable

import msgspec

from akotui.views.table import Tone


class Span(msgspec.Struct, frozen=True):
    """A stretch of text with one tone."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Span, ...]


def line(text: str, tone: Tone = Tone.PLAIN) -> Line:
    """Return a line of one stretch."""
    return (Span(text, tone),)


def plain(spans: Iterable[Span]) -> str:
    """Return the text alone."""
    return "".join(span.text for span in spans)
