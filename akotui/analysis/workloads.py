"""The Kubernetes objects of AKO's classes, by namespace: what an instance that claims it would make objects of."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from akotui.analysis.claims import Claims, can_claim
from akotui.analysis.configuration import AKO_CONTROLLER, takes_load_balancer
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Workload
from akotui.model.inventory import Cluster, Extent
from akotui.model.kubernetes import Gateway, HttpRoute, Ingress, Route, Service

Thing = Ingress | Route | Service | Gateway | HttpRoute

TABLES: Final = {
    "Ingress": "ingresses",
    "Route": "routes",
    "Service": "services",
    "Gateway": "gateways",
    "HTTPRoute": "httproutes",
}
"""The tables of the objects that may be AKO's to serve, by API kind."""

COUNTED: Final = {"Ingress": "ingresses", "Service": "services", "Route": "routes", "Gateway": "gateways"}


@dataclass(frozen=True, slots=True)
class Work:
    """A workload and the host names it asks for."""

    workload: Workload
    hosts: tuple[str, ...] = ()


def uses_routes(cluster: Cluster) -> bool:
    """On OpenShift only Routes are used: AKO ignores Ingresses when the Route API works (internal/lib/lib.go)."""
    return cluster.routes.coverage.extent in (Extent.COMPLETE, Extent.PARTIAL)


@dataclass(frozen=True, slots=True)
class Classes:
    """What tells whether an object is of AKO's classes.

    `ingress` are AKO's IngressClasses, `default`: one of them is the default; `gateways` are the keys of the Gateways
    of AKO's class. A Service is AKO's when an instance that claims it, or else any, would take it.
    """

    routes: bool
    ingress: frozenset[str]
    default: bool
    gateways: frozenset[str]
    claims: Claims
    instances: tuple[Instance, ...]


def find_classes(cluster: Cluster, claims: Claims, instances: Sequence[Instance]) -> Classes:
    """Return the classes of a cluster. AKO internal/lib/lib.go ValidateIngressForClass: a class must exist."""
    classes = {
        name: found.default for name, found in cluster.ingressclasses.rows.items() if found.controller == AKO_CONTROLLER
    }
    return Classes(
        uses_routes(cluster),
        frozenset(classes),
        any(classes.values()),
        gateway_keys(cluster),
        claims,
        tuple(filter(can_claim, instances)),
    )


def gateway_keys(cluster: Cluster) -> frozenset[str]:
    """Return the keys of the Gateways of AKO's class."""
    classes = {name for name, found in cluster.gatewayclasses.rows.items() if found.controller == AKO_CONTROLLER}
    return frozenset(key for key, gateway in cluster.gateways.rows.items() if gateway.class_name in classes)


def find_work(cluster: Cluster, claims: Claims, instances: Sequence[Instance]) -> Mapping[str, tuple[Work, ...]]:
    """Return the objects of AKO's classes by namespace, sorted. HTTPRoutes stand with the Gateways they name."""
    found: dict[str, list[Work]] = defaultdict(list)
    classes = find_classes(cluster, claims, instances)
    for workload, thing in things(cluster):
        if (work := work_of(workload, thing, classes)) is not None:
            found[workload.namespace].append(work)
    return {name: tuple(sorted(works, key=lambda work: work.workload)) for name, works in found.items()}


def things(cluster: Cluster) -> Iterator[tuple[Workload, Thing]]:
    """Yield every object that may be AKO's to serve."""
    for kind, table in TABLES.items():
        rows: Mapping[str, Thing] = getattr(cluster, table).rows
        for thing in rows.values():
            yield Workload(kind, thing.metadata.namespace, thing.metadata.name), thing


def work_of(workload: Workload, thing: Thing, classes: Classes) -> Work | None:
    """Return what an object asks of AKO; None when it is not of AKO's classes."""
    match thing:
        case Ingress():
            ours = thing.class_name in classes.ingress or (thing.class_name is None and classes.default)
            return Work(workload, thing.hosts) if ours and not classes.routes else None
        case Route():
            return Work(workload, (thing.host,) if thing.host else ()) if classes.routes else None
        case Service():
            return Work(workload) if thing.type == "LoadBalancer" and _is_taken(thing, classes) else None
        case Gateway():
            return Work(workload, thing.hosts) if thing.metadata.key in classes.gateways else None
        case HttpRoute():
            return Work(workload, thing.hosts) if not classes.gateways.isdisjoint(thing.parents) else None


def _is_taken(service: Service, classes: Classes) -> bool:
    candidates = classes.claims.on(service.metadata.namespace).claimants or classes.instances
    return any(takes_load_balancer(each.settings, service.load_balancer_class) for each in candidates)
