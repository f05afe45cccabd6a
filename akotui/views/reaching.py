"""How far a thing reaches: what hangs on an instance, a namespace or virtual services, and who else is touched."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from akotui.analysis.acknowledging import object_name
from akotui.analysis.coverage import missing
from akotui.analysis.differences import Claim
from akotui.analysis.estate import Estate, namespace_called
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Finding
from akotui.analysis.holdings import ON_A_CONTROLLER, PARTS, Held, Holdings, holdings
from akotui.analysis.proposals import Removal
from akotui.analysis.prospects import prospect
from akotui.analysis.subjects import (
    HostSubject,
    InstanceSubject,
    NamespaceSubject,
    UserSubject,
    VirtualServiceSubject,
    Workload,
    WorkloadSubject,
)
from akotui.analysis.wording import counted, listed
from akotui.model.facts import Scope
from akotui.model.kinds import Kind, Plane
from akotui.views import prospects, words
from akotui.views.ages import clock
from akotui.views.differences import claimants
from akotui.views.instances import selector
from akotui.views.lines import Line, line
from akotui.views.referring import house, referred, told_of
from akotui.views.sections import Entry, Page, Section, titled
from akotui.views.table import Tone
from akotui.views.why import KINDS, KUBERNETES

_PLAIN: Final[words.Mark] = (" ", "", Tone.PLAIN)
_SHARED: Final[words.Mark] = ("▲", "shared", Tone.WARNING)
_IN_KUBERNETES: Final = (Kind.INGRESS, Kind.INGRESS_CLASS, Kind.ROUTE, Kind.SERVICE, Kind.GATEWAY, Kind.GATEWAY_CLASS)
"""What tells the workloads of a namespace."""
_IN_AVI: Final = (Kind.VIRTUAL_SERVICE, Kind.VS_VIP, Kind.POOL_GROUP, Kind.POOL)
"""What tells the virtual services that come from a namespace, and their addresses; shared parents by their pools."""
_MORE: Final = "could not be read: there may be more"
_GONE: Final = "It is not there any more."


def named(subject: object, estate: Estate) -> str | None:
    """Return what a row is about, in a few words; None for what nothing hangs on."""
    match _about(subject, estate):
        case InstanceSubject() as one:
            return f"ako {one.instance.id}"
        case NamespaceSubject() as one:
            return f"ns {one.namespace.metadata.name}"
        case VirtualServiceSubject() as one:
            return f"vs {one.vs.name}"
        case UserSubject() as one:
            return f"user {one.name or '(none)'}"
        case Finding() as one:
            return one.title
        case _:
            return None


def _about(subject: object, estate: Estate) -> object:
    """Return the thing itself; of a finding about things on a Controller the finding, for it may name many."""
    subject = told_of(subject)
    match subject:
        case Finding():
            if any(ref.kind in ON_A_CONTROLLER for ref in subject.objects):
                return subject
            every = (referred(ref, estate) for ref in subject.objects)
            return next((house(one, estate) for one in every if one is not None), None)
        case Workload() | WorkloadSubject() | Expected():
            return house(subject, estate)
        case _:
            return subject


def page(subject: object, estate: Estate) -> Page:
    """Return all that hangs on what a row is about, as the estate holds it now."""
    about = _current(_about(subject, estate), estate)
    told = _Told(estate)
    match about:
        case InstanceSubject():
            made = told.of_instance(about)
        case NamespaceSubject():
            made = told.of_namespace(about)
        case VirtualServiceSubject():
            made = told.of_services([about])
        case UserSubject():
            made = told.of_services(about.virtual_services, users=(about.name,) if about.name else ())
        case Finding():
            made = told.of_finding(about)
        case _:
            made = Page("", (line(_GONE, Tone.WARNING),), ())
    return msgspec.structs.replace(made, title=f"Blast radius of {named(subject, estate)}")


def _current(about: object, estate: Estate) -> object:
    """Return the same thing of this estate, None when it is gone."""
    match about:
        case InstanceSubject():
            return next((one for one in estate.instances if one.instance.id == about.instance.id), None)
        case NamespaceSubject():
            return namespace_called(estate, about.namespace.metadata.name)
        case VirtualServiceSubject():
            key = about.scope, about.vs.uuid
            return next((one for one in estate.virtual_services if (one.scope, one.vs.uuid) == key), None)
        case UserSubject():
            return next((one for one in estate.users if one.name == about.name), None)
        case Finding():
            fact = about.rule, about.about
            return next((one for one in estate.memory.told.ordered if (one.rule, one.about) == fact), None)
        case _:
            return None


class _Told:
    """Tells of one estate; each line has the moment at which the kind of thing was read."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def of_instance(self, one: InstanceSubject) -> Page:
        """What removing it would do, and all that bears its usernames."""
        id_ = one.instance.id
        foretold = prospects.page(prospect((Removal(id_),), self._estate))
        own = [vs for vs in self._estate.virtual_services if vs.owner == id_]
        held = self._held(own, one.instance.users)
        head = line(f"If {id_} were uninstalled (without deleteConfig; :whatif ako/{id_} tells of other changes):")
        things = [part for part in foretold.sections if not part.title.startswith(prospects.FINDINGS)]
        findings = [part for part in foretold.sections if part.title.startswith(prospects.FINDINGS)]
        return Page(foretold.title, (head, *foretold.head), (*things, *self._parts(held), *findings))

    def of_namespace(self, one: NamespaceSubject) -> Page:
        """What is in it and comes from it, and who else shares that."""
        name = one.namespace.metadata.name
        made = [vs for vs in self._estate.virtual_services if name in vs.namespaces]
        works = set(one.workloads)
        hosts = [host for host in self._estate.hosts if not works.isdisjoint(host.workloads)]
        parents = {vs.vs.parent for vs in made if vs.vs.parent}
        above = [vs for vs in self._estate.virtual_services if vs.vs.uuid in parents and vs not in made]
        inventory = self._estate.memory.inventory
        lacking = [list(missing(inventory, kinds)) for kinds in (_IN_KUBERNETES, _IN_AVI)]
        sections = (
            titled("claimed by", (self._claimant(each.id) for each in one.claimants)),
            titled("workloads of AKO's classes", map(self._workload, one.workloads)),
            titled("hosts", (self._host(host, sure=not lacking[1]) for host in hosts)),
            titled("virtual services that come from it", map(self._service, made)),
            titled("shared parents they hang on", map(self._service, above)),
            titled("addresses", self._addresses([*made, *above], name)),
            titled("other namespaces that share them", self._neighbours([*made, *above], name)),
            titled(_MORE, map(_unread, (reason for reasons in lacking for reason in reasons))),
        )
        found = ((one.workloads, "workload", lacking[0]), (made, "virtual service", lacking[1]))
        counts = ", ".join(_number(len(of), noun, sure=not lacks) for of, noun, lacks in found)
        head = (line(f"{one.state.value}; {counts}. A change: :whatif ns/{name}"),)
        return Page(f"ns {name}", head, _filled(sections))

    def of_services(self, services: Sequence[VirtualServiceSubject], users: Sequence[str] = ()) -> Page:
        """What would have to be removed on the Controller with them."""
        return self._removal(self._held(services, users))

    def of_finding(self, finding: Finding) -> Page:
        """The same of all that a finding names there."""
        ids = {ref.id for ref in finding.objects if ref.id}
        services = [one for one in self._estate.virtual_services if one.vs.uuid in ids]
        parts = any(ref.kind in PARTS.values() for ref in finding.objects)
        users = [name for name in finding.owners if parts and not self._is_written(name)]
        held = self._held(services, users)
        others = (ref for ref in finding.objects if ref.kind != "VirtualService")
        told = (Entry(_PLAIN, object_name(ref), "", ref.id or "") for ref in others)
        rest = () if users else (titled("named by the finding", told),)
        removal = self._removal(held)
        return Page(removal.title, removal.head, (*_filled(rest), *removal.sections))

    def _is_written(self, user: str) -> bool:
        return any(user in one.instance.users or user == one.instance.id for one in self._estate.instances)

    def _held(self, services: Iterable[VirtualServiceSubject], users: Sequence[str]) -> Holdings:
        return holdings(services, self._estate.virtual_services, self._estate.memory.inventory, users)

    def _removal(self, held: Holdings) -> Page:
        shared = sum(bool(part.shared) for part in held.parts)
        others = f"; {counted(shared, 'part')} of them shared with others, which would break" if shared else ""
        head: list[Line] = [
            line("What would have to be removed on the Controller; whoever is sure does it there, by hand."),
            line(f"{counted(len(held.services), 'virtual service')}, {counted(len(held.parts), 'part')}{others}."),
        ]
        owners = sorted({one.owner for one in held.services if one.owner})
        if owners:
            head.append(line(f"▲ {listed(owners)} would make what it wants of these again.", Tone.WARNING))
        services = titled("virtual services, children among them", map(self._service, held.services))
        above = titled("parents that hold their address, and stay", self._parents(held.services))
        return Page("", tuple(head), (*_filled((services, above)), *self._parts(held)))

    def _parents(self, services: Sequence[VirtualServiceSubject]) -> Iterator[Entry]:
        """Yield the parents of children that go, and how many other children they have."""
        going = {(one.scope, one.vs.uuid) for one in services}
        wanted = {(one.scope, one.vs.parent) for one in services if one.vs.parent} - going
        for one in self._estate.virtual_services if wanted else ():
            if (one.scope, one.vs.uuid) in wanted:
                others = [
                    each.vs.name
                    for each in self._estate.virtual_services
                    if (each.scope, each.vs.parent) == (one.scope, one.vs.uuid)
                    and (each.scope, each.vs.uuid) not in going
                ]
                told = self._service(one)
                what = f"shared with {listed(others)}" if others else ""
                yield msgspec.structs.replace(told, what=what)

    def _parts(self, held: Holdings) -> Iterator[Section]:
        for kind, word in PARTS.items():
            every = [self._part(one) for one in held.parts if one.kind is kind]
            yield from _filled((titled(f"{word} on the Controller", every),))
        yield from _filled((titled(_MORE, map(_unread, held.unread)),))

    def _part(self, one: Held) -> Entry:
        read = self._read(one.scope, one.kind)
        shared = f"also needed by {listed(one.shared)}" if one.shared else ""
        return Entry(_SHARED if one.shared else _PLAIN, f"{one.tenant}/{one.name}", shared, one.uuid, read)

    def _service(self, one: VirtualServiceSubject) -> Entry:
        mark = words.VIRTUAL_SERVICES[one.state]
        owner = f" by {one.owner}" if one.owner else ""
        child = "; a child" if one.vs.parent else ""
        address = f"; {listed(one.addresses)}" if one.addresses else ""
        read = self._read(one.scope, Kind.VIRTUAL_SERVICE)
        return Entry(mark, f"{one.vs.tenant}/{one.vs.name}", "", f"{one.state.value}{owner}{child}{address}", read)

    def _workload(self, one: Workload) -> Entry:
        return Entry(_PLAIN, str(one), source=self._kubernetes(KINDS[one.kind]))

    def _host(self, one: HostSubject, *, sure: bool) -> Entry:
        nothing = "nothing" if sure else "nothing that was read"
        served = f"served by {listed(vs.vs.name for vs in one.virtual_services) or nothing}"
        several = len(one.instances) > 1
        wanted = f"wanted by {listed(one.instances)}" if several else ""
        return Entry(_SHARED if several else _PLAIN, one.fqdn, wanted, served, self._kubernetes(Kind.INGRESS))

    def _claimant(self, name: str) -> Entry:
        one = next(each.instance for each in self._estate.instances if each.instance.id == name)
        says = f"selects {selector(one)}, writes {listed(one.users)}"
        return Entry(words.INSTANCES[one.health], f"ako {name}", "", says, self._kubernetes(Kind.CONFIG_MAP))

    def _addresses(self, services: Sequence[VirtualServiceSubject], name: str) -> Iterator[Entry]:
        """Yield the VSVIPs that these use, and what of other namespaces uses them, too."""
        used = {(one.scope, one.vs.vs_vip) for one in services if one.vs.vs_vip}
        for vip in self._estate.vips:
            if (vip.scope, vip.vip.uuid) in used:
                others = self._others(vip.virtual_services, name)
                what = f"shared with {listed(others)}" if others else ""
                read = self._read(vip.scope, Kind.VS_VIP)
                mark = _SHARED if others else _PLAIN
                yield Entry(mark, f"{vip.vip.tenant}/{vip.vip.name}", what, listed(vip.vip.addresses), read)

    def _others(self, names: Iterable[str], name: str) -> list[str]:
        """The namespaces, but for this one, that these virtual services and their children serve."""
        wanted = set(names)
        uuids = {one.vs.uuid for one in self._estate.virtual_services if one.vs.name in wanted}
        found = {
            each
            for one in self._estate.virtual_services
            if one.vs.uuid in uuids or one.vs.parent in uuids
            for each in one.namespaces
        }
        return sorted(found - {name})

    def _neighbours(self, services: Sequence[VirtualServiceSubject], name: str) -> Iterator[Entry]:
        for other in self._others((one.vs.name for one in services), name):
            space = namespace_called(self._estate, other)
            claim = Claim(space.state, tuple(one.id for one in space.claimants)) if space else None
            claimed = f"claimed by {claimants(claim)}" if claim else ""
            yield Entry(_PLAIN, other, "", claimed, self._kubernetes(Kind.NAMESPACE))

    def _kubernetes(self, kind: Kind) -> str:
        return self._read(KUBERNETES, kind)

    def _read(self, scope: Scope, kind: Kind) -> str:
        name = "k8s" if scope.plane is Plane.KUBERNETES else "avi"
        return f"{name} {clock(self._estate.read_at.get((scope, kind)))}"


def _number(number: int, noun: str, *, sure: bool) -> str:
    if sure:
        return counted(number, noun)
    return f"at least {counted(number, noun)}" if number else f"{noun}s unknown"


def _unread(reason: str) -> Entry:
    return Entry(words.UNCHECKED, reason)


def _filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(one for one in sections if one.entries)
