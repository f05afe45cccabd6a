"""Text from outside as Markdown that shows it and nothing else: no markup, link or table cell comes out of it."""

import re
from collections.abc import Iterable

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>()#!|~&:@+-])")
_IN_PROSE = re.compile(r"([\\<>*|])")
_PLAIN = re.compile(r"[^`\\|]+")


def escape(text: str) -> str:
    """Return `text` with a backslash before everything that Markdown could read as markup."""
    return _PUNCTUATION.sub(r"\\\1", text)


def prose(text: str) -> str:
    """Return our own words with what they may hold by chance escaped: placeholders, stars, bars."""
    return _IN_PROSE.sub(r"\\\1", text)


def code(text: str) -> str:
    """Return `text` between backticks, or escaped where backticks cannot hold it."""
    return f"`{text}`" if _PLAIN.fullmatch(text) else escape(text)


def row(cells: Iterable[str]) -> str:
    """Return a row of a table; the cells are Markdown already."""
    return f"| {' | '.join(cells)} |"
