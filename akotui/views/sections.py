"""A page in sections, each with its count: one composition for the screen and for Markdown."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec

from akotui.views import words
from akotui.views.escaping import code, escape, prose, row
from akotui.views.lines import Line, Span, line, plain
from akotui.views.table import Tone

COMMAND: Final = "$ "
"""Before a command that a person could type."""

_TITLES = ("", "what", "then", "why", "read")


class Entry(msgspec.Struct, frozen=True):
    """One thing: its mark, its name, what becomes of it, why, and where that was read with its age.

    All but the first two may be empty.
    """

    mark: words.Mark
    name: str
    what: str = ""
    says: str = ""
    source: str = ""


class Section(msgspec.Struct, frozen=True):
    """Entries of one kind under a title that tells how many."""

    title: str
    entries: tuple[Entry, ...]


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


def lines(page: Page) -> tuple[Line, ...]:
    """Return a page as it is drawn, but for its title."""
    return (*page.head, *(one for section in page.sections for one in _drawn(section)))


def _drawn(section: Section) -> Iterator[Line]:
    yield ()
    yield line(section.title, Tone.STRONG)
    for one in section.entries:
        symbol, _, tone = one.mark
        spans = [Span(f"  {symbol} ", tone), Span(one.name)]
        spans += [Span(f"  {one.what}", Tone.WARNING)] if one.what else []
        spans += [Span(f"  {one.says}", Tone.QUIET)] if one.says else []
        spans += [Span(f"  {one.source}", Tone.QUIET)] if one.source else []
        yield tuple(spans)


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
