"""A page in sections, each with its count: one composition for the screen, for a terminal and for Markdown."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from akotui.views import words
from akotui.views.escaping import code, escape, prose, row
from akotui.views.lines import Line, Span, line, plain
from akotui.views.table import Tone
from akotui.views.width import padded, width

COMMAND: Final = "$ "
"""Before a command that a person could type."""

_TITLES = ("", "what", "then", "why", "read")
_WIDEST: Final = 40
"""Cells of the name of an entry, before what follows it."""


class Entry(msgspec.Struct, frozen=True):
    """One thing: its mark, its name, what becomes of it, why, where that was read with its age, and a finding's rule.

    All but the first two may be empty.
    """

    mark: words.Mark
    name: str
    what: str = ""
    says: str = ""
    source: str = ""
    rule: str = ""


class Section(msgspec.Struct, frozen=True):
    """Entries of one kind under a title that tells how many; `note` says what the title cannot."""

    title: str
    entries: tuple[Entry, ...]
    note: str = ""
    quiet: bool = False


class Page(msgspec.Struct, frozen=True):
    """What is told of a thing: a title, lines that come first, the sections, and commands that a person could type."""

    title: str
    head: tuple[Line, ...]
    sections: tuple[Section, ...]
    commands: tuple[str, ...] = ()


def titled(title: str, entries: Iterable[Entry]) -> Section:
    """Return a section whose title tells how many entries it has."""
    every = tuple(entries)
    return Section(f"{title} ({len(every)})", every)


def lines(page: Page, most: int | None = None, *, rules: bool = True) -> tuple[Line, ...]:
    """Return a page as it is drawn, but for its title; of each section with `most` entries at most."""
    return (*page.head, *(one for section in page.sections for one in _drawn(section, most, rules=rules)))


def _drawn(section: Section, most: int | None, *, rules: bool) -> Iterator[Line]:
    yield ()
    yield line(section.title, Tone.QUIET if section.quiet else Tone.STRONG)
    yield from (line(f"  {section.note}", Tone.QUIET),) if section.note else ()
    shown = section.entries[:most]
    cells = min(_WIDEST, max((width(one.name) for one in shown), default=0))
    said = Tone.QUIET if section.quiet else Tone.PLAIN
    for one in shown:
        rule = f"({one.rule})" if one.rule and rules else ""
        parts = ((one.what, Tone.WARNING), (one.says, said), (one.source, Tone.QUIET), (rule, Tone.QUIET))
        rest = [Span(f"  {text}", tone) for text, tone in parts if text]
        symbol, _, its = one.mark
        yield (Span(f"  {symbol} ", its), Span(padded(one.name, cells) if rest else one.name, said), *rest)
    if (left := len(section.entries) - len(shown)) > 0:
        yield line(f"  … and {left} more", Tone.QUIET)


def markdown(page: Page, at: datetime | None) -> str:
    """Return a page as Markdown, a table a section; `at` is the moment of the facts."""
    return "".join(f"{text}\n" for text in _paragraphs(page, at))


def _paragraphs(page: Page, at: datetime | None) -> Iterator[str]:
    when = f" Facts of {at:%Y-%m-%dT%H:%M:%SZ}." if at else ""
    yield from (f"## {prose(page.title)}", "", f"**Nothing was changed.{when}**", "")
    for one in page.head:
        text = plain(one).strip()
        typed = ("", f"      {text.removeprefix(COMMAND)}", "")
        yield from typed if text.startswith(COMMAND) else (f"- {prose(text)}",)
    for section in page.sections:
        yield from ("", f"### {prose(section.title)}", "", row(_TITLES), row(("---",) * len(_TITLES)))
        yield from (row(_cells(one)) for one in section.entries)


def _cells(one: Entry) -> tuple[str, ...]:
    return one.mark[0], code(one.name), escape(one.what), escape(one.says), escape(one.source)
