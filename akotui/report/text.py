"""The report of `check` for people: findings with their evidence, what could not be checked, how the sources are."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage, Evidence, Finding, Severity
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind
from akotui.model.text import shortened
from akotui.report.composing import NOTHING, detail, read_state, second
from akotui.report.paint import Paint, plain
from akotui.views import words
from akotui.views.findings import unchecked
from akotui.views.table import Tone
from akotui.views.width import padded, width

_INDENT = "    "
_RAN = "ran"


def text(
    estate: Estate, known: Collection[str] = (), paint: Paint = plain, accepted: Mapping[str, Acknowledgement] = NOTHING
) -> str:
    """Return the report; findings whose fingerprint is in `known` (a baseline's) are marked as such.

    Those in `accepted` stand apart, in one line each, and do not count.
    """
    told = [one for one in estate.findings if one.fingerprint not in accepted]
    blocks = [_finding(one, estate.read_at, paint, known=one.fingerprint in known) for one in told]
    blocks += [_accepted(estate.findings, accepted, paint), _unchecked(estate.coverage, paint)]
    blocks += [_sources(estate.sources, paint), [_summary(told, estate, len(accepted))]]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def _finding(one: Finding, read_at: Mapping[tuple[Scope, Kind], datetime], paint: Paint, *, known: bool) -> list[str]:
    symbol, _, tone = words.SEVERITIES[one.severity]
    head = f"{paint(f'{symbol} {one.severity.value}', tone)}  {one.rule}{'  (in the baseline)' if known else ''}"
    lines = [head, f"{_INDENT}{paint(one.title, Tone.STRONG)}"]
    lines += aligned(evidence(line, read_at) for line in one.evidence)
    if one.confidence.value != "certain":
        lines.append(f"{_INDENT}sure: {one.confidence.value}")
    for remedy in one.remedy:
        lines.append(f"{_INDENT}→ {remedy.text}")
        lines += [f"{_INDENT}  $ {remedy.command}"] if remedy.command else []
    return lines


def _accepted(findings: Iterable[Finding], accepted: Mapping[str, Acknowledgement], paint: Paint) -> list[str]:
    lines = [acknowledged(one, accepted[one.fingerprint]) for one in findings if one.fingerprint in accepted]
    return [paint("acknowledged:", Tone.QUIET), *(f"{_INDENT}{line}" for line in lines)] if lines else []


def acknowledged(finding: Finding, entry: Acknowledgement) -> str:
    """A finding that somebody accepts, in one line."""
    until = f" (until {entry.until.isoformat()})" if entry.until else ""
    return f"{finding.severity.value}  {finding.rule}  {finding.title}  -- {entry.reason}{until}"


def evidence(line: Evidence, read_at: Mapping[tuple[Scope, Kind], datetime]) -> tuple[str, ...]:
    """A field that was read, as the cells of a line."""
    moment = read_at.get((line.scope, line.kind))
    return (
        line.scope.plane.value,
        line.object,
        f"{line.field} = {line.value}" if line.field else line.value,
        line.says,
        f"read {second(moment):%Y-%m-%dT%H:%M:%SZ}" if moment else "",
    )


def _unchecked(coverage: Iterable[Coverage], paint: Paint) -> list[str]:
    symbol, _, tone = words.UNCHECKED
    missed = unchecked(tuple(coverage))
    if not missed:
        return []
    lines = [paint(f"{symbol} not checked, or not completely:", tone)]
    for one in missed:
        lines.append(f"{_INDENT}{one.status}: {', '.join(one.rules)}")
        lines += [f"{_INDENT}    {one.reason}"] if one.reason else []
    return lines


def _sources(sources: Sequence[SourceReport], paint: Paint) -> list[str]:
    return ["sources:", *aligned(_source(one) for one in sources), *_unread(sources, paint)]


def _source(one: SourceReport) -> tuple[str, ...]:
    state = read_state(one)
    symbol = words.SOURCES[SourceState(state.value)][0]
    moment = f"read {second(one.at):%Y-%m-%dT%H:%M:%SZ}" if one.at else "not read"
    return (one.scope.name, f"{symbol} {state.value}", one.health.endpoint, moment, detail(one))


def _unread(sources: Iterable[SourceReport], paint: Paint) -> Iterator[str]:
    for one in sources:
        kinds: dict[str, list[str]] = {}
        for part in one.unread:
            kinds.setdefault(part.reason, []).append(part.what)
        for reason, names in kinds.items():
            why = "" if reason == detail(one) else f" ({reason})"
            yield paint(f"{_INDENT}{one.scope.name}, not read: {', '.join(names)}{why}", Tone.UNKNOWN)


def _summary(told: Sequence[Finding], estate: Estate, accepted: int) -> str:
    counts = {severity: sum(one.severity is severity for one in told) for severity in Severity}
    ran = sum(one.status == _RAN for one in estate.coverage)
    plural = {severity: "" if count == 1 or severity is Severity.INFO else "s" for severity, count in counts.items()}
    found = ", ".join(f"{count} {severity.value}{plural[severity]}" for severity, count in counts.items())
    found += f"; {accepted} acknowledged" if accepted else ""
    return f"{found}; {ran} of {len(estate.coverage)} rules ran completely"


def aligned(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Lines of cells, indented; columns that are empty everywhere take no space."""
    listed = [tuple(map(shortened, row)) for row in rows]
    if not listed:
        return []
    widths = [max(width(row[index]) for row in listed) for index in range(len(listed[0]))]
    return [
        _INDENT + "  ".join(padded(cell, cells) for cell, cells in zip(row, widths, strict=True) if cells).rstrip()
        for row in listed
    ]
