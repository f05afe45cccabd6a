"""What the cluster wants, patched: claims on namespaces, the objects of AKO's classes, the hosts these ask for."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Final

import msgspec

from akotui.analysis.claims import Claim, Claims, claim, claim_elsewhere, find_selectors
from akotui.analysis.discovery import instances_known
from akotui.analysis.edits import Edits
from akotui.analysis.instances import Instance
from akotui.analysis.later import Later, made
from akotui.analysis.patches import Rows, all_new, everything, patch, regroup, regroup_later, remake
from akotui.analysis.pointers import CONTROLLER, VIRTUAL_SERVICES
from akotui.analysis.subjects import Origin, Workload
from akotui.analysis.usernames import find_usernames
from akotui.analysis.wishes import TENANT, Intent
from akotui.analysis.workloads import TABLES, Classes, Thing, find_classes, hosts_wanted
from akotui.model.inventory import Cluster
from akotui.model.kubernetes import Ingress, Namespace, Service

_NONE: Final[Mapping[str, Origin]] = {}

Groups = Iterable[Iterable[str]]

_WRITTEN: Final = (VIRTUAL_SERVICES, CONTROLLER)


_NOTHING: Final = Intent(Cluster(), (), Claims({}, Claim(exists=None)), find_usernames((), whole=False), ())


class Intentions(msgspec.Struct, frozen=True):
    """What is kept of the wishes of a cluster.

    `intent` is that for judging. `claims` by namespace, `claimed` by id of an instance. `things` are the objects that
    may be AKO's or that AKO wrote to, `works` those of AKO's classes with the hosts these ask for; `working_in` (by
    namespace) and `asking` (by host) group them; `in_tenant` are the namespaces that name a tenant, by it. `present`
    are the Ingresses that name a class of AKO's, by key, as what a virtual service may come from.
    """

    intent: Intent = _NOTHING
    namespaces: Rows[str, Namespace] = Rows()
    claims: Rows[str, Claim] = Rows()
    claimed: Rows[str, tuple[str, ...]] = Rows()
    things: Rows[Workload, Thing] = Rows()
    works: Rows[Workload, tuple[str, ...]] = Rows()
    working_in: Later[Rows[str, tuple[Workload, ...]]] = made(Rows())
    asking: Later[Rows[str, tuple[Workload, ...]]] = made(Rows())
    in_tenant: Rows[str, tuple[str, ...]] = Rows()
    present: Rows[str, Origin] = Rows()


def intend(was: Intentions, edits: Edits, cluster: Cluster, instances: tuple[Instance, ...]) -> Intentions:
    """Return what the cluster wants now."""
    spaces, names = cluster.namespaces.rows, edits.cluster["namespaces"]
    claims = _claims(was.claims.now, names, spaces, instances)
    intent = _intent(was.intent, cluster, instances, claims.now)
    classes = find_classes(cluster, intent.claims, instances)
    if edits.everywhere and not (was.present.now or was.things.now):
        present = all_new(_all_present(cluster, classes.ingress))
        things = all_new(_all_things(cluster, present.now))
        works = all_new(_all_works(things.now, classes))
    else:
        present = patch(was.present.now, _present(edits, cluster, classes.ingress))
        things = patch(was.things.now, _things(edits, cluster, present.now))
        touched = everything(things) if edits.everywhere else {*things.touched, *_services(claims, things)}
        works = patch(was.works.now, _works(touched, things.now, classes))
    namespaces = Rows(spaces, was.namespaces.now, names)
    return Intentions(
        intent,
        namespaces,
        claims,
        regroup(was.claimed.now, claims, _claimants),
        things,
        works,
        regroup_later(was.working_in, works, _namespaces),
        regroup_later(was.asking, works, hosts),
        regroup(was.in_tenant.now, namespaces, _tenants),
        present,
    )


def _claims(
    was: Mapping[str, Claim], names: Collection[str], spaces: Mapping[str, Namespace], instances: tuple[Instance, ...]
) -> Rows[str, Claim]:
    if was and not names:
        return Rows(was, was)
    selectors = find_selectors(instances)
    return remake(was, names, lambda name: claim(spaces[name], selectors) if name in spaces else None)


def _intent(was: Intent, cluster: Cluster, instances: tuple[Instance, ...], claims: Mapping[str, Claim]) -> Intent:
    whole, same = instances_known(cluster), instances is was.instances
    names = was.usernames if same and whole == was.usernames.whole else find_usernames(instances, whole=whole)
    gateways = tuple(instance for instance in instances if instance.known and instance.gateway_api)
    return Intent(cluster, instances, Claims(claims, claim_elsewhere(cluster.namespaces)), names, gateways)


def reclaimed(kept: Intentions) -> Iterator[Workload]:
    """Yield the objects in namespaces whose claim is another."""
    return within(kept.claims.touched, kept.things)


def within(namespaces: Collection[str], things: Rows[Workload, Thing]) -> Iterator[Workload]:
    """Yield the objects in these namespaces. That is wanted seldom: to look through all is cheaper than an index."""
    return (one for one in things.now if one.namespace in namespaces) if namespaces else iter(())


def _present(edits: Edits, cluster: Cluster, classes: Collection[str]) -> Iterator[tuple[str, Origin | None]]:
    rows = cluster.ingresses.rows
    for key in edits.cluster["ingresses"]:
        ingress = rows.get(key)
        if ingress is None or ingress.class_name not in classes:
            yield key, None
        else:
            yield key, Origin(_workload("Ingress", key), found=True)


def _all_present(cluster: Cluster, classes: Collection[str]) -> Mapping[str, Origin]:
    """The same where nothing was before. The names are those that the objects hold: none is cut from a key."""
    taken = [(key, one.metadata) for key, one in cluster.ingresses.rows.items() if one.class_name in classes]
    works = [Workload("Ingress", it.namespace, it.name) for _, it in taken]
    found = repeat(True)  # noqa: FBT003 - no keyword can be given to map
    return dict(zip([key for key, _ in taken], map(Origin, works, found), strict=True))


def _all_things(cluster: Cluster, present: Mapping[str, Origin]) -> Mapping[Workload, Thing]:
    """The same where nothing was before."""
    found: dict[Workload, Thing] = {}
    for kind, table in TABLES.items():
        rows: Mapping[str, Thing] = getattr(cluster, table).rows
        if kind == "Ingress" and len(present) == len(rows):  # all are present, in the order of their table
            found.update(zip([one.workload for one in present.values()], rows.values(), strict=True))
        else:
            every = {key: one for key, one in rows.items() if not isinstance(one, Service) or _matters(one)}
            known = present if kind == "Ingress" else _NONE
            named = [origin.workload if (origin := known.get(key)) else _workload(kind, key) for key in every]
            found.update(zip(named, every.values(), strict=True))
    return found


def _things(edits: Edits, cluster: Cluster, present: Mapping[str, Origin]) -> Iterator[tuple[Workload, Thing | None]]:
    for kind, table in TABLES.items():
        rows: Mapping[str, Thing] = getattr(cluster, table).rows
        for key in edits.cluster[table]:
            thing, origin = rows.get(key), present.get(key) if kind == "Ingress" else None
            matters = not isinstance(thing, Service) or _matters(thing)
            yield origin.workload if origin else _workload(kind, key), thing if matters else None


def _workload(kind: str, key: str) -> Workload:
    namespace, _, name = key.partition("/")
    return Workload(kind, namespace, name)


def _all_works(things: Mapping[Workload, Thing], classes: Classes) -> Mapping[Workload, tuple[str, ...]]:
    """The hosts that the objects of AKO's classes ask for. Nearly all are Ingresses that name one of these classes."""
    named = frozenset[str | None]() if classes.routes else classes.ingress
    return {
        key: hosts
        for key, thing in things.items()
        if (
            hosts := thing.hosts
            if type(thing) is Ingress and thing.class_name in named
            else hosts_wanted(thing, classes)
        )
        is not None
    }


