"""What became of every Kubernetes object of AKO's classes: who would serve it, what serves it, what AKO noted on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from akotui.analysis.claims import Claim
from akotui.analysis.configuration import AKO_CONTROLLER, takes_load_balancer
from akotui.analysis.findings import Confidence
from akotui.analysis.grace import YOUNG, is_fresh
from akotui.analysis.instances import Instance
from akotui.analysis.leases import rfc3339
from akotui.analysis.pointers import VIRTUAL_SERVICES, Known, pointers_of
from akotui.analysis.subjects import HostSubject, State, Type, VirtualServiceSubject, Workload, WorkloadSubject
from akotui.analysis.wishes import TENANT, Intent
from akotui.analysis.workloads import Thing
from akotui.model.kubernetes import Gateway, HttpRoute, Ingress, Route, Service

_NOT_OURS: Final = (State.UNMANAGED, State.FOREIGN)


@dataclass(frozen=True, slots=True)
class Served:
    """What serves: by namespace and name of their source the keys of the virtual services `judged`, the hosts by name.

    `known` are the Controllers by uuid, `located` says how sure it is that an instance's Controller was read.
    `tenants` are those the Controllers showed, None when they named none.
    """

    made: Mapping[tuple[str, str], Sequence[tuple[str, str]]]
    judged: Mapping[tuple[str, str], VirtualServiceSubject]
    hosts: Mapping[str, HostSubject]
    known: Mapping[str, Known]
    located: Mapping[str, Confidence]
    at: datetime | None
    tenants: frozenset[str] | None = None


def describe_workload(
    workload: Workload, thing: Thing, intent: Intent, served: Served, *, ours: bool
) -> WorkloadSubject | None:
    """Return an object of AKO's classes, or one AKO wrote to, as a subject; None for any other."""
    if not ours and VIRTUAL_SERVICES not in thing.metadata.annotations:
        return None
    claim = intent.claims.on(workload.namespace)
    servers = _servers(thing, claim, intent) if ours else ()
    hosts, made = _hosts(thing), _made(workload, served)
    return WorkloadSubject(
        workload,
        ours and _makes(thing, hosts),
        hosts,
        _claimants(claim, intent),
        servers,
        _names(made),
        () if _tells_too_little(made) else tuple([host for host in hosts if not _is_served(host, served)]),
        tuple([host for host in hosts if _is_contested(served.hosts.get(host))]),
        pointers_of(thing.metadata, served.known),
        _addresses(thing, ours=ours),
        rfc3339(thing.metadata.created),
        not is_fresh(thing.metadata.created, served.at, YOUNG),
        _is_refused(thing),
        _located(workload, servers[0], intent, served) if len(servers) == 1 else None,
    )


def _located(workload: Workload, server: Instance, intent: Intent, served: Served) -> Confidence | None:
    """How sure it is that the tenant was read where its server would make its virtual service; None when it was not."""
    namespace = intent.cluster.namespaces.rows.get(workload.namespace)
    tenant = (namespace.metadata.annotations.get(TENANT) if namespace else None) or server.tenant
    hidden = served.tenants is not None and tenant not in served.tenants
    return None if hidden else served.located.get(server.id)


def _made(workload: Workload, served: Served) -> Sequence[VirtualServiceSubject]:
    """The virtual services of this cluster that name an object as their source."""
    found = served.made.get((workload.namespace, workload.name))
    if not found:
        return ()
    return [
        one for key in found for one in (served.judged[key],) if one.state not in _NOT_OURS and _is_from(workload, one)
    ]


def _is_from(workload: Workload, one: VirtualServiceSubject) -> bool:
    for origin in one.origins:  # noqa: SIM110 - a generator costs more than all it looks at
        if origin.workload == workload:
            return True
    return False


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
    if isinstance(thing, (Gateway, HttpRoute)):
        return intent.gateways
    if isinstance(thing, Service):
        wanted = thing.load_balancer_class
        return tuple(one for one in claim.claimants if takes_load_balancer(one.settings, wanted))
    return claim.claimants


def _hosts(thing: Thing) -> tuple[str, ...]:
    """The hosts AKO makes something for: those of rules that have paths."""
    if isinstance(thing, Route):
        return (thing.host,) if thing.host else ()
    if isinstance(thing, Ingress):
        if not thing.rules:
            return thing.hosts
        if len(thing.rules) == 1:
            (rule,) = thing.rules
            return (rule.host,) if rule.host and rule.paths else ()
        return tuple(dict.fromkeys(rule.host for rule in thing.rules if rule.host and rule.paths))
    return ()


def _makes(thing: Thing, hosts: tuple[str, ...]) -> bool:
    """An Ingress with nothing but a default backend gets no virtual service (internal/nodes/validator.go)."""
    return not isinstance(thing, Ingress) or bool(hosts) or any(rule.paths for rule in thing.rules)


def _is_served(host: str, served: Served) -> bool:
    found = served.hosts.get(host)
    if found is not None:
        for one in found.virtual_services:
            if one.state not in _NOT_OURS:
                return True
    return False


def _is_contested(host: HostSubject | None) -> bool:
    if host is None:
        return False
    if len(host.instances) > 1:
        return True
    several = len(host.virtual_services) > 1
    return several and len({one.owner for one in host.virtual_services if one.owner}) > 1


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
