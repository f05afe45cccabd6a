"""Links that begin a chain: the Kubernetes object, and whether it is of a class that AKO serves."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from akotui.analysis import citing
from akotui.analysis.chain import Link, Step, breaks, found, holds, unknown
from akotui.analysis.chain_case import Case
from akotui.analysis.configuration import AKO_CONTROLLER, takes_load_balancer
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Workload
from akotui.analysis.workloads import uses_routes
from akotui.model.inventory import Table
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Gateway, GatewayClass, HttpRoute, Ingress, IngressClass, Route, Service

SERVED: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "Ingress": Kind.INGRESS,
        "Service": Kind.SERVICE,
        "Gateway": Kind.GATEWAY,
        "HTTPRoute": Kind.HTTP_ROUTE,
        "Route": Kind.ROUTE,
    }
)
"""The kinds of Kubernetes objects that AKO makes virtual services of, by the API's word."""

Served = Ingress | Service | Gateway | HttpRoute | Route


def row(workload: Workload, case: Case) -> Served | None:
    """The object as it was read; None when it was not seen."""
    rows: Mapping[str, Served] = getattr(case.intent.cluster, SERVED[workload.kind].value).rows
    return rows.get(f"{workload.namespace}/{workload.name}")


def presence(workload: Workload, case: Case) -> bool | None:
    """Whether the object is there; None when that cannot be told."""
    table: Table[object] = getattr(case.intent.cluster, SERVED[workload.kind].value)
    if f"{workload.namespace}/{workload.name}" in table.rows:
        return True
    return False if table.whole else None


def named(workload: Workload, case: Case) -> Link:
    """The object itself."""
    kind = SERVED[workload.kind]
    there = presence(workload, case)
    value, says = {
        True: (workload.name, "the object is there"),
        False: ("absent", "the object is gone"),
        None: ("not readable", lack((getattr(case.intent.cluster, kind.value),))),
    }[there]
    evidence = Evidence(citing.CLUSTER, kind, str(workload), "metadata.name", value, says)
    return found(Step.OBJECT, evidence, there=there)


def classes(workload: Workload, instance: Instance | None, case: Case) -> Iterator[Link]:
    """Whether AKO serves an object of this class; nothing for one that was not seen.

    `instance` decides about Services; without one its own settings are not asked.
    """
    match row(workload, case):
        case Ingress() as ingress:
            yield from _ingress(workload, ingress, case)
        case Service() as service:
            yield from _service(workload, service, instance)
        case Gateway() as gateway:
            yield from _gateway(workload, gateway, case)
        case HttpRoute() as route:
            for parent in route.parents:
                above = Workload("Gateway", *parent.split("/", 1))
                yield named(above, case)
                yield from classes(above, instance, case)
        case _:
            pass


def _ingress(workload: Workload, ingress: Ingress, case: Case) -> Iterator[Link]:
    """AKO internal/lib/lib.go ValidateIngressForClass: the class must exist and name AKO's controller."""
    if uses_routes(case.intent.cluster):
        says = "where the Route API is served AKO uses Routes alone"
        yield breaks(Step.CLASS, _field(workload, "spec.ingressClassName", ingress.class_name, says))
        return
    table = case.intent.cluster.ingressclasses
    if ingress.class_name is not None:
        yield holds(Step.CLASS, _field(workload, "spec.ingressClassName", ingress.class_name, "its class"))
        yield _controlled(Kind.INGRESS_CLASS, ingress.class_name, table)
        return
    standard = next((one for one in table.rows.values() if one.default and one.controller == AKO_CONTROLLER), None)
    says = f"it names no class; {standard.metadata.name} is the default" if standard else "no class, and no default"
    evidence = _field(workload, "spec.ingressClassName", None, says)
    yield found(Step.CLASS, evidence, there=True if standard else (False if table.whole else None))


def _gateway(workload: Workload, gateway: Gateway, case: Case) -> Iterator[Link]:
    yield holds(Step.CLASS, _field(workload, "spec.gatewayClassName", gateway.class_name, "its class"))
    yield _controlled(Kind.GATEWAY_CLASS, gateway.class_name, case.intent.cluster.gatewayclasses)


def _controlled(kind: Kind, name: str, table: Table[IngressClass] | Table[GatewayClass]) -> Link:
    word = "IngressClass" if kind is Kind.INGRESS_CLASS else "GatewayClass"
    field = "spec.controller" if kind is Kind.INGRESS_CLASS else "spec.controllerName"
    one = table.rows.get(name)
    if one is None:
        says = lack((table,)) or f"there is no {word} {name}"
        value = "absent" if table.whole else "not readable"
        there = False if table.whole else None
    else:
        there = one.controller == AKO_CONTROLLER
        value, says = one.controller, "AKO's class" if there else f"not AKO's, which is {AKO_CONTROLLER}"
    return found(Step.CLASS, Evidence(citing.CLUSTER, kind, f"{word}/{name}", field, value, says), there=there)


def _service(workload: Workload, service: Service, instance: Instance | None) -> Iterator[Link]:
    kind = service.type
    if kind != "LoadBalancer":
        says = "AKO makes virtual services of type LoadBalancer alone"
        yield breaks(Step.CLASS, _field(workload, "spec.type", kind, says))
        return
    yield holds(Step.CLASS, _field(workload, "spec.type", kind, "a Service for AKO's layer 4"))
    if instance is None:
        return
    wanted = service.load_balancer_class
    taken = takes_load_balancer(instance.settings, wanted)
    says = f"{instance.id} {'takes' if taken else 'does not take'} Services of this class"
    evidence = _field(workload, "spec.loadBalancerClass", wanted, says)
    yield (unknown if not instance.settings else holds if taken else breaks)(Step.CLASS, evidence)


def _field(workload: Workload, field: str, value: str | None, says: str) -> Evidence:
    return Evidence(citing.CLUSTER, SERVED[workload.kind], str(workload), field, value or "", says)