def _works(
    keys: Collection[Workload], things: Mapping[Workload, Thing], classes: Classes
) -> Iterator[tuple[Workload, tuple[str, ...] | None]]:
    """Yield the hosts that objects of AKO's classes ask for, None of any other."""
    for key in keys:
        thing = things.get(key)
        yield key, None if thing is None else hosts_wanted(thing, classes)


def _matters(service: Service) -> bool:
    """Most Services are no concern of AKO's."""
    return service.type == "LoadBalancer" or any(key in service.metadata.annotations for key in _WRITTEN)


def _services(claims: Rows[str, Claim], things: Rows[Workload, Thing]) -> Iterator[Workload]:
    """The class of a Service depends on who claims its namespace."""
    return (one for one in within(claims.touched, things) if one.kind == "Service")


def _tenants(namespaces: Mapping[str, Namespace]) -> Groups:
    notes = [one.metadata.annotations for one in namespaces.values()]
    return [(named,) if (named := each.get(TENANT)) else () for each in notes]


def _claimants(claims: Mapping[str, Claim]) -> Groups:
    return [found.ids for found in claims.values()]


def _namespaces(works: Mapping[Workload, tuple[str, ...]]) -> Groups:
    return [(work.namespace,) for work in works]


def hosts(works: Mapping[Workload, tuple[str, ...]]) -> Groups:
    """Return the hosts that each asks for."""
    return works.values()
