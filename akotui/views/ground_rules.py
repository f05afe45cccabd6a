"""AKO's rules for several instances in one cluster (docs/multiple-ako.md of AKO): which hold, and which do not."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import InstanceSubject
from akotui.views.lines import Line, Span
from akotui.views.loading import told
from akotui.views.table import Tone


def _primaries(estate: Estate) -> Iterable[str]:
    return (one.instance.id for one in estate.instances if one.instance.known and one.instance.primary)


def _controller(instance: Instance) -> str:
    return instance.controller


def _service_type(instance: Instance) -> str:
    return instance.service_type


def _nothing(_: Estate) -> Iterable[str]:
    return ()


class _Rule(msgspec.Struct, frozen=True):
    """A ground rule: what it asks for, the rules that find it broken, and what to name while it holds.

    `shared` is what all instances must have alike, where that is what it asks for.
    """

    name: str
    asks: str
    slugs: tuple[str, ...]
    holds: Callable[[Estate], Iterable[str]] = _nothing
    shared: Callable[[Instance], str] | None = None


_RULES: Final = (
    _Rule("R1", "one primary", ("no-primary", "multiple-primaries"), _primaries),
    _Rule("R2", "own namespace", ("shared-ako-namespace",)),
    _Rule("R3", "same Controller", ("controllers-differ",), shared=_controller),
    _Rule("R4", "same service type", ("service-types-differ",), shared=_service_type),
    _Rule("R5", "claimed once", ("double-owned-namespace",)),
    _Rule("R6", "ClusterRole", ("missing-cluster-objects",)),
)
_RAN: Final = "ran"
_ASKS: Final = max(len(rule.asks) for rule in _RULES)
_STATES: Final = len("? unchecked")


def ground_rules(estate: Estate, accepted: Sequence[Finding] = ()) -> str:
    """Return `✗ R4 same service type, R5 claimed once · ? R3`; `✓ R1-R6` when all hold; nothing without instances.

    A rule that could not run completely and found nothing is unknown, not kept. What is `accepted` (acknowledged) is
    broken none the less.
    """
    if not estate.instances:
        return ""
    found = {one.rule for one in (*estate.findings, *accepted)}
    ran = {one.rule for one in estate.coverage if one.status == _RAN}
    broken = [rule for rule in _RULES if not found.isdisjoint(rule.slugs)]
    unknown = [rule.name for rule in _RULES if rule not in broken and not ran.issuperset(rule.slugs)]
    parts = (
        f"✗ {', '.join(f'{rule.name} {rule.asks}' for rule in broken)}" if broken else "",
        f"? {', '.join(unknown)}" if unknown else "",
    )
    return " · ".join(part for part in parts if part) or "✓ R1-R6"


def rule_lines(estate: Estate, accepted: Sequence[Finding] = ()) -> tuple[Line, ...]:
    """Return a line a rule: `R4 same service type ✗ broken  blue NodePort, primary ClusterIP`; none without AKO."""
    return tuple(_line(rule, estate, accepted) for rule in _RULES) if estate.instances else ()


def _line(rule: _Rule, estate: Estate, accepted: Sequence[Finding]) -> Line:
    symbol, word, tone, more = _verdict(rule, estate, accepted)
    start = Span(f"{rule.name} {rule.asks:<{_ASKS}} ", Tone.QUIET)
    return (start, Span(f"{symbol} {word}".ljust(_STATES + 1), tone), Span(more, Tone.QUIET))


def _verdict(rule: _Rule, estate: Estate, accepted: Sequence[Finding]) -> tuple[str, str, Tone, str]:
    """Return symbol, word, tone, and which things break the rule, or why it was not checked."""
    found = [one for one in estate.findings if one.rule in rule.slugs]
    if found:
        return "✗", "broken", Tone.ERROR, _odd(rule, estate) or _which(found)
    known = [one for one in accepted if one.rule in rule.slugs]
    if known:
        return "▲", "broken", Tone.WARNING, f"acknowledged: {_odd(rule, estate) or _which(known)}"
    ran = [one for one in told(estate) if one.rule in rule.slugs]
    if len(ran) < len({one.rule for one in estate.coverage}.intersection(rule.slugs)) or not estate.coverage:
        return "…", "waiting", Tone.UNKNOWN, ""
    unread = [one.reason for one in ran if one.status != _RAN]
    if unread or len(ran) < len(rule.slugs):
        return "?", "unchecked", Tone.UNKNOWN, unread[0] if unread else ""
    return "✓", "ok", Tone.PLAIN, ", ".join(dict.fromkeys((*rule.holds(estate), *_values(rule, estate).values())))


def _values(rule: _Rule, estate: Estate) -> dict[str, str]:
    """Return what each instance has of what all must have alike; nothing of a rule that asks for something else."""
    shared = rule.shared
    return {} if shared is None else {one.instance.id: shared(one.instance) for one in _known(estate)}


def _known(estate: Estate) -> Iterable[InstanceSubject]:
    return (one for one in estate.instances if one.instance.known)


def _odd(rule: _Rule, estate: Estate) -> str:
    """Return who has another value than the primary, and which: `blue NodePort, primary ClusterIP`.

    Nothing where there is no primary, or more than one: who is the odd one then?
    """
    values, primaries = _values(rule, estate), [one.instance.id for one in _known(estate) if one.instance.primary]
    usual = values.get(primaries[0], "") if len(primaries) == 1 else ""
    others = [f"{name} {value}" for name, value in values.items() if value and value != usual]
    return ", ".join((*others, f"primary {usual}")) if usual and others else ""


def _which(found: Iterable[Finding]) -> str:
    """Return what differs in the words of the finding; of several findings, the things that they are about."""
    first, *others = found
    if not others and not any(ref.kind == "Namespace" for ref in first.objects[:1]):
        return first.title.partition(": ")[2] or first.title
    return ", ".join(one.objects[0].name if one.objects else one.title for one in (first, *others))
