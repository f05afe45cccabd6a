"""Which Kubernetes objects are of AKO's classes: what an instance that claims them would make objects of."""

from collections.abc import Sequence
from typing import Final

import msgspec

from akotui.analysis.claims import Claims, can_claim
from akotui.analysis.configuration import AKO_CONTROLLER, takes_load_balancer
from akotui.analysis.instances import Instance
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


def uses_routes(cluster: Cluster) -> bool:
    """On OpenShift only Routes are used: AKO ignores Ingresses when the Route API works (internal/lib/lib.go)."""
    return cluster.routes.coverage.extent in (Extent.COMPLETE, Extent.PARTIAL)


def uncounted(cluster: Cluster) -> frozenset[str]:
    """Return the kinds of work, by the API's word, of which nobody knows how much of AKO's class there is."""
    needed = {
        "Ingress": (cluster.ingresses, cluster.ingressclasses),
        "Service": (cluster.services,),
        "Route": (cluster.routes,),
        "Gateway": (cluster.gateways, cluster.gatewayclasses),
    }
    return frozenset(kind for kind, tables in needed.items() if not all(table.read for table in tables))


class Classes(msgspec.Struct, frozen=True):
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


def hosts_wanted(thing: Thing, classes: Classes) -> tuple[str, ...] | None:
    """Return the host names an object asks AKO for, often none; None when it is not of AKO's classes.

    HTTPRoutes stand with the Gateways they name.
    """
    match thing:
        case Ingress():
            ours = thing.class_name in classes.ingress or (thing.class_name is None and classes.default)
            return thing.hosts if ours and not classes.routes else None
        case Route():
            return ((thing.host,) if thing.host else ()) if classes.routes else None
        case Service():
            return () if thing.type == "LoadBalancer" and _is_taken(thing, classes) else None
        case Gateway():
            return thing.hosts if thing.metadata.key in classes.gateways else None
        case HttpRoute():
            return thing.hosts if not classes.gateways.isdisjoint(thing.parents) else None


def _is_taken(service: Service, classes: Classes) -> bool:
    candidates = classes.claims.on(service.metadata.namespace).claimants or classes.instances
    return any(takes_load_balancer(each.settings, service.load_balancer_class) for each in candidates)
