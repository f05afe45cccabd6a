"""What became of every Kubernetes object of AKO's classes: who would serve it, what serves it, what AKO noted on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.claims import Claim
from akotui.analysis.configuration import AKO_CONTROLLER, takes_load_balancer
from akotui.analysis.findings import Confidence
from akotui.analysis.grace import YOUNG, is_fresh
from akotui.analysis.instances import Instance
from akotui.analysis.namesakes import Namesakes
from akotui.analysis.origins import SHARED_VIP
from akotui.analysis.pointers import VIRTUAL_SERVICES, Known, hidden_from, pointers_of, points_away
from akotui.analysis.reach import Reach, controller_of, tenant_of
from akotui.analysis.subjects import HostSubject, State, Type, VirtualServiceSubject, Workload, WorkloadSubject
from akotui.analysis.wishes import TENANT, Intent
from akotui.analysis.workloads import Thing
from akotui.model.kubernetes import Gateway, Ingress, Route, Service

_NOT_OURS: Final = frozenset({State.UNMANAGED, State.FOREIGN})
_BY_NAMESPACE: Final = (Ingress, Route)
"""What the instance that claims the namespace serves, whatever its settings."""


class Served(msgspec.Struct, frozen=True):
    """What serves: by their source the keys of the virtual services `judged`, the hosts by name.

    `known` are the Controllers by uuid, `reach` tells which instances' Controllers were read, and which tenants. `at`
    is the newest moment. `namesakes` foretell what is missing.
    """

    made: Mapping[Workload, Sequence[tuple[str, str]]]
    judged: Mapping[tuple[str, str], VirtualServiceSubject]
    hosts: Mapping[str, HostSubject]
    known: Mapping[str, Known]
    reach: Reach
    at: datetime | None
    namesakes: Namesakes


def describe_workload(
    workload: Workload, thing: Thing, intent: Intent, served: Served, *, ours: bool
) -> WorkloadSubject | None:
    """Return an object of AKO's classes, or one AKO wrote to, as a subject; None for any other."""
    if not ours and VIRTUAL_SERVICES not in thing.metadata.annotations:
        return None
    claim = intent.claims.on(workload.namespace)
    made, created = _made(workload, served), thing.metadata.created
    if ours:
        servers, hosts = _servers(thing, claim, intent), hosts_made(thing)
        asked = [(host, served.hosts.get(host)) for host in hosts]
        unserved = () if _tells_too_little(made) else tuple([host for host, one in asked if not (one and one.served)])
        contested = tuple([host for host, one in asked if one and one.contested])
    else:
        servers = hosts = unserved = contested = ()
    tenants = _pointed(thing, claim, intent) if VIRTUAL_SERVICES in thing.metadata.annotations else ()
    pointers = pointers_of(thing.metadata, served.known, tenants)
    wanted = _wanted(thing, claim, servers, intent)
    found = WorkloadSubject(
        workload,
        ours and (bool(hosts) or _makes(thing)),
        hosts,
        _claimants(claim, intent),
        servers,
        _names(made),
        unserved,
        contested,
        pointers,
        _addresses(thing, ours=ours),
        created,
        not is_fresh(created, served.at, YOUNG),
        _is_refused(thing),
        _located(servers, wanted, served),
        _hidden(servers, wanted, served, hidden_from(pointers, served.known, tenants)),
    )
    return found if found.located is None or not found.settled else _foreseen(found, served)


def _foreseen(one: WorkloadSubject, served: Served) -> WorkloadSubject:
    """The same, with what its only server would call what it lacks, if it lacks anything."""
    hosts = tuple([host for host in one.unserved if host not in one.contested])
    lacks = one.ours and not one.refused and (hosts or not (one.hosts or one.virtual_services))
    if not lacks or one.workload.kind == "HTTPRoute" or controller_of(one.servers[0], served.reach) is None:
        return one
    return msgspec.structs.replace(one, foreseen=served.namesakes.of_server(one.workload, one.servers[0], hosts))


def is_plain(workload: Workload, thing: Thing, intent: Intent, served: Served) -> bool:
    """Whether an Ingress or Route of AKO's class is plainly served, so that there is nothing to say of it.

    Somebody claims its namespace, every host it asks for is served, the tenant it belongs to was read, and AKO noted no
    virtual service on it that was not found. Whether it is served by the right one, and once, is the host's to say.
    """
    claim = intent.claims.read.get(workload.namespace)
    if claim is None or not claim.claimants or not isinstance(thing, _BY_NAMESPACE):
        return False
    claimants = claim.claimants
    hosts, known = hosts_made(thing), served.hosts
    for host in hosts:
        found = known.get(host)
        if found is None or not found.served:
            return False
    if not hosts or points_away(thing.metadata, served.known):
        return False
    shown = served.reach.tenants.get(claimants[0].id) if len(claimants) == 1 else None
    return shown is None or tenant_of(intent.cluster.namespaces.rows.get(workload.namespace), claimants[0]) in shown


