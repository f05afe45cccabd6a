"""Namespaces, hosts, usernames, VSVIPs and workloads as subjects, patched: each only when what it shows differs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain

import msgspec

from akotui.analysis import vips, virtual_services
from akotui.analysis.edits import Edits
from akotui.analysis.findings import Confidence
from akotui.analysis.grace import YOUNG, is_fresh
from akotui.analysis.hosts import Seekers, describe_host
from akotui.analysis.instances import Instance
from akotui.analysis.intentions import Intentions, reclaimed
from akotui.analysis.judging import Key, Verdicts
from akotui.analysis.namespaces import Surroundings, describe_namespace
from akotui.analysis.patches import Deadlines, Rows, everything, patch, postpone, rearrange, regroup, reorder
from akotui.analysis.pointers import known_services, tenants_of
from akotui.analysis.serving import Served, describe_workload
from akotui.analysis.settling import Settled
from akotui.analysis.subjects import (
    HostSubject,
    NamespaceSubject,
    UserSubject,
    VipSubject,
    VirtualServiceSubject,
    Workload,
    WorkloadSubject,
)
from akotui.analysis.users import describe_user
from akotui.analysis.wishes import TENANT
from akotui.analysis.workloads import Thing
from akotui.model.inventory import Inventory
from akotui.model.kubernetes import Namespace


class Ordered(msgspec.Struct, frozen=True):
    """The subjects in the contract's order."""

    namespaces: tuple[NamespaceSubject, ...] = ()
    hosts: tuple[HostSubject, ...] = ()
    users: tuple[UserSubject, ...] = ()
    vips: tuple[VipSubject, ...] = ()
    workloads: tuple[WorkloadSubject, ...] = ()


class Survey(msgspec.Struct, frozen=True):
    """What is kept of the subjects around the virtual services, and the same in order."""

    namespaces: Rows[str, NamespaceSubject] = Rows()
    hosts: Rows[str, HostSubject] = Rows()
    users: Rows[str, UserSubject] = Rows()
    vips: Rows[Key, VipSubject] = Rows()
    workloads: Rows[Workload, WorkloadSubject] = Rows()
    young: Deadlines[Workload] = Deadlines()
    with_host: Rows[str, tuple[Workload, ...]] = Rows()
    pointing: Rows[str, tuple[Workload, ...]] = Rows()
    located: Mapping[str, Confidence] = {}
    ordered: Ordered = Ordered()


class Found(msgspec.Struct, frozen=True):
    """What the subjects are made from: the differences, the wishes, the verdicts, and all that was read."""

    edits: Edits
    kept: Intentions
    verdicts: Verdicts
    settled: Settled
    inventory: Inventory
    known: tuple[Instance, ...]


def survey_again(was: Survey, found: Found, located: Mapping[str, Confidence]) -> Survey:
    """Return the subjects now; `located` says how sure it is that an instance's Controller was read."""
    hosts = _hosts(was, found)
    workloads, young = _workloads(was, found, hosts, located)
    now = Survey(
        _namespaces(was, found),
        hosts,
        _users(was, found),
        _vips(was, found),
        workloads,
        young,
        regroup(was.with_host.now, workloads, _hosts_of),
        regroup(was.pointing.now, workloads, _uuids_of),
        located,
    )
    return msgspec.structs.replace(now, ordered=_ordered(was.ordered, now))


def _ordered(was: Ordered, now: Survey) -> Ordered:
    return Ordered(
        reorder(was.namespaces, now.namespaces, lambda one: (one.namespace.metadata.name,)),
        reorder(was.hosts, now.hosts, lambda one: (one.fqdn,)),
        reorder(was.users, now.users, lambda one: (one.name,)),
        reorder(was.vips, now.vips, vips.order),
        reorder(was.workloads, now.workloads, _place),
    )


def _namespaces(was: Survey, found: Found) -> Rows[str, NamespaceSubject]:
    kept, settled = found.kept, found.settled
    names = (
        everything(kept.namespaces)
        if found.edits.every
        else {
            *kept.namespaces.touched,
            *kept.working_in.touched,
            *settled.from_namespace.touched,
        }
    )
    intent = kept.intent
    around = Surroundings(
        intent.claims,
        kept.working_in.now,
        settled.from_namespace.now,
        settled.judged.now,
        found.known,
        intent.usernames,
    )
    rows = kept.namespaces.now
    return patch(
        was.namespaces.now,
        ((name, describe_namespace(rows[name], around) if name in rows else None) for name in names),
    )


def _hosts(was: Survey, found: Found) -> Rows[str, HostSubject]:
    kept, serving, judged = found.kept, found.settled.serving, found.settled.judged.now
    names: Iterable[str] = (
        {*everything(kept.asking), *everything(serving)}
        if found.edits.every
        else {
            *kept.asking.touched,
            *serving.touched,
            *(host for one in reclaimed(kept) if (work := kept.works.now.get(one)) for host in work.hosts),
        }
    )
    seekers = Seekers(kept.asking.now, kept.intent.claims, kept.intent.gateways)
    return patch(
        was.hosts.now,
        ((name, describe_host(name, seekers, [judged[key] for key in serving.now.get(name, ())])) for name in names),
    )


