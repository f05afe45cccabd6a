"""How much there is of everything, and whether that number is to be believed."""

from collections.abc import Mapping
from types import MappingProxyType

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.analysis.subjects import NamespaceState, State
from akotui.model.facts import SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views import words
from akotui.views.findings import Unchecked, unchecked
from akotui.views.lines import Line, Span, line
from akotui.views.sources import trusted
from akotui.views.table import Listing, Tone

_KINDS: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "instances": (Kind.STATEFUL_SET, Kind.CONFIG_MAP),
        "namespaces": (Kind.NAMESPACE,),
        "virtual-services": (Kind.VIRTUAL_SERVICE,),
        "users": (Kind.VIRTUAL_SERVICE,),
        "findings": (Kind.STATEFUL_SET,),
    }
)
"""What must have been read before the number of a noun means anything."""


def counts(estate: Estate) -> Line:
    """Return `✗3 ▲2 ·1 ?4`: errors, warnings, then remarks and unchecked rules if any; `*` means of old facts."""
    star = "" if _current(estate) else "*"
    by_severity = dict.fromkeys(Severity, 0)
    for finding in estate.findings:
        by_severity[finding.severity] += 1
    spans = [
        Span(f"{words.SEVERITIES[severity][0]}{number}{star}", words.SEVERITIES[severity][2] if number else Tone.QUIET)
        for severity, number in by_severity.items()
        if number or severity is not Severity.INFO
    ]
    missing = sum(len(group.rules) for group in unchecked(estate.coverage))
    if missing:
        spans.append(Span(f"?{missing}", Tone.UNKNOWN))
    return _spaced(spans)


def number(estate: Estate, noun: str) -> str:
    """Return how many there are of a noun (a key of `_KINDS`): `…` not read yet, `?` not readable, `*` not of now."""
    kinds = _KINDS[noun]
    plane = kinds[0].plane
    read = {kind for _, kind in estate.read_at}
    if not read.issuperset(kinds):
        return "…" if _connecting(estate, plane) else "?"
    star = "" if trusted(estate.sources, plane) else "*"
    return f"{_size(estate, noun)}{star}"


def shown(estate: Estate, noun: str, listing: Listing) -> str:
    """Return `6 of 10` when rows are left out, else the number of `number`; what is unchecked is no finding."""
    every = number(estate, noun)
    rows = sum(not isinstance(subject, Unchecked) for subject in listing.subjects)
    return every if rows == _size(estate, noun) else f"{rows} of {every}"


def summary(estate: Estate) -> tuple[Line, ...]:
    """Return the lines for an estate without findings: what was looked at, and that nothing is wrong."""
    ran = sum(one.status == "ran" for one in estate.coverage)
    skipped = len(estate.coverage) - ran
    claimed = sum(subject.state is NamespaceState.OWNED for subject in estate.namespaces)
    owned = sum(subject.state is State.OWNED for subject in estate.virtual_services)
    return (
        line(f"✓ {ran} rules ran, {skipped} did not, nothing to report.", Tone.STRONG),
        line(
            f"  {len(estate.instances)} instances · {claimed} of {len(estate.namespaces)} namespaces claimed once · "
            f"{owned} of {len(estate.virtual_services)} virtual services with their owner"
        ),
    )


def _current(estate: Estate) -> bool:
    return all(
        report.health.state in (SourceState.LIVE, SourceState.PARTIAL, SourceState.OFF, SourceState.CONNECTING)
        for report in estate.sources
    )


def _connecting(estate: Estate, plane: Plane) -> bool:
    states = [report.health.state for report in estate.sources if report.scope.plane is plane]
    return not estate.sources or SourceState.CONNECTING in states


def _size(estate: Estate, noun: str) -> int:
    sizes = {
        "instances": len(estate.instances),
        "namespaces": len(estate.namespaces),
        "virtual-services": len(estate.virtual_services),
        "users": len(estate.users),
        "findings": len(estate.findings),
    }
    return sizes[noun]


def _spaced(spans: list[Span]) -> Line:
    return tuple(part for span in spans for part in (span, Span(" ")))[:-1]