def _pointed(thing: Thing, claim: Claim, intent: Intent) -> Collection[str]:
    """The tenants in which the virtual services that AKO noted may lie: the one it noted, else any it may have used."""
    written = thing.metadata.annotations.get(TENANT)
    if written:
        return (written,)
    namespace = intent.cluster.namespaces.rows.get(thing.metadata.namespace)
    return {tenant_of(namespace, one) for one in claim.claimants or [one for one in intent.instances if one.known]}


def _wanted(thing: Thing, claim: Claim, servers: Sequence[Instance], intent: Intent) -> tuple[str, ...]:
    """The tenants in which its only server may make its virtual service; none when its namespace was not read.

    A Service that shares its address goes to the instance's tenant, whatever its namespace asks for.
    """
    if len(servers) != 1 or claim.exists is None:
        return ()
    tenant = tenant_of(intent.cluster.namespaces.rows.get(thing.metadata.namespace), servers[0])
    return (tenant, servers[0].tenant) if SHARED_VIP in thing.metadata.annotations else (tenant,)


def _located(servers: Sequence[Instance], wanted: tuple[str, ...], served: Served) -> Confidence | None:
    """How sure it is that the tenant was read where its server would make its virtual service; None when it was not."""
    shown = served.reach.tenants.get(servers[0].id) if wanted else None
    return served.reach.located.get(servers[0].id) if shown and shown.issuperset(wanted) else None


def _hidden(
    servers: Sequence[Instance], wanted: tuple[str, ...], served: Served, pointed: Iterable[str]
) -> tuple[str, ...]:
    """The tenants that hold back a word on it."""
    shown = served.reach.tenants.get(servers[0].id) if wanted else None
    own = () if shown is None or shown.issuperset(wanted) else [name for name in wanted if name not in shown]
    found = {*own, *pointed}
    return tuple(sorted(found)) if found else ()


def _made(workload: Workload, served: Served) -> Sequence[VirtualServiceSubject]:
    """The virtual services of this cluster that name an object as their source."""
    found, judged = served.made.get(workload), served.judged
    return [one for key in found if (one := judged[key]).state not in _NOT_OURS] if found else ()


def _names(made: Sequence[VirtualServiceSubject]) -> tuple[str, ...]:
    if len(made) > 1:
        return tuple(sorted({one.vs.name for one in made}))
    return (made[0].vs.name,) if made else ()


def _tells_too_little(made: Sequence[VirtualServiceSubject]) -> bool:
    """A virtual service for passthrough, or one without hosts, does not tell all its hosts."""
    for one in made:  # noqa: SIM110 - a generator costs more than all it looks at
        if one.type is Type.PASSTHROUGH or not one.hosts:
            return True
    return False


def _claimants(claim: Claim, intent: Intent) -> tuple[Instance, ...] | None:
    """Nobody claims a namespace only when the settings of all instances are known."""
    known = intent.usernames.whole if claim.claimants else intent.usernames.configured
    return claim.claimants if known and claim.exists is not None else None


def _servers(thing: Thing, claim: Claim, intent: Intent) -> tuple[Instance, ...]:
    if isinstance(thing, _BY_NAMESPACE):
        return claim.claimants
    if isinstance(thing, Service):
        wanted = thing.load_balancer_class
        return tuple(one for one in claim.claimants if takes_load_balancer(one.settings, wanted))
    return intent.gateways


def hosts_made(thing: Thing) -> tuple[str, ...]:
    """Return the hosts AKO makes something for: those of rules that have paths."""
    if isinstance(thing, Ingress):
        if not thing.rules:
            return thing.hosts
        if len(thing.rules) == 1:
            (rule,) = thing.rules
            return (rule.host,) if rule.host and rule.paths else ()
        return tuple(dict.fromkeys(rule.host for rule in thing.rules if rule.host and rule.paths))
    return (thing.host,) if isinstance(thing, Route) and thing.host else ()


def _makes(thing: Thing) -> bool:
    """An Ingress with nothing but a default backend gets no virtual service (internal/nodes/validator.go)."""
    return not isinstance(thing, Ingress) or any(rule.paths for rule in thing.rules)


def _addresses(thing: Thing, *, ours: bool) -> tuple[str, ...]:
    """The addresses in a status that only AKO can have written: other controllers serve unclassed Services too."""
    if isinstance(thing, Ingress):
        return thing.addresses if ours or VIRTUAL_SERVICES in thing.metadata.annotations else ()
    if isinstance(thing, Service):
        own = thing.load_balancer_class == AKO_CONTROLLER or VIRTUAL_SERVICES in thing.metadata.annotations
        return thing.addresses if own else ()
    return ()


def _is_refused(thing: Thing) -> bool:
    """Whether AKO wrote that it does not accept a Gateway (ako-gateway-api/status)."""
    return isinstance(thing, Gateway) and any(
        condition.type == "Accepted" and condition.status == "False" for condition in thing.conditions
    )
