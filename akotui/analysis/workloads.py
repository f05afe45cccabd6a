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
from akotui.model.kubernetes import Gateway, HttpRoute, Ingress, Service

COUNTED: Final = {"Ingress": "ingresses", "Service": "services", "Route": "routes", "Gateway": "gateways"}


@dataclass(frozen=True, slots=True)
class Work:
    """A workload and the host names it asks for."""

    workload: Workload
    hosts: tuple[str, ...] = ()


def uses_routes(cluster: Cluster) -> bool:
    """On OpenShift only Routes are used: AKO ignores Ingresses when the Route API works (internal/lib/lib.go)."""
    return cluster.routes.coverage.extent in (Extent.COMPLETE, Extent.PARTIAL)


def find_work(cluster: Cluster, claims: Claims, instances: Sequence[Instance]) -> Mapping[str, tuple[Work, ...]]:
    """Return the objects of AKO's classes by namespace, sorted. HTTPRoutes stand with the Gateways they name."""
    found: dict[str, list[Work]] = defaultdict(list)
    hosts = _routes(cluster) if uses_routes(cluster) else _ingresses(cluster)
    for source in (hosts, _services(cluster, claims, instances), _gateways(cluster), _http_routes(cluster)):
        for work in source:
            found[work.workload.namespace].append(work)
    return {name: tuple(sorted(works, key=lambda work: work.workload)) for name, works in found.items()}


def _ingresses(cluster: Cluster) -> Iterator[Work]:
    """AKO internal/lib/lib.go ValidateIngressForClass: the class must exist and name AKO's controller."""
    classes = {
        name: found.default for name, found in cluster.ingressclasses.rows.items() if found.controller == AKO_CONTROLLER
    }
    default = any(classes.values())
    for ingress in cluster.ingresses.rows.values():
        if ingress.class_name in classes or (ingress.class_name is None and default):
            yield Work(_named("Ingress", ingress), ingress.hosts)


def _routes(cluster: Cluster) -> Iterator[Work]:
    for route in cluster.routes.rows.values():
        metadata = route.metadata
        yield Work(Workload("Route", metadata.namespace, metadata.name), (route.host,) if route.host else ())


def _services(cluster: Cluster, claims: Claims, instances: Sequence[Instance]) -> Iterator[Work]:
    """A Service of type LoadBalancer is AKO's when an instance that claims it, or else any, would take it."""
    everyone = tuple(filter(can_claim, instances))
    for service in cluster.services.rows.values():
        if service.type == "LoadBalancer":
            candidates = claims.on(service.metadata.namespace).claimants or everyone
            if any(takes_load_balancer(each.settings, service.load_balancer_class) for each in candidates):
                yield Work(_named("Service", service))


def _gateway_keys(cluster: Cluster) -> frozenset[str]:
    classes = {name for name, found in cluster.gatewayclasses.rows.items() if found.controller == AKO_CONTROLLER}
    return frozenset(key for key, gateway in cluster.gateways.rows.items() if gateway.class_name in classes)


def _gateways(cluster: Cluster) -> Iterator[Work]:
    for key in _gateway_keys(cluster):
        gateway = cluster.gateways.rows[key]
        yield Work(_named("Gateway", gateway), gateway.hosts)


def _http_routes(cluster: Cluster) -> Iterator[Work]:
    gateways = _gateway_keys(cluster)
    for route in cluster.httproutes.rows.values():
        if any(parent in gateways for parent in route.parents):
            yield Work(_named("HTTPRoute", route), route.hosts)


def _named(kind: str, thing: Ingress | Service | Gateway | HttpRoute) -> Workload:
    return Workload(kind, thing.metadata.namespace, thing.metadata.name)
