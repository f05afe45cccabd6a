"""Whose a thing is: the AKO instances that own, claim or write it, as they are now; or nobody, and why nobody."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceState,
    NamespaceSubject,
    State,
    UserSubject,
    VirtualServiceSubject,
)
from akotui.analysis.timeline import Event
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind
from akotui.views import words
from akotui.views.ages import age, clock
from akotui.views.findings import object_name
from akotui.views.instances import role, selector
from akotui.views.referring import findings_about, house, referred, remedies_of, told_of
from akotui.views.timeline import mark
from akotui.views.triage import number
from akotui.views.why import KUBERNETES, Step, Why, explain, origin, settings_of

_TOGETHER: Final[Mapping[int, str]] = MappingProxyType({2: "both"})
_EVENTS: Final = 5
"""Of each instance, so many of the newest events of the session are told, and so many findings."""


def whose(subject: object, estate: Estate, events: Sequence[Event], now: datetime) -> Why | None:
    """Return whose the thing is that a row is about; None for what is nobody's by nature (a note, a source).

    The steps are what ties it to its owners (what shows that it has none), then each owner's settings and pod. The
    remedies are those of the row, without any those of the findings about the thing or its owners. `events` are the
    session's, the newest first.
    """
    subject = told_of(subject)
    about, more = _about(subject, estate)
    if about is None and not isinstance(subject, Finding):
        return None
    owners = _owners(subject, about, estate)
    title = _title(about, owners) or (subject.title if isinstance(subject, Finding) else "")
    chain = [*_ties(about, owners, estate, now), *(step for one in owners for step in _as_it_is(one, estate, now))]
    told = explain(subject, estate, now)
    remedies = (told.remedies if told else ()) or tuple(
        dict.fromkeys(remedy for one in (about, *owners) for remedy in remedies_of(one, estate))
    )
    return Why(
        _mark(about, owners, told),
        f"{title}{f' (and {more} more like it)' if more and title else ''}",
        steps=tuple(chain),
        remedies=remedies,
        more=tuple(_more(owners, estate, events)),
    )


def owners_of(subject: object, estate: Estate) -> tuple[str, ...]:
    """Return the ids of the instances that the thing of a row belongs to; none where nobody owns it."""
    subject = told_of(subject)
    return tuple(one.instance.id for one in _owners(subject, _about(subject, estate)[0], estate))


def _about(subject: object, estate: Estate) -> tuple[object, int]:
    """Return what the estate holds of the (first) thing, and how many more the row names beside it."""
    if not isinstance(subject, Finding):
        return (house(subject, estate) if explainable(subject) else None), 0
    first = house(referred(subject.objects[0], estate), estate) if subject.objects else None
    alike = sum(ref.kind == subject.objects[0].kind for ref in subject.objects) - 1 if subject.objects else 0
    return first, 0 if isinstance(first, InstanceSubject) else alike


def explainable(subject: object) -> bool:
    """Tell whether a thing is one that may have an owner."""
    return house(subject, Estate()) is not subject or isinstance(
        subject, InstanceSubject | NamespaceSubject | UserSubject | VirtualServiceSubject
    )


def _owners(subject: object, about: object, estate: Estate) -> tuple[InstanceSubject, ...]:
    """Return those of the thing itself; where it has none by nature, those that the finding names."""
    names: list[str | None] = []
    match about:
        case NamespaceSubject():
            names = [one.id for one in about.claimants]
        case VirtualServiceSubject():
            names = [about.owner, *about.candidates, *(about.claimants if about.state is State.DOUBLE_OWNED else ())]
        case UserSubject():
            names = list(about.expected_of)
        case InstanceSubject():
            names = [about.instance.id]
        case _:
            pass
    if isinstance(subject, Finding) and not isinstance(about, NamespaceSubject | VirtualServiceSubject):
        names += _named(subject, estate)
    known = {one.instance.id: one for one in estate.instances}
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def _named(finding: Finding, estate: Estate) -> Iterator[str]:
    """Yield the instances that a finding names as an owner, by a username, or as an object of theirs."""
    for one in estate.instances:
        id_, users = one.instance.id, one.instance.users
        if any(owner == id_ or owner in users for owner in finding.owners):
            yield id_
    yield from (one.instance.id for one in estate.instances if finding in findings_about(one, estate))


def _title(about: object, owners: Sequence[InstanceSubject]) -> str:
    names = listed([one.instance.id for one in owners])
    them = f"AKO in {names} {{}}s" if len(owners) == 1 else f"{names} {_TOGETHER.get(len(owners), 'all')} {{}}"
    match about:
        case NamespaceSubject():
            return _of_namespace(about, names, them.format("claim"))
        case VirtualServiceSubject():
            return _of_service(about, names)
        case UserSubject():
            if owners:
                return f"{them.format('write')} username {about.name}"
            who = "no AKO instance here" if about.known else "it cannot be told which AKO instance"
            return f"{who} writes username {about.name or '(none)'}"
        case InstanceSubject() if not owners:
            return f"AKO in {about.instance.id} is not there any more"
        case _:
            health = f": {owners[0].instance.health.value}" if len(owners) == 1 else ""
            return f"AKO in {names}{health}" if owners else ""


def _of_namespace(about: NamespaceSubject, names: str, they_claim: str) -> str:
    name = about.namespace.metadata.name
    if about.state is NamespaceState.UNKNOWN:
        return f"it cannot be told who claims namespace {name}" + (f", besides {names}" if names else "")
    return f"{they_claim} namespace {name}" if names else f"nobody claims namespace {name}"


def _of_service(about: VirtualServiceSubject, names: str) -> str:
    name, writer = about.vs.name, about.vs.created_by or "nobody"
    said = {
        State.OWNED: f"AKO in {names} owns {name}",
        State.STALE: f"AKO in {names} owns {name}, and would not make it today",
        State.DOUBLE_OWNED: f"AKO in {about.owner} owns {name}, and another claims it: {names}",
        State.ORPHANED: f"nobody owns {name}: no AKO instance here writes {writer}",
        State.AMBIGUOUS: f"it cannot be told whose {name} is: {names or 'another cluster may write its username'}",
        State.FOREIGN: f"an AKO of another cluster owns {name}: {writer}",
        State.UNMANAGED: f"{name} is not AKO's: created by {writer}",
        State.UNKNOWN: f"it cannot be told whose {name} is: not all that decides could be read",
    }
    return said[about.state]


def _ties(about: object, owners: Sequence[InstanceSubject], estate: Estate, now: datetime) -> tuple[Step, ...]:
    """Return what ties the thing to its owners; all that was compared when there are none."""
    told = explain(about, estate, now)
    if told is None or isinstance(about, InstanceSubject):
        return ()
    if not owners:
        return told.steps
    if isinstance(about, VirtualServiceSubject):
        return told.steps[:1]
    ids = {f"/{one.instance.id}/" for one in owners} | {f" {one.instance.id}" for one in owners}
    return tuple(step for step in told.steps if any(id_ in step.where for id_ in ids))


def _as_it_is(one: InstanceSubject, estate: Estate, now: datetime) -> Iterator[Step]:
    """Yield its settings, its pod and what runs in it."""
    instance = one.instance
    yield from settings_of(one, estate, now)
    version = Step(
        origin(estate, KUBERNETES, Kind.STATEFUL_SET, now),
        f"StatefulSet/{instance.id}",
        f"version = {instance.version or '?'}",
        f"installed by {instance.installed_by}" if instance.installed_by != "unknown" else "",
    )
    yield version
    if instance.started:
        started = f"{age(datetime.fromisoformat(instance.started), now)} ago"
        leads = f"; {instance.leader} leads" if instance.leader else ""
        yield Step(
            origin(estate, KUBERNETES, Kind.POD, now),
            f"Pod/{instance.id}",
            f"started = {instance.started}",
            f"{started}{leads}",
        )


def _mark(about: object, owners: Sequence[InstanceSubject], told: Why | None) -> words.Mark:
    thing = isinstance(about, NamespaceSubject | UserSubject | VirtualServiceSubject)
    if len(owners) == 1 and not thing:
        return words.INSTANCES[owners[0].instance.health]
    return told.mark if told else words.UNCHECKED


def _more(owners: Sequence[InstanceSubject], estate: Estate, events: Sequence[Event]) -> Iterator[str]:
    if not owners:
        yield f"AKO instances here ({number(estate, 'instances')}):"
        yield from (f"  {_in_short(one.instance)}" for one in estate.instances)
    for one in owners:
        id_ = one.instance.id
        yield from _findings(one, estate)
        seen = [event for event in events if _concerns(event, one)]
        since = f" since {clock(events[-1].at)}" if events else ""
        yield f"last events of {id_} in this session:" if seen else f"nothing happened to {id_} in this session{since}"
        yield from (f"  {clock(event.at)} {mark(event)[0]} {event.text}" for event in seen[:_EVENTS])
        yield f"  events of Kubernetes are not read: kubectl get events -n {id_}"


def _findings(one: InstanceSubject, estate: Estate) -> Iterator[str]:
    found = findings_about(one, estate)
    if found:
        yield f"findings about {one.instance.id} ({len(found)}):"
        yield from (f"  {words.SEVERITIES[each.severity][0]} {each.title}" for each in found[:_EVENTS])


def _in_short(one: Instance) -> str:
    writes = ", ".join(one.users) or "nothing"
    return f"{one.id}: {one.health.value}, {role(one)}, selects {selector(one)}, writes {writes}"


def _concerns(event: Event, one: InstanceSubject) -> bool:
    match event.subject:
        case InstanceSubject():
            return event.subject.instance.id == one.instance.id
        case Finding():
            return one.instance.id in event.subject.owners or any(
                object_name(ref) == f"ako {one.instance.id}" for ref in event.subject.objects
            )
        case NamespaceSubject():
            return any(each.id == one.instance.id for each in event.subject.claimants)
        case VirtualServiceSubject():
            return event.subject.owner == one.instance.id
        case _:
            return False
