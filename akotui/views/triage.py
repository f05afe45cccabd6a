"""How much there is of everything, and whether that number is to be believed."""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.analysis.subjects import NamespaceSubject
from akotui.analysis.wording import counted
from akotui.model.kinds import Kind, Plane
from akotui.views import words
from akotui.views.expected import predicts
from akotui.views.findings import Unchecked
from akotui.views.lines import Line, Span, line
from akotui.views.loading import connecting, told
from akotui.views.namespaces import mark_of
from akotui.views.sources import aged, lacks
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

_NOUNS: Mapping[Severity, str] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
)
_RESTS_ON: Mapping[str, tuple[Plane, ...]] = MappingProxyType({"findings": tuple(Plane), "users": tuple(Plane)})
"""The planes that a number rests on, where these are not that of its first kind alone."""


class Figures(msgspec.Struct, frozen=True):
    """What the header tells in numbers: findings in short and in words, and tenants."""

    counts: Line
    in_words: Line
    tenants: Line


def figures(estate: Estate) -> Figures:
    """Return all of them."""
    return Figures(counts(estate), counts_in_words(estate), tenants(estate))


def counts(estate: Estate) -> Line:
    """Return `✗3 ▲2 ·1 ?4`: errors, warnings, then remarks and unchecked rules if any.

    `*` means of old facts, `…` that rules still wait for facts.
    """
    star = _doubtful(estate)
    found = [finding.severity for finding in estate.findings]
    spans = [
        Span(f"{words.SEVERITIES[severity][0]}{number}{star}", words.SEVERITIES[severity][2] if number else Tone.QUIET)
        for severity in Severity
        if (number := found.count(severity)) or severity is not Severity.INFO
    ]
    missing = sum(one.status != "ran" for one in told(estate))
    if missing:
        spans.append(Span(f"?{missing}", Tone.UNKNOWN))
    return _spaced(spans)


def counts_in_words(estate: Estate) -> Line:
    """Return the same as `✗ 7 errors  ▲ 3 warnings  ? 1 not checked`, two cells apart."""
    star = _doubtful(estate)
    found = [finding.severity for finding in estate.findings]
    spans: list[Span] = []
    for severity, noun in _NOUNS.items():
        number, (symbol, _, tone) = found.count(severity), words.SEVERITIES[severity]
        if number or severity is not Severity.INFO:
            shown = f"{symbol} {number}{star} {noun}{'' if number == 1 else 's'}"
            spans += (Span(shown, tone if number else Tone.QUIET), Span("  "))
    if missing := sum(one.status != "ran" for one in told(estate)):
        spans += (Span(f"? {missing} not checked", Tone.UNKNOWN), Span("  "))
    return tuple(spans[:-1])


def tenants(estate: Estate) -> Line:
    """Return `tenants 2/3  `: how many a Controller showed, of those and the others that this cluster uses.

    Nothing where no Controller showed any.
    """
    seen = frozenset[str]().union(*estate.tenants.values())
    if not seen:
        return ()
    used = frozenset(one.instance.tenant for one in estate.instances if one.instance.settings)
    every = seen | used | estate.memory.intentions.in_tenant.now.keys()
    return (
        Span(f"tenants {len(seen)}/{len(every)}", Tone.WARNING if len(every) > len(seen) else Tone.PLAIN),
        Span("  "),
    )


def number(estate: Estate, noun: str) -> str:
    """Return how many there are of a noun (a key of `_KINDS`).

    `…`: not read yet, or there may be more in a moment; `?`: not readable, or there may be more; `*`: not of now.
    Empty for what is not counted: the session's events.
    """
    if noun not in _KINDS:
        return ""
    if noun == "users" and predicts(estate):
        return f"{len(estate.users)} expected"
    kinds = _KINDS[noun]
    read = {kind for _, kind in estate.read_at}
    if not read.issuperset(kinds):
        return "…" if connecting(estate, kinds[0].plane) else "?"
    rests_on = _RESTS_ON.get(noun, (kinds[0].plane,))
    old = any(scope.plane in rests_on for scope in aged(estate.sources))
    return f"{_size(estate, noun)}{_doubt(estate, noun, rests_on)}{'*' if old else ''}"


def _doubtful(estate: Estate) -> str:
    return ("*" if aged(estate.sources) else "") + ("…" if _awaits(estate) else "")


def _awaits(estate: Estate) -> bool:
    return not estate.sources or len(told(estate)) < len(estate.coverage)


def _doubt(estate: Estate, noun: str, rests_on: tuple[Plane, ...]) -> str:
    """Return what tells that there may be more."""
    if noun == "findings":
        return "…" if _awaits(estate) else ""
    if any(connecting(estate, plane) for plane in rests_on):
        return ""
    return "?" if any(lacks(estate.sources, kind) for kind in _KINDS[noun]) else ""


def shown(estate: Estate, noun: str, listing: Listing) -> str:
    """Return `6 of 10` when rows are left out, else the number of `number`; what is unchecked is no finding."""
    every = number(estate, noun)
    rows = len(listing)
    if noun == "findings":
        rows -= sum(isinstance(subject, Unchecked) for subject in listing.subjects)
    return every if rows == _size(estate, noun) else f"{rows} of {every}"


def footnote(estate: Estate, acknowledged: int) -> str:
    """Return `38 rules ran · 2 did not, or in part · 1 acknowledged (A shows)`."""
    ran = sum(one.status == "ran" for one in estate.coverage)
    missed = sum(one.status != "ran" for one in told(estate))
    waiting = len(estate.coverage) - ran - missed
    parts = [
        f"{ran} rule{'' if ran == 1 else 's'} ran",
        f"{missed} did not, or in part" if missed else "",
        f"{waiting} wait" if waiting else "",
        f"{acknowledged} acknowledged (A shows)" if acknowledged else "",
    ]
    return " · ".join(part for part in parts if part) if estate.coverage else ""


def summary(estate: Estate) -> tuple[Line, ...]:
    """Return the lines for an estate without findings: what was looked at, and that nothing is wrong."""
    ran = sum(one.status == "ran" for one in estate.coverage)
    skipped = len(estate.coverage) - ran
    claims = Counter(_claim(subject) for subject in estate.namespaces)
    states = Counter(subject.state.value for subject in estate.virtual_services)
    return (
        line(f"✓ {ran} rules ran, {skipped} did not, nothing to report.", Tone.STRONG),
        line(f"  {counted(len(estate.instances), 'AKO instance')}"),
        line(f"  {counted(len(estate.namespaces), 'namespace')}{_by_state(claims)}"),
        line(f"  {counted(len(estate.virtual_services), 'virtual service')}{_by_state(states)}"),
    )


def _claim(subject: NamespaceSubject) -> str:
    idle = mark_of(subject) is words.IDLE_NAMESPACE
    return "with nothing for AKO" if idle else subject.state.value


def _by_state(states: Counter[str]) -> str:
    return ": " + ", ".join(f"{number} {word}" for word, number in states.most_common()) if states else ""


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
