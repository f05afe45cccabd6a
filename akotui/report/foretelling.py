"""What changes would lead to, for people: on top that nothing was changed and of when the facts are, then all of it."""

from typing import Final

from akotui.analysis.proposal_words import thing, verb
from akotui.analysis.prospects import Prospect
from akotui.model.text import shortened
from akotui.report.composing import NOTHING, Accepted, second
from akotui.report.paint import Paint, plain
from akotui.report.text import aligned
from akotui.views.prospects import (
    NOTHING_CHANGED,
    Accepts,
    effect,
    notes,
    page,
    sameness,
    sections,
    summary,
    typed,
)
from akotui.views.sections import Section
from akotui.views.sections import markdown as as_markdown
from akotui.views.table import Tone

_BROAD: Final = 60


def text(found: Prospect, paint: Paint = plain, accepted: Accepted = NOTHING) -> str:
    """Return it for a terminal."""
    blocks = [_head(found, paint), *(_block(one, paint) for one in sections(found, _among(accepted)))]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def markdown(found: Prospect, accepted: Accepted = NOTHING) -> str:
    """Return the same as Markdown: a table a section."""
    return as_markdown(page(found, _among(accepted)), second(found.at) if found.at else None)


def _among(accepted: Accepted) -> Accepts:
    return lambda one: one.fingerprint in accepted


def as_of(found: Prospect) -> str:
    """Return that nothing was changed, and of when the facts are."""
    when = f"{second(found.at):%Y-%m-%dT%H:%M:%SZ}" if found.at else "nothing that was read"
    return f"{NOTHING_CHANGED} Facts of {when}."


def _head(found: Prospect, paint: Paint) -> list[str]:
    lines = [paint(as_of(found), Tone.WARNING)]
    for one in found.proposals:
        lines.append(f"{paint(f'{thing(one)} {verb(one)}', Tone.STRONG)}  works {effect(one, found)}")
        lines += [f"    $ {command}" for command in typed(one, found)]
    lines += [paint(f"▲ {note}", Tone.WARNING) for note in notes(found)]
    return [*lines, summary(found), *filter(None, [sameness(found)])]


def _block(section: Section, paint: Paint) -> list[str]:
    rows = [(one.mark[0], one.name, one.what, one.says) for one in section.entries]
    if any(len(one.name) > _BROAD for one in section.entries):  # sentences are not aligned
        cells = [f"    {'  '.join(shortened(cell) for cell in row if cell)}" for row in rows]
    else:
        cells = aligned(rows)
    lines = (paint(line, one.mark[2]) for line, one in zip(cells, section.entries, strict=True))
    return [paint(section.title, Tone.STRONG), *lines]
