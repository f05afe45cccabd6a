"""What changes would lead to, in sections: findings, namespaces, virtual services by their fate, and what is beside.

One composition for the screen, for a terminal and for Markdown (views/sections.py).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from akotui.analysis.acknowledging import Acknowledgement, accepts
from akotui.analysis.arrivals import Arrival
from akotui.analysis.differences import NamespaceChange, NotCompared
from akotui.analysis.fates import Fate, Fated
from akotui.analysis.findings import Finding
from akotui.analysis.instances import Instance
from akotui.analysis.proposal_words import commands, spelled, thing, verb
from akotui.analysis.proposals import Proposal, about
from akotui.analysis.prospects import Prospect, takes_effect, waits_for
from akotui.analysis.subjects import State, VipSubject
from akotui.analysis.wording import counted, listed
from akotui.views import words
from akotui.views.differences import claimants
from akotui.views.lines import Line, Span, line
from akotui.views.sections import COMMAND, Entry, Page, Section, titled
from akotui.views.table import Tone

_SAME: Final = "Nothing that is judged here would differ."
_SAME_AS_FAR: Final = "Nothing of what could be judged would differ; the rest is not known."
NOTHING_CHANGED: Final = "Nothing was changed: this is what would be."

GOES: Final[words.Mark] = ("✗", "goes", Tone.ERROR)
FATES: Final[Mapping[Fate, words.Mark]] = MappingProxyType(
    {
        Fate.DELETED: ("✗", "deleted", Tone.ERROR),
        Fate.CHANGES_OWNER: ("▲", "changes owner", Tone.WARNING),
        Fate.LEFT_BEHIND: ("○", "left behind", Tone.ORPHAN),
        Fate.UNKNOWN: ("?", "cannot be told", Tone.UNKNOWN),
        Fate.STAYS: ("✓", "stays", Tone.PLAIN),
    }
)
"""In the order in which they are told."""

FINDINGS: Final = "findings"
"""How the titles of sections of findings begin."""

_PASSING: Final = "until AKO has followed"
_MADE: Final[words.Mark] = ("✓", "made", Tone.PLAIN)
_REFUSED: Final[words.Mark] = ("✗", "refused", Tone.ERROR)
_STAYS: Final[words.Mark] = ("○", "stays", Tone.ORPHAN)

Accepts = Callable[[Finding], bool]
"""Tells whether somebody acknowledged a finding."""


def accepting(entries: Sequence[Acknowledgement], today: date) -> Accepts:
    """Return what tells whether entries of the configuration acknowledge a finding; `today` is the day in UTC."""
    valid = [one for one in entries if one.until is None or one.until >= today]
    return lambda finding: any(accepts(one, finding) for one in valid)


def nobody(_: Finding) -> bool:
    """Nothing is acknowledged."""
    return False


def effect(one: Proposal, found: Prospect) -> str:
    """Return when a change works."""
    return "at once" if takes_effect(one, found) == "at-once" else f"after a restart of {about(one)}"


def typed(one: Proposal, found: Prospect) -> tuple[str, ...]:
    """Return the commands with which a person would make the change."""
    instance = _instance(about(one), found)
    restart = takes_effect(one, found) == "restart"
    return commands(one, instance, release=_release(instance, found), restart=restart)


def _instance(name: str, found: Prospect) -> Instance | None:
    return next((one.instance for one in found.before.instances if one.instance.id == name), None)


def _release(instance: Instance | None, found: Prospect) -> str:
    """The Helm release of an instance, by the label that the chart gives to its StatefulSet (helm/ako/templates)."""
    if instance is None or instance.installed_by != "helm" or not instance.stateful_sets:
        return ""
    rows = found.before.memory.inventory.cluster.statefulsets.rows
    made = rows.get(f"{instance.id}/{instance.stateful_sets[0]}")
    return made.metadata.labels.get("app.kubernetes.io/instance", "") if made else ""


def _differs(found: Prospect) -> bool:
    return found.difference.differs or bool(found.fates or found.arrivals.made or found.shared or found.perhaps_shared)


def sameness(found: Prospect) -> str:
    """Return that nothing would differ, as far as that is known; empty when something would."""
    if _differs(found):
        return ""
    return _SAME if found.before.complete and found.after.complete else _SAME_AS_FAR


def summary(found: Prospect) -> str:
    """Return how many findings are introduced, fixed and unchanged, in one line."""
    passing = len(found.passing)
    until = f" ({passing} {_PASSING})" if passing else ""
    altered = f", {len(found.difference.altered)} told otherwise" if found.difference.altered else ""
    same = len(found.difference.unchanged)
    return f"findings: {len(found.introduced)} introduced{until}, {len(found.fixed)} fixed{altered}, {same} unchanged"


def notes(found: Prospect) -> Iterator[str]:
    """Yield what must be known before the rest is read."""
    for name in sorted(found.restarted):
        yield f"{name} reads its settings only at its start: until it is restarted it runs with those of before"
    for name in found.idle:
        yield f"{name} does not run: what it does it does when it runs again"
    strange = sum(one.fate is Fate.LEFT_BEHIND and one.after.state is State.FOREIGN for one in found.fates)
    if strange:
        left = counted(strange, "virtual service")
        yield f"no instance bears the cluster name of {left} then: akotui takes what is left for another cluster's"
    controllers = found.before.memory.inventory.controllers.values()
    if not any(one.virtualservices.read for one in controllers):
        yield "no Controller was read: what becomes of virtual services cannot be told, nor which names are free"
    elif not found.before.complete:
        yield "not everything was read: what rests on the rest is unknown, and not foretold"


def sections(found: Prospect, accepted: Accepts = nobody) -> tuple[Section, ...]:
    """Return all that there is to tell; sections with nothing in them are left out."""
    return tuple(section for section in _sections(found, accepted) if section.entries)


def page(found: Prospect, accepted: Accepts = nobody) -> Page:
    """Return what changes would lead to as a page."""
    return Page(
        f"What if: {spelled(found.proposals)}",
        tuple(_head(found)),
        sections(found, accepted),
        tuple(text for one in found.proposals for text in typed(one, found)),
    )


def _sections(found: Prospect, accepted: Accepts) -> Iterator[Section]:
    shared = [Entry(GOES, f"{one.kind} {one.name}", says="every instance needs it") for one in found.shared]
    unseen = (
        Entry(words.UNCHECKED, f"{one.kind} {one.name}", says="every instance needs it; not read: goes if it is there")
        for one in found.perhaps_shared
    )
    yield titled("go along: they belong to the release of the primary", (*shared, *unseen))
    stay = (one for one in found.introduced if one.fingerprint not in found.passing)
    yield titled(f"{FINDINGS} introduced", (_finding(one, accepted) for one in stay))
    yield titled(f"{FINDINGS} fixed", (_finding(one, accepted) for one in found.fixed))
    altered = found.difference.altered
    yield titled(f"{FINDINGS} told otherwise", (_finding(one.after, accepted) for one in altered))
    yield titled("namespaces", (_namespace(one, found) for one in found.difference.namespaces))
    for fate, mark in FATES.items():
        told = (_virtual_service(one) for one in found.fates if one.fate is fate)
        yield titled(f"virtual services: {mark[1]}", told)
    passing = (one for one in found.introduced if one.fingerprint in found.passing)
    yield titled(f"{FINDINGS} introduced, {_PASSING}", (_finding(one, accepted) for one in passing))
    going = frozenset(one.before.vs.uuid for one in found.fates if one.by)
    yield titled("virtual services that would be made", (_arrival(one, going) for one in found.arrivals.made))
    yield titled("addresses that stay on the Controller", map(_vip, found.vips))
    unknown = [Entry(words.UNCHECKED, reason) for reason in found.arrivals.unknown]
    gaps = dict.fromkeys(_gap(one) for one in found.difference.not_compared)
    yield titled("could not be told", (*gaps, *unknown))


def _finding(one: Finding, accepted: Accepts) -> Entry:
    return Entry(words.SEVERITIES[one.severity], one.title, "acknowledged" if accepted(one) else "", one.rule)


def _namespace(one: NamespaceChange, found: Prospect) -> Entry:
    mark = words.NAMESPACES[one.after.state] if one.after else words.UNCHECKED
    waits = waits_for(one, found)
    when = f", after a restart of {listed(waits)}" if waits else ""
    claims = " → ".join(claimants(claim) or "not there" for claim in (one.before, one.after))
    return Entry(mark, one.name, claims, f"{mark[1]}{when}")


def _virtual_service(one: Fated) -> Entry:
    vs = one.before.vs
    sure = "" if one.confidence.value == "certain" else f" ({one.confidence.value})"
    when = f"after a restart of {listed(one.restart)}" if one.restart else ""
    return Entry(FATES[one.fate], f"{vs.tenant}/{vs.name}", when, f"{one.says}{sure}")


def _arrival(one: Arrival, going: Collection[str]) -> Entry:
    of = listed(map(str, one.workloads))
    when = f"{one.instance}, after its restart" if one.restart else one.instance
    name = f"{one.tenant}/{one.name}"
    if one.taken and one.taken not in going:
        return Entry(_REFUSED, name, when, f"of {of}: the name is taken, the Controller refuses it (409)")
    if one.taken:
        return Entry(_MADE, name, when, f"of {of}, once the one that has the name is gone")
    return Entry(_MADE, name, when, f"of {of}; it is there and only gets more" if one.joins else f"of {of}")


def _gap(one: NotCompared) -> Entry:
    names = f": {listed(one.names)}" if one.names else ""
    return Entry(words.UNCHECKED, f"{one.part.value}{names}", "", one.reason)


def _vip(one: VipSubject) -> Entry:
    by = listed(one.virtual_services) or "nothing"
    return Entry(_STAYS, f"{one.vip.tenant}/{one.vip.name}", listed(one.vip.addresses), f"used by {by}")


def _head(found: Prospect) -> Iterator[Line]:
    """Yield the changes with their commands, the notes, and the counts of the findings."""
    for one in found.proposals:
        yield (Span(f"{thing(one)} {verb(one)}", Tone.STRONG), Span(f"  works {effect(one, found)}", Tone.QUIET))
        yield from (line(f"  {COMMAND}{text}", Tone.QUIET) for text in typed(one, found))
    yield from (line(f"▲ {text}", Tone.WARNING) for text in notes(found))
    yield line(summary(found), Tone.STRONG)
    if sameness(found):
        yield line(sameness(found))