def _users(was: Survey, found: Found) -> Rows[str, UserSubject]:
    names, judged = found.kept.intent.usernames, found.settled.judged
    changed: dict[str, list[Key]] = defaultdict(list)
    for key, old, new in judged.changes():
        for user in {one.vs.created_by or "" for one in (old, new) if one is not None}:
            changed[user].append(key)
    users = {*was.users.now, *names.writers, *changed} if found.edits.every else changed
    groups = ((user, _group(was, found.settled, user, changed.get(user, ()))) for user in users)
    return patch(
        was.users.now,
        (
            (user, describe_user(user, group, found.known, names) if group or user in names.writers else None)
            for user, group in groups
        ),
    )


def _group(was: Survey, settled: Settled, user: str, keys: Collection[Key]) -> tuple[VirtualServiceSubject, ...]:
    """The virtual services of a username in order."""
    before = was.users.now.get(user)
    judged, members = settled.judged, settled.of_user.now.get(user, ())
    if before is None or len(keys) > len(members) // 2:
        return tuple(sorted((judged.now[key] for key in members), key=virtual_services.order))
    changes = ((_under(user, judged.was.get(key)), _under(user, judged.now.get(key))) for key in keys)
    return rearrange(before.virtual_services, changes, virtual_services.order)


def _under(user: str, one: VirtualServiceSubject | None) -> VirtualServiceSubject | None:
    return one if one is not None and (one.vs.created_by or "") == user else None


def _vips(was: Survey, found: Found) -> Rows[Key, VipSubject]:
    return patch(was.vips.now, _fresh_vips(found))


def _fresh_vips(found: Found) -> Iterator[tuple[Key, VipSubject | None]]:
    using, read = found.verdicts.using, found.verdicts.read.now
    for scope, keys in found.edits.controllers.items():
        controller = found.inventory.controllers.get(scope)
        for uuid in {*keys["vsvips"], *using.touched}:
            vip = controller.vsvips.rows.get(uuid) if controller else None
            users = (read[key] for key in using.now.get(uuid, ()) if key[0] == scope.name)
            key = (scope.name, uuid)
            yield key, vips.describe_vip(scope, vip, users, found.kept.intent.usernames) if vip else None


def _workloads(
    was: Survey, found: Found, hosts: Rows[str, HostSubject], located: Mapping[str, Confidence]
) -> tuple[Rows[Workload, WorkloadSubject], Deadlines[Workload]]:
    kept, at = found.kept, found.inventory.at
    every = found.edits.every or was.located != located
    concerned = everything(kept.things) if every else _concerned(was, found, hosts)
    keys = {*concerned, *was.young.due(at)}
    known = known_services(found.inventory)
    tenants = frozenset[str]().union(*filter(None, map(tenants_of, found.inventory.controllers.values()))) or None
    served = Served(found.settled.from_source.now, found.settled.judged.now, hosts.now, known, located, at, tenants)
    things, works = kept.things.now, kept.works.now
    rows = patch(
        was.workloads.now,
        (
            (key, describe_workload(key, thing, kept.intent, served, ours=key in works) if thing else None)
            for key in keys
            for thing in (things.get(key),)
        ),
    )
    return rows, postpone(was.young, ((key, _until(rows.now.get(key), things, at)) for key in keys))


def _concerned(was: Survey, found: Found, hosts: Rows[str, HostSubject]) -> Iterator[Workload]:
    """Yield the objects whose subject may differ: by claim, tenant, source, host, and the uuid AKO wrote on them."""
    kept = found.kept
    yield from kept.things.touched
    yield from kept.works.touched
    yield from reclaimed(kept)
    for namespace, name in found.settled.from_source.touched:
        yield from (one for one in kept.in_namespace.now.get(namespace, ()) if one.name == name)
    for name, old, new in kept.namespaces.changes():
        if _tenant(old) != _tenant(new):
            yield from kept.in_namespace.now.get(name, ())
    for host in hosts.touched:
        yield from was.with_host.now.get(host, ())
    for uuid in chain.from_iterable(keys["virtualservices"] for keys in found.edits.controllers.values()):
        yield from was.pointing.now.get(uuid, ())


def _tenant(namespace: Namespace | None) -> str | None:
    return namespace.metadata.annotations.get(TENANT) if namespace else None


def _until(one: WorkloadSubject | None, things: Mapping[Workload, Thing], at: datetime | None) -> datetime | None:
    """Until when an object is young."""
    created = things[one.workload].metadata.created if one is not None else None
    return created + YOUNG if created is not None and is_fresh(created, at, YOUNG) else None


def _place(one: WorkloadSubject) -> tuple[str, str, str]:
    """The order of the objects, as text that is compared at once."""
    return one.workload.kind, one.workload.namespace, one.workload.name


def _hosts_of(one: WorkloadSubject) -> Iterable[str]:
    return one.hosts


def _uuids_of(one: WorkloadSubject) -> Iterable[str]:
    return [pointer.uuid for pointer in one.pointers]
