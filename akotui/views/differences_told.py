"""A difference as lines for the screen, and as Markdown for a handover. Text from outside stays text."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.differences import Difference
from akotui.views.differences import Compared, Entry, Passage, cautions, passages, summary
from akotui.views.escaping import code, escape, prose
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone
from akotui.views.width import padded, width

MOST: Final = 200
"""Lines of one passage; a report as JSON has all of them."""
_WIDEST: Final = 40
"""Cells of what a line is about, before what it says."""

Accepted = Mapping[str, Acknowledgement]


def lines(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> tuple[Line, ...]:
    """Return it line by line for the screen: each passage with MOST at most, without the rules: words tell."""
    return tuple(_lines(found, sides, accepted, _Form(MOST, rules=False)))


def every_line(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> tuple[Line, ...]:
    """Return all of it, with the rules."""
    return tuple(_lines(found, sides, accepted, _Form(None, rules=True)))


class _Form(msgspec.Struct, frozen=True):
    most: int | None
    rules: bool


def _lines(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted, form: _Form) -> Iterator[Line]:
    yield line(summary(found, accepted), Tone.STRONG)
    yield line(f"before  {sides[0]}", Tone.QUIET)
    yield line(f"after   {sides[1]}", Tone.QUIET)
    yield from (line(caution, Tone.WARNING) for caution in cautions(found))
    for passage in passages(found, accepted):
        yield ()
        yield line(f"{passage.title} {len(passage.entries)}", Tone.QUIET if passage.quiet else Tone.STRONG)
        yield from (line(f"  {passage.note}", Tone.QUIET),) if passage.note else ()
        yield from _entries(passage, form)
    if not found.differs and not found.not_compared:
        yield ()
        yield line("Findings, AKO instances, claims and owners are as they were.", Tone.QUIET)


def _entries(passage: Passage, form: _Form) -> Iterator[Line]:
    shown = passage.entries[: form.most]
    cells = min(_WIDEST, max((width(one.about) for one in shown), default=0))
    for one in shown:
        tone = Tone.QUIET if passage.quiet else Tone.PLAIN
        rule = f"  ({one.rule})" if one.rule and form.rules else ""
        yield (Span(f"  {one.sign} ", one.tone), Span(f"{padded(one.about, cells)}  {one.says}{rule}", tone))
    if (left := len(passage.entries) - len(shown)) > 0:
        yield line(f"  … and {left} more", Tone.QUIET)


def markdown(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> str:
    """Return the same as Markdown: a list a passage."""
    return "".join(f"{one}\n" for one in _paragraphs(found, sides, accepted))


def _paragraphs(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> Iterator[str]:
    yield f"## What changed: {prose(summary(found, accepted))}"
    yield ""
    yield f"- before: {escape(str(sides[0]))}"
    yield f"- after: {escape(str(sides[1]))}"
    for caution in cautions(found):
        yield from ("", f"**{prose(caution)}**")
    for passage in passages(found, accepted):
        yield from ("", f"### {prose(passage.title)} {len(passage.entries)}", "")
        yield from (f"{prose(passage.note)}:", "") if passage.note else ()
        yield from map(_item, passage.entries[:MOST])
        if (left := len(passage.entries) - MOST) > 0:
            yield f"- … and {left} more"


def _item(one: Entry) -> str:
    sign = "" if one.sign in "+-~" else f"{one.sign} "
    rule = f" ({code(one.rule)})" if one.rule else ""
    return f"- {sign}{one.about if one.rule else code(one.about)} {escape(one.says)}{rule}"
