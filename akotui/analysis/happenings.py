"""What differs between two estates, one happening a thing: in words that name what was and what is."""

import enum
from collections.abc import Iterator
from typing import Final

import msgspec

from akotui.analysis.blocks import paired
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding, Severity
from akotui.analysis.settings import turns
from akotui.analysis.subjects import InstanceSubject, NamespaceState, NamespaceSubject, State, VirtualServiceSubject
from akotui.model.kinds import Kind


class Sign(enum.Enum):
    """What sort of happening it is."""

    CAME = "came"
    GONE = "gone"
    CHANGED = "changed"
    RAISED = "raised"
    RESOLVED = "resolved"
    NOTED = "noted"


class Happening(msgspec.Struct, frozen=True):
    """What happened to one thing: `noun name says`; of a finding the title is its name."""

    sign: Sign
    noun: str
    name: str
    says: str
    subject: object = None
    rule: str = ""
    severity: Severity | None = None


FINDING: Final = "finding"
_RAN: Final = "ran"
_NOT_RUN: Final = "not-run"


def first(estate: Estate) -> Happening:
    """Return what the session began with."""
    counts = [(len(estate.instances), "AKO instance"), (len(estate.namespaces), "namespace")]
    if any(kind is Kind.VIRTUAL_SERVICE for _, kind in estate.read_at):
        counts.append((len(estate.virtual_services), "virtual service"))
    counts.append((len(estate.findings), "finding"))
    return Happening(Sign.NOTED, "", "first reading:", ", ".join(_counted(number, noun) for number, noun in counts))


def between(before: Estate, after: Estate) -> Iterator[Happening]:
    """Yield what happened: sources first, then instances, findings, namespaces, virtual services."""
    yield from _sources(before, after)
    if _both_read(before, after, Kind.STATEFUL_SET, Kind.CONFIG_MAP):
        yield from _instances(before, after)
        yield from _findings(before, after)
    if _both_read(before, after, Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.NAMESPACE):
        yield from _namespaces(before, after)
    yield from _virtual_services(before, after)


def _both_read(before: Estate, after: Estate, *kinds: Kind) -> bool:
    return all({kind for _, kind in estate.read_at}.issuperset(kinds) for estate in (before, after))


def _sources(before: Estate, after: Estate) -> Iterator[Happening]:
    was = {one.scope: one.health.state for one in before.sources}
    for one in after.sources:
        old, new = was.get(one.scope), one.health.state
        if old is not None and old is not new:
            detail = f" ({one.health.detail})" if one.health.detail else ""
            yield Happening(Sign.CHANGED, "source", one.scope.name, f"{old.value} → {new.value}{detail}")
    could = {one.rule for one in before.coverage if one.status != _NOT_RUN}
    news = [one.rule for one in after.coverage if one.status != _NOT_RUN and one.rule not in could]
    if news and before.coverage:
        found = sum(finding.rule in news for finding in after.findings)
        rules = _counted(len(news), "rule")
        yield Happening(Sign.NOTED, "", f"{rules} can run now:", _counted(found, "finding"))


def _instances(before: Estate, after: Estate) -> Iterator[Happening]:
    noun = "AKO instance"
    was = {one.instance.id: one for one in before.instances}
    for one in after.instances:
        old = was.pop(one.instance.id, None)
        if old is None:
            yield Happening(Sign.CAME, noun, one.instance.id, f"appeared: {one.instance.health.value}", one)
        elif old is not one:
            yield from (Happening(Sign.CHANGED, noun, one.instance.id, says, one) for says in _turned(old, one))
    yield from (Happening(Sign.GONE, noun, name, "gone", old) for name, old in was.items())


def _turned(old: InstanceSubject, new: InstanceSubject) -> Iterator[str]:
    was, now = old.instance, new.instance
    if was.health is not now.health:
        yield f"{was.health.value} → {now.health.value}"
    if was.leader != now.leader and was.leader and now.leader:
        yield f"leader: {was.leader} → {now.leader}"
    yield from (f"{one.setting}: {one.before or 'none'} → {one.after or 'none'}" for one in turns(was, now))


def _findings(before: Estate, after: Estate) -> Iterator[Happening]:
    """Yield findings raised by rules that could run before as well, and those resolved by rules that ran now."""
    could = {one.rule for one in before.coverage if one.status != _NOT_RUN}
    ran = {one.rule for one in after.coverage if one.status == _RAN}
    was = {(one.rule, one.about): one for one in before.findings}
    for one in after.findings:
        old = was.pop((one.rule, one.about), None)
        if old is None and one.rule in could:
            yield _of(Sign.RAISED, one, "")
        elif old is not None and old.title != one.title:
            yield _of(Sign.CHANGED, one, "now")
    yield from (_of(Sign.RESOLVED, old, "resolved") for (rule, _), old in was.items() if rule in ran)


def _of(sign: Sign, finding: Finding, word: str) -> Happening:
    return Happening(sign, FINDING, finding.title, word, finding, finding.rule, finding.severity)


def _namespaces(before: Estate, after: Estate) -> Iterator[Happening]:
    noun = "namespace"
    for old, new in paired(before.namespaces, after.namespaces, lambda one: one.namespace.metadata.name):
        if old is None and new is not None:
            yield Happening(Sign.CAME, noun, new.namespace.metadata.name, f"appeared, claimed by {_claims(new)}", new)
        elif new is None and old is not None:
            yield Happening(Sign.GONE, noun, old.namespace.metadata.name, "gone", old)
        elif old and new and _claims(old) != _claims(new):
            says = f"claimed by {_claims(old)} → {_claims(new)}"
            yield Happening(Sign.CHANGED, noun, new.namespace.metadata.name, says, new)


def _claims(subject: NamespaceSubject) -> str:
    names = " and ".join(one.id for one in subject.claimants)
    return names or ("unknown" if subject.state is NamespaceState.UNKNOWN else "nobody")


def _virtual_services(before: Estate, after: Estate) -> Iterator[Happening]:
    """Yield those of the Controllers that were read both times."""
    read = {scope for scope, kind in before.read_at if kind is Kind.VIRTUAL_SERVICE}
    read &= {scope for scope, kind in after.read_at if kind is Kind.VIRTUAL_SERVICE}
    noun = "virtual service"
    for old, new in paired(before.virtual_services, after.virtual_services, lambda one: (one.scope, one.vs.uuid)):
        one = new or old
        if one is None or one.scope not in read:
            continue
        if old is None:
            yield Happening(Sign.CAME, noun, one.vs.name, f"appeared, {_owner(one)}", one)
        elif new is None:
            yield Happening(Sign.GONE, noun, one.vs.name, f"gone, {_owner(one)}", one)
        elif _owner(old) != _owner(new):
            yield Happening(Sign.CHANGED, noun, one.vs.name, f"{_owner(old)} → {_owner(new)}", one)
        elif old.vs.created_by != new.vs.created_by:
            says = f"created_by {old.vs.created_by or 'none'} → {new.vs.created_by or 'none'}"
            yield Happening(Sign.CHANGED, noun, one.vs.name, says, one)


def _owner(subject: VirtualServiceSubject) -> str:
    if subject.owner is None:
        return subject.state.value
    return (
        f"{subject.state.value} by {subject.owner}"
        if subject.state is State.OWNED
        else (f"{subject.state.value} of {subject.owner}")
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
