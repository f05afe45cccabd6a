"""The rules' manual pages: one page in full, or a line a rule, for people, as Markdown, and as a document."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from akotui.analysis.findings import Severity
from akotui.analysis.manual import sections, summary
from akotui.model.kinds import Kind
from akotui.report.document import Struct
from akotui.views.escaping import prose, row
from akotui.views.width import padded, width

_TITLES = ("rule", "severity", "finds", "reads")


class Documented(Protocol):
    """A rule, as far as its pages need it."""

    @property
    def slug(self) -> str:
        """Its name."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad its findings are."""
        ...

    @property
    def page(self) -> str:
        """Its manual page."""
        ...

    @property
    def needs(self) -> frozenset[Kind]:
        """What it reads object by object."""
        ...

    @property
    def whole(self) -> frozenset[Kind]:
        """What must be read completely."""
        ...

    @property
    def traces(self) -> frozenset[Kind]:
        """What leads to single subjects."""
        ...


class RulePage(Struct, frozen=True):
    """A rule. `needs`: without one of these kinds it does not run; `sections` are the page's, by heading."""

    slug: str
    severity: Severity
    summary: str
    needs: tuple[Kind, ...]
    reads: tuple[Kind, ...]
    sections: Mapping[str, str]


class Rules(Struct, frozen=True):
    """What `rules` prints, and `explain rule/SLUG`."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Rules"]
    rules: tuple[RulePage, ...]


def document(rules: Iterable[Documented]) -> Rules:
    """Write the document; rules stand in the order of the report's coverage."""
    return Rules("akotui/v1", "Rules", tuple(_page(one) for one in rules))


def _page(one: Documented) -> RulePage:
    return RulePage(one.slug, one.severity, summary(one), _sorted(one.needs | one.whole), _reads(one), sections(one))


def table(rules: Iterable[Documented]) -> str:
    """A line a rule, aligned."""
    rows = [tuple(title.upper() for title in _TITLES), *(_cells(one) for one in rules)]
    widths = [max(width(cells[index]) for cells in rows) for index in range(len(_TITLES))]
    lines = ("  ".join(padded(cell, cells) for cell, cells in zip(line, widths, strict=True)) for line in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def markdown_table(rules: Iterable[Documented]) -> str:
    """The same as a table in Markdown; the manual holds it."""
    lines = [row(_TITLES), row(("---",) * len(_TITLES))]
    for one in rules:
        slug, *others = _cells(one)
        lines.append(row((f"`{slug}`", *map(prose, others))))
    return "".join(f"{line}\n" for line in lines)


def manual(one: Documented) -> str:
    """A rule's manual page."""
    lines = [f"{one.slug} ({one.severity.value})", "", summary(one)]
    for heading, text in sections(one).items():
        lines += ["", f"{heading}:", *(f"    {line}".rstrip() for line in text.split("\n"))]
    lines += ["", "Reads:", f"    {_cells(one)[3]}"]
    return "".join(f"{line}\n" for line in lines)


def markdown_page(one: Documented) -> str:
    """A rule's manual page as Markdown."""
    lines = [f"# `{one.slug}`", "", f"**{one.severity.value}**: {prose(summary(one))}"]
    for heading, text in sections(one).items():
        lines += ["", f"## {heading}", "", prose(text)]
    lines += ["", "## Reads", "", _cells(one)[3]]
    return "".join(f"{line}\n" for line in lines)


def _cells(one: Documented) -> tuple[str, str, str, str]:
    reads = ", ".join(kind.value for kind in _reads(one)) or "--"
    return (one.slug, one.severity.value, summary(one), reads)


def _reads(one: Documented) -> tuple[Kind, ...]:
    return _sorted(one.needs | one.whole | one.traces)


def _sorted(kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(sorted(kinds, key=lambda kind: kind.value))
