"""The difference between two estates as things: findings, instances, claims on namespaces, owners of virtual services.

What one side had not read is unknown: never gone, never fixed, never new. It stands in `not_compared`, and findings of
a rule that did not run whole on the other side stand apart. Exchanging the two sides exchanges every pair here.
(For what happens in a session, in words, see analysis/happenings.py.)
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from akotui.analysis.blocks import paired
from akotui.analysis.comparable import INSTANCES, Lack, cluster_uid, controllers, hides, lack, same_controllers
from akotui.analysis.coverage import NOT_RUN, RAN
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage, Finding
from akotui.analysis.instances import Health, Instance
from akotui.analysis.settings import Turn, turns
from akotui.analysis.sources import KUBERNETES, NO_CONTROLLER
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, State, VirtualServiceSubject
from akotui.model.facts import Scope
from akotui.model.kinds import Kind

_NOT_AMONG_THEM: Final = Coverage("", NOT_RUN, "not among the rules that ran")


class Side(enum.Enum):
    """One of the two; the values are the report's."""

    BEFORE = "before"
    AFTER = "after"


class Part(enum.Enum):
    """What is compared; the values are the report's."""

    FINDINGS = "findings"
    INSTANCES = "instances"
    NAMESPACES = "namespaces"
    VIRTUAL_SERVICES = "virtualServices"


class NotCompared(msgspec.Struct, frozen=True):
    """What one side had not read, and why.

    `names` are the rules that this stops; of all else what the other side has and this one may have, where it had read
    some of it.
    """

    part: Part
    side: Side
    reason: str
    names: tuple[str, ...] = ()


class Altered(msgspec.Struct, frozen=True, gc=False):
    """A finding that is there on both sides and says another thing, or of other objects."""

    before: Finding
    after: Finding


class InstanceChange(msgspec.Struct, frozen=True, gc=False):
    """What became of an AKO instance; a side is None where it is not there. `settings` are those that differ."""

    id: str
    before: Health | None
    after: Health | None
    settings: tuple[Turn, ...] = ()


class Claim(msgspec.Struct, frozen=True, gc=False):
    """Who claims a namespace, by instance id."""

    state: NamespaceState
    claimed_by: tuple[str, ...]


class NamespaceChange(msgspec.Struct, frozen=True, gc=False):
    """What became of the claims on a namespace; a side is None where it is not there."""

    name: str
    before: Claim | None
    after: Claim | None


class Ownership(msgspec.Struct, frozen=True, gc=False):
    """Whose a virtual service is, by instance id, and the username it bears."""

    state: State
    owner: str | None
    created_by: str | None


class VirtualServiceChange(msgspec.Struct, frozen=True, gc=False):
    """What became of a virtual service; a side is None where it is not there."""

    tenant: str
    name: str
    uuid: str
    before: Ownership | None
    after: Ownership | None


