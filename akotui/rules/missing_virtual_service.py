"""A workload that an AKO instance should serve has no virtual service.

What it finds:
    An Ingress, Route, LoadBalancer Service or Gateway of AKO's class that exactly one running instance claims and that
    no virtual service comes from; or a host of it that none serves. Not for a host that two instances want
    (host-claimed-twice tells that), a Gateway that AKO has refused, or an instance set to delete its objects.

Why it matters:
    Nothing answers for it. AKO may have stopped working, may have refused the object, or repeats a request that the
    Controller answers with 409 because the name is taken.

Example:
    Ingress orders/web is claimed by blue since yesterday, and no virtual service names it, nor has one the name that
    blue would give it.
    Scenario: not-synced

What to do:
    Look at the events of the object and the logs of the instance; see whether its pod is connected to the Controller.
    Where somebody else has the name, settle that first. Restarting the instance makes it compare everything anew.

How sure:
    Certain when the instance's Controller is known to be the one that was read, likely when that is inferred or when
    the ConfigMap was changed after the start. Nothing is said of workloads whose tenant (ako.vmware.com/tenant-name of
    the namespace, else tenantName) the Controller does not show to the account; the coverage then says partial and
    names the tenant, and the others are likely, for something in it may serve them. What the instance would call the
    virtual service is a forecast (akotui names): the evidence says what stands under that name, and neither whether
    something is missing nor how sure that is rests on it. Workloads younger than 5 minutes
    are given their time, and what was not there at the first look must stand for 2 minutes: AKO retries slowly every
    90 seconds (SLOW_SYNC_TIME, internal/k8s/ako_init.go). What is of AKO's class is decided in internal/lib/lib.go
    ValidateIngressForClass, that a name is refused in internal/rest/dequeue_nodes.go.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.foreseen import Foreseen, Standing
from akotui.analysis.grace import LAG, YOUNG, minutes
from akotui.analysis.instances import Health, Instance
from akotui.analysis.leases import rfc3339
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import WorkloadSubject
from akotui.analysis.wording import command, listed
from akotui.model.kinds import RESOURCES, Kind

SLUG: Final = "missing-virtual-service"

_JUDGED: Final = frozenset({"Ingress", "Route", "Service", "Gateway"})
_RUNNING: Final = frozenset({Health.READY, Health.DEGRADED})


def check(subject: WorkloadSubject) -> Iterable[Finding]:
    """One finding a workload."""
    return _told(subject) if subject.unserved or not (subject.virtual_services and subject.hosts) else ()


def _told(subject: WorkloadSubject) -> Iterator[Finding]:
    server = _server(subject)
    unserved = tuple(host for host in subject.unserved if host not in subject.contested)
    nothing = not subject.virtual_services and (bool(unserved) or not subject.hosts)
    if server is None or subject.located is None or not (nothing or unserved):
        return
    what = "no virtual service" if nothing else f"no virtual service for {listed(unserved)}"
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=str(subject.workload),
        title=f"{subject.workload} of {server.id} has {what}",
        objects=(citing.workload_ref(subject.workload),),
        owners=_owners(subject, server),
        evidence=tuple(_evidence(subject, server, unserved)),
        confidence=weakest((subject.located, citing.sure((server,)))),
        remedy=_remedies(subject, server),
    )


def _server(subject: WorkloadSubject) -> Instance | None:
    """The only instance that would serve it, when it runs and the workload is old enough."""
    one = subject.servers[0] if len(subject.servers) == 1 else None
    claimed_once = subject.workload.kind == "Gateway" or len(subject.claimants or ()) == 1
    if one is None or not claimed_once or one.delete_config or one.health not in _RUNNING:
        return None
    due = subject.workload.kind in _JUDGED and subject.ours and subject.settled and not subject.refused
    return one if due else None


def _owners(subject: WorkloadSubject, server: Instance) -> tuple[str, ...]:
    user = _user(subject, server)
    return (user,) if user else ()


def _user(subject: WorkloadSubject, server: Instance) -> str | None:
    return server.gateway_user if subject.workload.kind == "Gateway" else server.user


def _kind(subject: WorkloadSubject) -> Kind:
    return next(kind for kind, resource in RESOURCES.items() if resource.name == subject.workload.kind)


def _evidence(subject: WorkloadSubject, server: Instance, unserved: tuple[str, ...]) -> Iterator[Evidence]:
    place, kind = str(subject.workload), _kind(subject)
    says = f"older than the {minutes(YOUNG)} that AKO is given"
    yield Evidence(citing.CLUSTER, kind, place, "metadata.creationTimestamp", rfc3339(subject.created), says)
    for host in unserved:
        yield Evidence(citing.CLUSTER, kind, place, "host", host, "no virtual service of this cluster serves it")
    for one in subject.foreseen:
        yield Evidence(citing.CLUSTER, kind, place, "spec", one.name or "not foretold", _called(one, server))
        if one.standing is not None:
            yield _standing(one, one.standing, server, _user(subject, server))
    if subject.workload.kind == "Gateway":
        says = f"{server.id} serves every Gateway"
        yield citing.stateful_set(server, "spec.template.spec.containers.name", "ako-gateway-api", says)
    else:
        yield from citing.selector(server)
    yield citing.stateful_set(server, "status.readyReplicas", str(server.ready), f"{server.id} runs")


def _called(one: Foreseen, server: Instance) -> str:
    """What a name is, and what of it is not known."""
    what = f"for {listed(one.hosts)}" if one.hosts else "of it"
    if not one.name:
        return f"no name of a virtual service {what} can be foretold: {one.doubt}"
    says = f"what {server.id} would call the virtual service {what} in tenant {one.tenant}"
    if one.shared:
        says = f"the shared virtual service on which {server.id} would serve {listed(one.hosts)} in tenant {one.tenant}"
    if one.standing is None:
        says = f"{says}; whether one of that name is there is not known"
    return f"{says} ({one.doubt})" if one.doubt else says


def _standing(one: Foreseen, found: Standing, server: Instance, user: str | None) -> Evidence:
    """What the Controller has under a name."""
    place = f"VirtualService/{one.tenant}/{one.name}"
    if not found.uuid:
        says = f"no virtual service of that name in tenant {one.tenant}"
        return Evidence(found.scope, Kind.VIRTUAL_SERVICE, place, "name", "absent", says)
    by = found.created_by or ""
    if user and by == user:
        says = f"{found.uuid} has this name, and {server.id} writes this username"
    else:
        says = f"{found.uuid} has this name and is not of {server.id}: the Controller refuses another of it (409)"
    return Evidence(found.scope, Kind.VIRTUAL_SERVICE, place, "created_by", by, says)


def _taken(subject: WorkloadSubject, server: Instance) -> Iterator[Foreseen]:
    """Yield the names that somebody else has, where they are not in doubt."""
    for one in subject.foreseen:
        if one.standing and one.standing.uuid and one.standing.created_by != _user(subject, server) and not one.doubt:
            yield one


def _remedies(subject: WorkloadSubject, server: Instance) -> tuple[Remedy, ...]:
    work = subject.workload
    look = command("kubectl", "describe", work.kind.lower(), work.name, "-n", work.namespace)
    taken = tuple(_taken(subject, server))
    return (
        *((_settle(taken, server),) if taken else ()),
        Remedy(f"look at the events of {work} and at the log of {server.id} for it", look),
        restart(server, "at its start it makes what is missing, and deletes what it would not make today"),
    )


def _settle(taken: tuple[Foreseen, ...], server: Instance) -> Remedy:
    names, first = listed(one.name for one in taken), taken[0]
    text = f"see who needs what has the name {names}: while it stands, {server.id} is refused another of that name"
    return Remedy(text, command("akotui", "explain", f"vs/{first.tenant}/{first.name}"))


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=WorkloadSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.NAMESPACE, Kind.ROUTE}),
    whole=frozenset(
        {
            Kind.STATEFUL_SET,
            Kind.CONFIG_MAP,
            Kind.VIRTUAL_SERVICE,
            Kind.POOL,
            Kind.POOL_GROUP,
            Kind.DATA_SCRIPT_SET,
        }
    ),
    traces=frozenset({Kind.INGRESS, Kind.INGRESS_CLASS, Kind.SERVICE, Kind.GATEWAY, Kind.GATEWAY_CLASS}),
    grace=LAG,
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
