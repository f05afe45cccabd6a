"""Whether AKO takes a Kubernetes object that is there, by its class: one of another class is to AKO as if it were gone.

AKO internal/lib/lib.go ValidateIngressForClass, internal/k8s/controller.go (Services that are no LoadBalancers any more
are deleted), ako-gateway-api/k8s (GatewayClass.spec.controllerName). A class that was not read leaves it open.
"""

from collections.abc import Sequence
from typing import Final

from akotui.analysis import citing
from akotui.analysis.configuration import AKO_CONTROLLER, flag, takes_load_balancer
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Instance
from akotui.model.inventory import Cluster, Table
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Gateway, GatewayClass, HttpRoute, Ingress, IngressClass, Service

Standing = tuple[bool | None, Evidence | None]
"""Whether AKO takes an object, and when it does not, the field that says so."""

TAKEN: Final[Standing] = (True, None)
_UNREAD: Final[Standing] = (None, None)
_CLASSES_FROM: Final = (1, 12, 1)
"""Since then AKO looks at the loadBalancerClass of a Service (CHANGELOG 1.12.1)."""


def standing(thing: object, place: str, cluster: Cluster) -> Standing:
    """Return how an object stands, whichever instance is asked; `place` is `Kind/namespace/name`."""
    match thing:
        case Ingress(class_name=None):
            return _of_default(place, cluster.ingressclasses)
        case Ingress(class_name=name):
            return _of_class(Kind.INGRESS_CLASS, name or "", cluster.ingressclasses)
        case Gateway(class_name=name):
            return _of_class(Kind.GATEWAY_CLASS, name, cluster.gatewayclasses)
        case Service(type=kind) if kind != "LoadBalancer":
            says = "AKO makes virtual services of type LoadBalancer alone"
            return False, Evidence(citing.CLUSTER, Kind.SERVICE, place, "spec.type", kind, says)
        case _:
            return TAKEN


def detachment(route: HttpRoute, place: str, gateway: str) -> Evidence:
    """Return the field by which AKO makes nothing of an HTTPRoute under a Gateway (`namespace/name`).

    AKO ako-gateway-api/nodes/gateway_model_rel.go HTTPRouteToGateway goes by spec.parentRefs. While it runs it does not
    take away the child it made before (dequeue_ingestion.go DequeueIngestion looks at the Gateways named now).
    """
    says = f"Gateway/{gateway} is not among them: AKO would make nothing of it there"
    return Evidence(citing.CLUSTER, Kind.HTTP_ROUTE, place, "spec.parentRefs", ", ".join(route.parents), says)


def is_taken_by(owner: Instance, services: Sequence[Service]) -> bool | None:
    """Whether an instance takes one of these Services by its settings; none at all: nothing is against it.

    None when that depends on its version and nobody knows it.
    """
    if not services or any(takes_load_balancer(owner.settings, one.load_balancer_class) for one in services):
        return True
    if flag(owner.settings, "layer7Only", default=False):
        return False
    version = _version(owner)
    return None if version is None else version < _CLASSES_FROM


def _version(owner: Instance) -> tuple[int, ...] | None:
    """The version as numbers."""
    numbers = owner.version.removeprefix("v").partition("-")[0].split(".")
    return tuple(map(int, numbers)) if all(map(str.isdecimal, numbers)) else None


def _of_class(kind: Kind, name: str, table: Table[IngressClass] | Table[GatewayClass]) -> Standing:
    word, field = _WORDS[kind]
    found = table.rows.get(name)
    if found is None:
        says = f"there is no such {word}: AKO ignores what names it"
        absent = Evidence(citing.CLUSTER, kind, f"{word}/{name}", "metadata.name", "absent", says)
        return (False, absent) if table.whole else _UNREAD
    if found.controller == AKO_CONTROLLER:
        return TAKEN
    says = f"not {AKO_CONTROLLER}: AKO ignores what is of this class"
    return False, Evidence(citing.CLUSTER, kind, f"{word}/{name}", field, found.controller, says)


def _of_default(place: str, table: Table[IngressClass]) -> Standing:
    if any(one.default and one.controller == AKO_CONTROLLER for one in table.rows.values()):
        return TAKEN
    says = "it names no class, and no IngressClass of AKO is the default: AKO ignores it"
    none = Evidence(citing.CLUSTER, Kind.INGRESS, place, "spec.ingressClassName", "", says)
    return (False, none) if table.whole else _UNREAD


_WORDS: Final = {
    Kind.INGRESS_CLASS: ("IngressClass", "spec.controller"),
    Kind.GATEWAY_CLASS: ("GatewayClass", "spec.controllerName"),
}