class Difference(msgspec.Struct, frozen=True):
    """What differs. Findings are in the estates' order, all else by name.

    `unchanged` and `altered` stand on both sides. `perhaps_introduced` and `perhaps_fixed` stand on one, and their rule
    did not run whole on the other, or was not shown their tenant: it may have had them, too. `other_cluster`: the two
    are not of one cluster at all.
    """

    introduced: tuple[Finding, ...] = ()
    fixed: tuple[Finding, ...] = ()
    altered: tuple[Altered, ...] = ()
    unchanged: tuple[Finding, ...] = ()
    perhaps_introduced: tuple[Finding, ...] = ()
    perhaps_fixed: tuple[Finding, ...] = ()
    instances: tuple[InstanceChange, ...] = ()
    namespaces: tuple[NamespaceChange, ...] = ()
    virtual_services: tuple[VirtualServiceChange, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()
    other_cluster: bool = False

    @property
    def differs(self) -> bool:
        """Whether anything that could be compared is not the same."""
        findings = self.introduced or self.fixed or self.altered or self.perhaps_introduced or self.perhaps_fixed
        return bool(findings or self.instances or self.namespaces or self.virtual_services)


_DOUBTS: Final = {
    Part.NAMESPACES: "who claims them could not be decided",
    Part.VIRTUAL_SERVICES: "whose they are could not be decided",
}


class _Gaps:
    """Collects what could not be compared."""

    def __init__(self) -> None:
        self._names: dict[tuple[Part, Side, str], set[str]] = defaultdict(set)

    def add(self, part: Part, side: Side, reason: str, *names: str) -> None:
        self._names[part, side, reason].update(names)

    def found(self, part: Part, lacks: Mapping[Side, Lack | None]) -> Mapping[Side, Lack | None]:
        """Note what the sides lack of a part, and return it."""
        for side, gap in lacks.items():
            if gap is not None:
                self.add(part, side, gap.reason)
        return lacks

    def hide(self, part: Part, pair: tuple[object, object], gaps: Mapping[Side, Lack | None], name: str) -> bool:
        """Tell whether that something stands on one side alone proves nothing, and note it then."""
        for side, there in zip(Side, pair, strict=True):
            gap = gaps.get(side)
            if there is None and gap is not None:
                self.add(part, side, gap.reason, *(() if gap.whole else (name,)))
                return True
        return False

    def doubt(
        self, part: Part, pair: tuple[Claim | Ownership | None, Claim | Ownership | None], unknown: object, name: str
    ) -> bool:
        """Tell whether what is on both sides could not be judged on one of them, and note it then."""
        sides = [side for side, one in zip(Side, pair, strict=True) if one is not None and one.state is unknown]
        for side in sides if None not in pair else ():
            self.add(part, side, _DOUBTS[part], name)
        return bool(sides) and None not in pair

    def in_order(self) -> tuple[NotCompared, ...]:
        places = {one: place for order in (Part, Side) for place, one in enumerate(order)}
        found = (NotCompared(*key, tuple(sorted(names))) for key, names in self._names.items())
        return tuple(sorted(found, key=lambda one: (places[one.part], places[one.side], one.reason)))


def difference(before: Estate, after: Estate) -> Difference:
    """Return what differs between two estates; the same two give the same, to the order."""
    gaps, renamed = _Gaps(), same_controllers(before, after)
    findings = findings_between(before, after, renamed)
    _note_rules(before, after, gaps)
    return msgspec.structs.replace(
        findings,
        instances=tuple(sorted(_instances(before, after, gaps), key=lambda one: one.id)),
        namespaces=tuple(sorted(_namespaces(before, after, gaps), key=lambda one: one.name)),
        virtual_services=tuple(
            sorted(_virtual_services(before, after, gaps, renamed), key=lambda one: (one.tenant, one.name, one.uuid))
        ),
        not_compared=gaps.in_order(),
        other_cluster=len({cluster_uid(one) for one in (before, after)} - {""}) > 1,
    )


def _note_rules(before: Estate, after: Estate, gaps: _Gaps) -> None:
    """Note the rules that did not run whole."""
    told = [{one.rule: one for one in estate.coverage} for estate in (before, after)]
    for slug in {*told[0], *told[1]}:
        for side, rules in zip(Side, told, strict=True):
            one = rules.get(slug, _NOT_AMONG_THEM)
            if one.status != RAN:
                gaps.add(Part.FINDINGS, side, one.reason, slug)


def findings_between(before: Estate, after: Estate, renamed: Mapping[Scope, Scope] | None = None) -> Difference:
    """Return what differs of the findings alone, which costs little; `renamed` as of `same_controllers`."""
    renamed = same_controllers(before, after) if renamed is None else renamed
    names = {now.name: was.name for now, was in renamed.items() if now != was}
    was = {(one.rule, one.about): one for one in before.findings}
    now = {(one.rule, _named(one.about, names)): one for one in after.findings}
    news = [one for fact, one in now.items() if fact not in was]
    gone = [one for fact, one in was.items() if fact not in now]
    both = [(was[fact], one) for fact, one in now.items() if fact in was]
    told_before, told_after = _telling(before, after), _telling(after, before)
    return Difference(
        introduced=tuple(one for one in news if told_before(one)),
        fixed=tuple(one for one in gone if told_after(one)),
        altered=tuple(Altered(old, new) for old, new in both if _says(old) != _says(new)),
        unchanged=tuple(new for old, new in both if _says(old) == _says(new)),
        perhaps_introduced=tuple(one for one in news if not told_before(one)),
        perhaps_fixed=tuple(one for one in gone if not told_after(one)),
    )


def _named(about: str, names: Mapping[str, str]) -> str:
    """Return what a finding is about, with the names that Controllers have on the other side."""
    return " ".join(names.get(word, word) for word in about.split(" ")) if names else about


def _says(finding: Finding) -> tuple[object, ...]:
    return finding.title, finding.severity, finding.objects


def _telling(estate: Estate, other: Estate) -> Callable[[Finding], bool]:
    """Return what tells whether an estate would have had a finding of the other.

    Its rule ran, its objects' tenants were shown, and no user that it is about has something in a tenant that only one
    of the two was shown: what is said of a user goes by all that is his.
    """
    ran = {one.rule for one in estate.coverage if one.status == RAN}
    shown = _tenants(estate)
    once = shown ^ _tenants(other)
    every = (*estate.virtual_services, *other.virtual_services) if once else ()
    users = {one.vs.created_by for one in every if one.vs.tenant in once}

    def told(finding: Finding) -> bool:
        tenants = {one.tenant for one in finding.objects if one.tenant}
        return finding.rule in ran and tenants <= shown and finding.about not in users

    return told


def _tenants(estate: Estate) -> frozenset[str]:
    return frozenset[str]().union(*estate.tenants.values())


def _instances(before: Estate, after: Estate, gaps: _Gaps) -> Iterator[InstanceChange]:
    lacks = gaps.found(Part.INSTANCES, _of_cluster(before, after, *INSTANCES))
    for old, new in paired(before.instances, after.instances, lambda one: one.instance.id):
        was, now = (one.instance if one else None for one in (old, new))
        name = next(one.id for one in (was, now) if one)
        if gaps.hide(Part.INSTANCES, (was, now), lacks, name):
            continue
        settings = (*turns(was, now), *_leader(was, now))
        if settings or was is None or now is None or was.health is not now.health:
            yield InstanceChange(name, was.health if was else None, now.health if now else None, settings)


def _leader(was: Instance | None, now: Instance | None) -> Iterator[Turn]:
    """Of a leader that one side does not know nothing is said: its Lease may have been read at a bad moment."""
    if was and now and was.leader and now.leader and was.leader != now.leader:
        yield Turn("leader", was.leader, now.leader)


def _namespaces(before: Estate, after: Estate, gaps: _Gaps) -> Iterator[NamespaceChange]:
    lacks = gaps.found(Part.NAMESPACES, _of_cluster(before, after, Kind.NAMESPACE))
    for old, new in paired(before.namespaces, after.namespaces, lambda one: one.namespace.metadata.name):
        name = next(one.namespace.metadata.name for one in (old, new) if one)
        was, now = _claim(old), _claim(new)
        if was == now or gaps.hide(Part.NAMESPACES, (was, now), lacks, name):
            continue
        if not gaps.doubt(Part.NAMESPACES, (was, now), NamespaceState.UNKNOWN, name):
            yield NamespaceChange(name, was, now)


def _claim(subject: NamespaceSubject | None) -> Claim | None:
    return Claim(subject.state, tuple(one.id for one in subject.claimants)) if subject else None


def _virtual_services(
    before: Estate, after: Estate, gaps: _Gaps, renamed: Mapping[Scope, Scope]
) -> Iterator[VirtualServiceChange]:
    lacks = {scope: gaps.found(Part.VIRTUAL_SERVICES, found) for scope, found in _on(before, after, renamed).items()}
    places = {was: now for now, was in renamed.items()}

    def key(one: VirtualServiceSubject) -> tuple[Scope, str]:
        return renamed.get(one.scope, one.scope), one.vs.uuid

    for old, new in paired(before.virtual_services, after.virtual_services, key):
        one = new or old
        if one is None:
            continue
        scope, name = key(one)[0], f"{one.vs.tenant}/{one.vs.name}"
        was, now = _ownership(old), _ownership(new)
        if was == now or gaps.hide(Part.VIRTUAL_SERVICES, (was, now), lacks.get(scope, {}), name):
            continue
        hidden = {
            side: Lack(f"tenant {one.vs.tenant} is not shown by the Controller", whole=False)
            for side, estate, place in ((Side.BEFORE, before, scope), (Side.AFTER, after, places.get(scope, scope)))
            if hides(estate, place, one.vs.tenant)
        }
        if gaps.hide(Part.VIRTUAL_SERVICES, (was, now), hidden, name):
            continue
        if not gaps.doubt(Part.VIRTUAL_SERVICES, (was, now), State.UNKNOWN, name):
            yield VirtualServiceChange(one.vs.tenant, one.vs.name, one.vs.uuid, was, now)


def _ownership(subject: VirtualServiceSubject | None) -> Ownership | None:
    return Ownership(subject.state, subject.owner, subject.vs.created_by) if subject else None


def _of_cluster(before: Estate, after: Estate, *kinds: Kind) -> Mapping[Side, Lack | None]:
    return {Side.BEFORE: lack(before, KUBERNETES, *kinds), Side.AFTER: lack(after, KUBERNETES, *kinds)}


def _on(before: Estate, after: Estate, renamed: Mapping[Scope, Scope]) -> Mapping[Scope, Mapping[Side, Lack | None]]:
    """Return what the sides lack of each Controller's virtual services, by the name it has before, or after alone."""
    kind = Kind.VIRTUAL_SERVICE
    places = {was: now for now, was in renamed.items()}
    every = {*controllers(before), *(renamed.get(scope, scope) for scope in controllers(after))} or {NO_CONTROLLER}
    return {
        scope: {
            Side.BEFORE: lack(before, scope, kind),
            Side.AFTER: lack(after, places.get(scope, scope), kind),
        }
        for scope in sorted(every)
    }
