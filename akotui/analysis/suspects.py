"""What may be anything but plain, found from what makes it so: namespaces, hosts, objects.

Nearly all are plain. One instance claims a namespace and no block list overrules; one instance wants a host, and one
virtual service serves it; an object is served (analysis/serving.py is_plain). Rules have nothing to say of such. Where
all would have to be looked at, this finds the few that are worth it, in one go and without sorting all into groups.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

import msgspec

from akotui.analysis.claims import Claim
from akotui.analysis.hosts import NOT_OURS, SERVED_BY_GATEWAY
from akotui.analysis.intentions import Intentions
from akotui.analysis.pointers import CONTROLLER, Known, points_away
from akotui.analysis.reach import Reach
from akotui.analysis.serving import hosts_made
from akotui.analysis.subjects import VirtualServiceSubject, Workload
from akotui.analysis.workloads import Thing
from akotui.model.kubernetes import Ingress, Route

_ONE: Final = 1


class Suspects(msgspec.Struct, frozen=True):
    """All namespaces, hosts and objects that are not plain, and few others.

    Among the hosts are those that the objects ask for; `working_in` are the works of the namespaces.
    """

    namespaces: Collection[str] = ()
    hosts: Collection[str] = ()
    works: Collection[Workload] = ()
    working_in: Mapping[str, tuple[Workload, ...]] = {}


class Witnesses(msgspec.Struct, frozen=True):
    """What tells of the wishes of a cluster whether they are met: the virtual services, and what of all was read.

    `published` are the hosts that VSVIPs of known instances publish, `known` the Controllers by uuid.
    """

    judged: Mapping[tuple[str, str], VirtualServiceSubject]
    published: Collection[str]
    known: Mapping[str, Known]
    reach: Reach


def find_suspects(kept: Intentions, met: Witnesses) -> Suspects:
    """Return what may be anything but plain."""
    things, works, claims = kept.things.now, kept.works.now, kept.intent.claims.read
    named = _noted(claims, met.reach)
    odd = {name for name, one in named if _is_odd(one)}
    nowhere = {name for name, one in named if _leads_nowhere(one, met.reach)}.union(_of_other_tenants(kept, met.reach))
    asked, apart, unusual = _asked(kept)
    several, served = _services(met.judged)
    working = _working_in(unusual, {name for name in nowhere.union(odd) if len(claims[name].ids) == _ONE}, works)
    found = _amiss(things, met.known)
    if len(works) != len(things):  # there is no work that is no thing
        found.update(things.keys() - works.keys())
    found.update(chain.from_iterable([some for name, some in working.items() if name in nowhere or name not in claims]))
    if unserved := asked.keys() - served:
        found.update([work for work, hosts in works.items() if not unserved.isdisjoint(hosts)])
    apart.update(several, met.published, chain.from_iterable([hosts_made(things[key]) for key in found]))
    return Suspects(odd, apart, found, {name: tuple(some) for name, some in working.items() if name in odd})


def _noted(claims: Mapping[str, Claim], reach: Reach) -> Sequence[tuple[str, Claim]]:
    """The namespaces that are odd or lead nowhere. Those of the same claimants share one claim: few are looked at."""
    kinds = {id(one): one for one in claims.values()}
    noted = {key for key, one in kinds.items() if _is_odd(one) or _leads_nowhere(one, reach)}
    return [(name, one) for name, one in claims.items() if id(one) in noted] if noted else ()


def _is_odd(claim: Claim) -> bool:
    """Whether not one instance alone claims, or a block list keeps one from it."""
    return len(claim.claimants) != _ONE or bool(claim.blockers)


def _asked(kept: Intentions) -> tuple[Mapping[str, object], set[str], Sequence[Workload]]:
    """The hosts that are asked for; those that several may be asked for; the works that not one instance alone claims.

    Namespaces of the same claimants share one tuple of these: that others are asked shows by identity.
    """
    claims, elsewhere = kept.intent.claims.read, kept.intent.claims.elsewhere
    routed = bool(kept.intent.cluster.gateways.rows or kept.intent.cluster.httproutes.rows)
    asked: dict[str, tuple[str, ...]] = {}
    apart: set[str] = set()
    unusual: list[Workload] = []
    for work, hosts in kept.works.now.items():
        servers = claims.get(work.namespace, elsewhere).ids
        for host in hosts:
            if asked.setdefault(host, servers) is not servers:
                apart.add(host)
        if len(servers) != _ONE:
            unusual.append(work)
            apart.update(hosts)
        elif routed and work.kind in SERVED_BY_GATEWAY:
            apart.update(hosts)
    return asked, apart, unusual


def _working_in(
    unusual: Iterable[Workload], others: Collection[str], works: Iterable[Workload]
) -> Mapping[str, Sequence[Workload]]:
    """The unusual works by namespace, and those in `others`."""
    found: defaultdict[str, list[Workload]] = defaultdict(list)
    for work in unusual:
        found[work.namespace].append(work)
    for work in works if others else ():
        if work.namespace in others:
            found[work.namespace].append(work)
    return found


def _services(judged: Mapping[tuple[str, str], VirtualServiceSubject]) -> tuple[set[str], set[str]]:
    """The hosts that several virtual services serve, or instances would make one for; those one of ours serves."""
    every = list(chain.from_iterable([one.hosts for one in judged.values()]))
    ours = set(chain.from_iterable([one.hosts for one in judged.values() if one.state not in NOT_OURS]))
    rivals = set(chain.from_iterable([one.hosts for one in judged.values() if len(one.claimants) > _ONE]))
    if len(every) == len(ours):  # each of one, and of one of ours
        return rivals, ours
    return rivals.union([host for host, count in Counter(every).items() if count > _ONE]), ours


def _amiss(things: Mapping[Workload, Thing], known: Mapping[str, Known]) -> set[Workload]:
    """The objects that ask for something else than hosts alone, or that point to what is not there."""
    found = {
        key
        for key, thing in things.items()
        if not (
            type(thing) is Ingress  # nearly all are, with one rule: this asks them with as few steps as possible
            and len(rules := thing.rules) == _ONE
            and (rule := rules[0]).paths
            and rule.host in thing.hosts
        )
        and not _asks_plainly(thing)
    }
    if known:
        noted = [key for key, thing in things.items() if CONTROLLER in thing.metadata.annotations]
        found.update([key for key in noted if points_away(things[key].metadata, known)])
    return found


def _asks_plainly(thing: Thing) -> bool:
    """Whether AKO would make something of an Ingress or Route, for hosts that it asks for alone."""
    if isinstance(thing, Ingress):
        made = hosts_made(thing)
        return bool(made) and {*thing.hosts}.issuperset(made)
    return isinstance(thing, Route) and bool(thing.host)


def _of_other_tenants(kept: Intentions, reach: Reach) -> Iterator[str]:
    claims = kept.intent.claims.read
    for tenant, names in kept.in_tenant.now.items():
        for name in names:
            if name in claims and _leads_nowhere(claims[name], reach, tenant):
                yield name


def _leads_nowhere(claim: Claim, reach: Reach, tenant: str | None = None) -> bool:
    """Whether nobody claims, or one alone that would use a tenant that was not shown; without `tenant` its own."""
    if len(claim.claimants) != 1:
        return not claim.claimants
    shown = reach.tenants.get(claim.claimants[0].id)
    return shown is not None and (tenant or claim.claimants[0].tenant) not in shown
