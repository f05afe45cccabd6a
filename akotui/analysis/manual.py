"""A rule's manual page, which is its module's docstring: one sentence, then sections under fixed headings."""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Final, Protocol

HEADINGS: Final = ("What it finds", "Why it matters", "Example", "What to do", "How sure")
"""The sections every page has, in this order; in the page each stands on a line of its own and ends in a colon."""


class Documented(Protocol):
    """Whatever has a manual page: a rule of any subject."""

    @property
    def page(self) -> str:
        """The page's whole text."""
        ...


def summary(rule: Documented) -> str:
    """The page's first line: one sentence that says what the rule finds."""
    return rule.page.strip().partition("\n")[0]


def sections(rule: Documented) -> Mapping[str, str]:
    """Heading to text without its indentation, in the page's order; a heading that is missing has no entry."""
    found: dict[str, list[str]] = {}
    for line in _body(rule.page):
        heading = line.removesuffix(":")
        if heading in HEADINGS and line != heading:
            found[heading] = []
        elif found:
            found[next(reversed(found))].append(line)
    return {heading: textwrap.dedent("\n".join(lines)).strip() for heading, lines in found.items()}


def _body(page: str) -> Iterable[str]:
    return (line.rstrip() for line in page.strip().split("\n")[1:])
