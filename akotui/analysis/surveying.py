"""Namespaces, hosts, usernames, VSVIPs and workloads as subjects, patched: each only when what it shows differs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

import msgspec

from akotui.analysis import holders, vips, virtual_services
from akotui.analysis.grace import YOUNG
from akotui.analysis.groups import Found, Groups, all_groups, few_groups
from akotui.analysis.hosts import Seekers, describe_hosts
from akotui.analysis.intentions import Intentions, reclaimed, within
from akotui.analysis.judging import Key
from akotui.analysis.later import Later, Listed, made, rows_of
from akotui.analysis.namesakes import Namesakes
from akotui.analysis.namespaces import Surroundings, describe_namespaces
from akotui.analysis.patches import (
    Deadlines,
    Rows,
    everything,
    patch,
    postpone,
    rearrange,
    regroup,
    remake,
    reorder,
    reorder_by_key,
)
from akotui.analysis.pointers import known_services, points_to
from akotui.analysis.reach import Reach
from akotui.analysis.serving import Served, describe_workload, is_plain
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
from akotui.analysis.suspects import Suspects, Witnesses, find_suspects
from akotui.analysis.users import describe_user
from akotui.analysis.wishes import TENANT
from akotui.analysis.workloads import uncounted
from akotui.model.kubernetes import Namespace


class Ordered(msgspec.Struct, frozen=True):
    """The subjects in the contract's order."""

    namespaces: Sequence[NamespaceSubject] = ()
    hosts: Sequence[HostSubject] = ()
    users: Sequence[UserSubject] = ()
    vips: Sequence[VipSubject] = ()
    workloads: Sequence[WorkloadSubject] = ()


class Survey(msgspec.Struct, frozen=True):
    """What is kept of the subjects around the virtual services, and the same in order.

    `suspect_namespaces` and `suspect_hosts` are what the rules look at: where nothing was before, those that may be
    anything but plain (analysis/suspects.py), later all that differ. `published` are the VSVIPs that known instances
    use, by DNS name. `held_back` are the workloads on which a word is held back, because a tenant is not shown.
    `foretold` are the workloads by the names of what they lack.
    """

    namespaces: Later[Rows[str, NamespaceSubject]] = made(Rows())
    hosts: Later[Rows[str, HostSubject]] = made(Rows())
    suspect_namespaces: Rows[str, NamespaceSubject] = Rows()
    suspect_hosts: Rows[str, HostSubject] = Rows()
    users: Rows[str, UserSubject] = Rows()
    vips: Rows[Key, VipSubject] = Rows()
    workloads: Rows[Workload, WorkloadSubject] = Rows()
    published: Rows[str, tuple[Key, ...]] = Rows()
    young: Deadlines[Workload] = Deadlines()
    held_back: frozenset[Workload] = frozenset()
    foretold: Rows[str, tuple[Workload, ...]] = Rows()
    reach: Reach = Reach()
    ordered: Ordered = Ordered()


class _Around(msgspec.Struct, frozen=True):
    """What namespaces and hosts are seen with."""

    found: Found
    vips: Mapping[Key, VipSubject]
    published: Rows[str, tuple[Key, ...]]
    namesakes: Namesakes


def survey_again(was: Survey, found: Found, reach: Reach) -> Survey:
    """Return the subjects now; `reach` tells which instances' Controllers were read, and which tenants.

    Where nothing was before, only what is suspect is described at once, and all namespaces and hosts when somebody
    looks.
    """
    kept, judged = found.kept, found.settled.judged.now
    vips = _vips(was, found)
    around = _Around(found, vips.now, regroup(was.published.now, vips, _names_of), Namesakes(kept.intent))
    known = known_services(found.inventory)
    anew = found.edits.every or was.reach != reach
    suspects = find_suspects(kept, Witnesses(judged, around.published.now, known, reach)) if anew else Suspects()
    if found.begins:
        groups = few_groups(found, suspects)
        some_namespaces = _namespaces({}, suspects.namespaces, groups, around)
        some_hosts = _hosts({}, suspects.hosts, groups, around)
        namespaces = Later(lambda: _namespaces({}, kept.namespaces.now, all_groups(found), around))
        hosts = Later(lambda: _hosts({}, _host_names(around), all_groups(found), around))
    else:
        groups, before = all_groups(found), was.hosts.value.now
        some_namespaces = _namespaces(was.namespaces.value.now, _differing_namespaces(found), groups, around)
        some_hosts = _hosts(before, _differing_hosts(before, around), groups, around)
        namespaces, hosts = made(some_namespaces), made(some_hosts)
    served = Served(groups.from_source, judged, some_hosts.now, known, reach, found.inventory.at, around.namesakes)
    concerned = {*was.workloads.now, *suspects.works} if anew else _concerned(was, found, some_hosts)
    workloads, young = _workloads(was, found, concerned, served, anew=anew)
    now = Survey(
        namespaces,
        hosts,
        some_namespaces,
        some_hosts,
        _users(was, found),
        vips,
        workloads,
        around.published,
        young,
        _held_back(was.held_back, workloads),
        regroup(was.foretold.now, workloads, holders.names_of),
        reach,
    )
    return msgspec.structs.replace(now, ordered=_ordered(was.ordered, now, begins=found.begins))


