"""A difference as a page, and as Markdown for a handover. Text from outside stays text."""

from collections.abc import Iterator, Mapping
from typing import Final

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.differences import Difference
from akotui.views.differences import Compared, cautions, sections, summary
from akotui.views.escaping import code, escape, prose
from akotui.views.lines import line
from akotui.views.sections import Entry, Page, Section
from akotui.views.table import Tone

MOST: Final = 200
"""Entries of one section on the screen and in Markdown; the reports have all of them."""
_SAME: Final = Section("Findings, AKO instances, claims and owners are as they were.", (), quiet=True)

Accepted = Mapping[str, Acknowledgement]


def page(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> Page:
    """Return it as a page: what came and went in short, what was compared, and all of it."""
    head = (
        line(summary(found, accepted), Tone.STRONG),
        line(f"before  {sides[0]}", Tone.QUIET),
        line(f"after   {sides[1]}", Tone.QUIET),
        *(line(caution, Tone.WARNING) for caution in cautions(found)),
    )
    same = () if found.differs or found.not_compared else (_SAME,)
    return Page("What changed", head, (*sections(found, accepted), *same))


def markdown(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> str:
    """Return the same as Markdown: a list a section."""
    return "".join(f"{one}\n" for one in _paragraphs(found, sides, accepted))


def _paragraphs(found: Difference, sides: tuple[Compared, Compared], accepted: Accepted) -> Iterator[str]:
    yield f"## What changed: {prose(summary(found, accepted))}"
    yield ""
    yield f"- before: {escape(str(sides[0]))}"
    yield f"- after: {escape(str(sides[1]))}"
    for caution in cautions(found):
        yield from ("", f"**{prose(caution)}**")
    for section in sections(found, accepted):
        yield from ("", f"### {prose(section.title)}", "")
        yield from (f"{prose(section.note)}:", "") if section.note else ()
        yield from map(_item, section.entries[:MOST])
        if (left := len(section.entries) - MOST) > 0:
            yield f"- … and {left} more"


def _item(one: Entry) -> str:
    symbol = one.mark[0]
    sign = "" if symbol in "+-~" else f"{symbol} "
    rule = f" ({code(one.rule)})" if one.rule else ""
    return f"- {sign}{one.name if one.rule else code(one.name)} {escape(one.says)}{rule}"
