"""The manual page of a rule as lines."""

from collections.abc import Sequence
from typing import Final, Protocol

from akotui.analysis.findings import Finding, Severity
from akotui.analysis.manual import Documented, sections, summary
from akotui.views import words
from akotui.views.acknowledged import Accepted
from akotui.views.findings import Unchecked
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone

_SCENARIO: Final = "Scenario: "


class Named(Documented, Protocol):
    """A rule, as far as its page needs it."""

    @property
    def slug(self) -> str:
        """Its name."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad its findings are."""
        ...


def rule_of(subject: object) -> str | None:
    """Return the slug of the rule that a row is of: a finding's, or the first of those that could not run."""
    match subject:
        case Finding():
            return subject.rule
        case Accepted():
            return subject.finding.rule
        case Unchecked():
            return next(iter(subject.rules), None)
        case _:
            return None


def page(rule: Named) -> tuple[Line, ...]:
    """Return symbol, name and summary, then the sections under their headings."""
    symbol, word, tone = words.SEVERITIES[rule.severity]
    lines: list[Line] = [(Span(f"{symbol} {word}  ", tone), Span(rule.slug, Tone.STRONG)), (), line(summary(rule))]
    for heading, text in sections(rule).items():
        lines += [(), line(heading, Tone.STRONG), *(line(f"  {one}".rstrip()) for one in _paragraphs(text))]
    return tuple(lines)


def _paragraphs(text: str) -> Sequence[str]:
    """Return each paragraph as one line, to be broken where the screen ends; the scenario has a line of its own."""
    found = list[str]()
    for one in text.split("\n"):
        if one and found and found[-1] and not one.startswith(_SCENARIO):
            found[-1] += f" {one}"
        else:
            found.append(one)
    return found