def _ordered(was: Ordered, now: Survey, *, begins: bool) -> Ordered:
    def namespaces() -> Sequence[NamespaceSubject]:
        before = () if begins else rows_of(was.namespaces)
        return reorder_by_key(before, now.namespaces.value, lambda one: (one.namespace.metadata.name,))

    def hosts() -> Sequence[HostSubject]:
        return reorder_by_key(() if begins else rows_of(was.hosts), now.hosts.value, lambda one: (one.fqdn,))

    return Ordered(
        Listed(namespaces) if begins else namespaces(),
        Listed(hosts) if begins else hosts(),
        reorder_by_key(was.users, now.users, lambda one: (one.name,)),
        reorder(was.vips, now.vips, vips.order),
        reorder_by_key(was.workloads, now.workloads, _place),
    )


def _differing_namespaces(found: Found) -> Collection[str]:
    kept, settled = found.kept, found.settled
    if found.edits.everywhere:
        return everything(kept.namespaces)
    return {
        *kept.namespaces.touched,
        *kept.working_in.value.touched,
        *settled.from_namespace.value.touched,
    }


def _namespaces(
    was: Mapping[str, NamespaceSubject], names: Collection[str], groups: Groups, around: _Around
) -> Rows[str, NamespaceSubject]:
    found = around.found
    kept, intent = found.kept, found.kept.intent
    surroundings = Surroundings(
        intent.claims,
        groups.working_in,
        groups.from_namespace,
        found.settled.judged.now,
        found.known,
        intent.usernames,
        uncounted(found.inventory.cluster),
    )
    rows = kept.namespaces.now
    there = [name for name in names if name in rows]
    gone = [(name, None) for name in names if name not in rows]
    described = describe_namespaces([rows[name] for name in there], surroundings)
    return patch(was, chain(gone, zip(there, described, strict=True)))


def _host_names(around: _Around) -> Collection[str]:
    """All hosts of before and now."""
    asking, serving = around.found.kept.asking.value, around.found.settled.serving.value
    return dict.fromkeys([*everything(asking), *everything(serving), *everything(around.published)])


def _differing_hosts(was: Mapping[str, HostSubject], around: _Around) -> Collection[str]:
    kept = around.found.kept
    if around.found.edits.everywhere:
        return _host_names(around)
    return {
        *kept.asking.value.touched,
        *around.found.settled.serving.value.touched,
        *around.published.touched,
        *(host for one in reclaimed(kept) for host in kept.works.now.get(one, ())),
        *_renamed(was, kept),
    }


def _hosts(
    was: Mapping[str, HostSubject], names: Collection[str], groups: Groups, around: _Around
) -> Rows[str, HostSubject]:
    intent, judged, vips = around.found.kept.intent, around.found.settled.judged.now, around.vips
    gateways = tuple([one.id for one in intent.gateways])
    seekers = Seekers(groups.asking, intent.claims, gateways, around.namesakes)
    serve, publish = groups.serving, around.published.now
    services = [tuple([judged[key] for key in serve[name]]) if name in serve else () for name in names]
    publishing = {name: [vips[key] for key in publish[name]] for name in names if name in publish}
    return patch(was, zip(names, describe_hosts(names, seekers, services, publishing), strict=True))


def _renamed(was: Mapping[str, HostSubject], kept: Intentions) -> Iterator[str]:
    """Yield the hosts that several instances want and that these may call otherwise now: their objects differ."""
    within = (one for name in kept.namespaces.touched for one in kept.working_in.value.now.get(name, ()))
    for one in chain(kept.things.touched, within):
        for host in kept.works.now.get(one, ()):
            if (old := was.get(host)) is not None and len(old.instances) > 1:
                yield host


def _users(was: Survey, found: Found) -> Rows[str, UserSubject]:
    names, judged = found.kept.intent.usernames, found.settled.judged
    if found.edits.every:
        groups = _groups(found.settled.ordered)
        users = {*was.users.now, *names.writers, *groups}
    else:
        changed = _changed(judged)
        groups = {user: _group(was, found.settled, user, keys) for user, keys in changed.items()}
        users = {*changed}

    def described(user: str) -> UserSubject | None:
        group = groups.get(user, ())
        return describe_user(user, group, found.known, names) if group or user in names.writers else None

    return remake(was.users.now, users, described)


def _groups(ordered: Iterable[VirtualServiceSubject]) -> Mapping[str, tuple[VirtualServiceSubject, ...]]:
    """The virtual services of every username, in the order given."""
    groups: defaultdict[str, list[VirtualServiceSubject]] = defaultdict(list)
    for one in ordered:
        groups[one.vs.created_by or ""].append(one)
    return {user: tuple(group) for user, group in groups.items()}


def _changed(judged: Rows[Key, VirtualServiceSubject]) -> Mapping[str, list[Key]]:
    """The virtual services that changed, by the usernames before and now."""
    changed: defaultdict[str, list[Key]] = defaultdict(list)
    for key, old, new in judged.changes():
        for user in {one.vs.created_by or "" for one in (old, new) if one is not None}:
            changed[user].append(key)
    return changed


def _group(was: Survey, settled: Settled, user: str, keys: Collection[Key]) -> tuple[VirtualServiceSubject, ...]:
    """The virtual services of a username in order."""
    before = was.users.now.get(user)
    judged, members = settled.judged, settled.of_user.now.get(user, ())
    if before is None or len(keys) > len(members) // 2:
        return tuple(sorted([judged.now[key] for key in members], key=virtual_services.order))
    changes = ((_under(user, judged.was.get(key)), _under(user, judged.now.get(key))) for key in keys)
    return rearrange(before.virtual_services, changes, virtual_services.order)


def _under(user: str, one: VirtualServiceSubject | None) -> VirtualServiceSubject | None:
    return one if one is not None and (one.vs.created_by or "") == user else None


def _names_of(rows: Mapping[Key, VipSubject]) -> Iterable[Iterable[str]]:
    return [one.vip.hosts if one.instances else () for one in rows.values()]


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
    was: Survey, found: Found, concerned: Iterable[Workload], served: Served, *, anew: bool
) -> tuple[Rows[Workload, WorkloadSubject], Deadlines[Workload]]:
    keys = {*concerned, *was.young.due(served.at)}
    before: Mapping[Workload, WorkloadSubject] = {} if anew else was.workloads.now
    described = _described(keys, found.kept, served)
    rows = patch(was.workloads.now, holders.hold(described, found.verdicts.read, served.reach, before))
    young = [*was.young.moments.keys() & keys, *(key for key in rows.touched if _until(rows.now.get(key), served.at))]
    return rows, postpone(was.young, ((key, _until(rows.now.get(key), served.at)) for key in young))


def _described(
    keys: Iterable[Workload], kept: Intentions, served: Served
) -> Iterator[tuple[Workload, WorkloadSubject | None]]:
    things, works, intent = kept.things.now, kept.works.now, kept.intent
    for key in keys:
        thing = things.get(key)
        if thing is None:
            yield key, None
        elif key in works:
            plain = is_plain(key, thing, intent, served)
            yield key, None if plain else describe_workload(key, thing, intent, served, ours=True)
        else:
            yield key, describe_workload(key, thing, intent, served, ours=False)


def _concerned(was: Survey, found: Found, hosts: Rows[str, HostSubject]) -> Iterator[Workload]:
    """Yield the objects whose subject may differ.

    By claim, tenant, source, host, the uuid AKO wrote on them, the names of what they lack and what stands under these.
    """
    kept = found.kept
    yield from holders.stirred(was.foretold.now, found.verdicts.read)
    yield from _renamable(was.workloads.now, kept)
    yield from kept.things.touched
    yield from kept.works.touched
    yield from reclaimed(kept)
    yield from found.settled.from_source.value.touched
    yield from within(
        {name for name, old, new in kept.namespaces.changes() if _tenant(old) != _tenant(new)}, kept.things
    )
    for host in hosts.touched:
        yield from kept.asking.value.now.get(host, ())
    if stirred := {uuid for (_, uuid), old, new in found.verdicts.read.changes() if old is None or new is None}:
        yield from (one for one, thing in kept.things.now.items() if points_to(thing.metadata, stirred))


def _renamable(was: Mapping[Workload, WorkloadSubject], kept: Intentions) -> Iterator[Workload]:
    """Yield the objects that lack something which may have another name now: their namespaces differ."""
    for name in kept.namespaces.touched:
        for one in kept.working_in.value.now.get(name, ()):
            if (old := was.get(one)) is not None and (old.unserved or not old.virtual_services):
                yield one


def _tenant(namespace: Namespace | None) -> str | None:
    return namespace.metadata.annotations.get(TENANT) if namespace else None


def _until(one: WorkloadSubject | None, at: datetime | None) -> datetime | None:
    """Until when an object is young, or from when on it will look so."""
    if one is None or one.created is None or at is None:
        return None
    if not one.settled:
        return one.created + YOUNG
    return one.created - YOUNG if one.created > at else None


def _place(one: WorkloadSubject) -> tuple[str, str, str]:
    """The order of the objects, as text that is compared at once."""
    return one.workload.kind, one.workload.namespace, one.workload.name


def _held_back(was: frozenset[Workload], workloads: Rows[Workload, WorkloadSubject]) -> frozenset[Workload]:
    now = workloads.now
    added = {key for key in workloads.touched if (one := now.get(key)) is not None and one.hidden}
    return was.difference(workloads.touched) | added if was or added else was
