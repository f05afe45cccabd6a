"""What an AKO instance makes of the workloads it accepts: all objects it would have on the Controller."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from akotui.simulator import names
from akotui.simulator.ako_l7 import ingress_objects
from akotui.simulator.avi_objects import Author, AviObject, Site
from akotui.simulator.gateways import gateway_objects
from akotui.simulator.layer4 import layer4_objects, service_host
from akotui.simulator.names import Instance
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer, Workload

W = TypeVar("W", bound=Workload)


def objects(instance: Instance, workloads: Sequence[Workload], site: Site) -> list[AviObject]:
    """Return all objects both containers make; the gateway container makes its own only when there is one."""
    made: list[AviObject] = []
    for tenant in sorted({tenant_of(instance, workload) for workload in workloads}):
        here = [workload for workload in workloads if tenant_of(instance, workload) == tenant]
        author = Author(site, instance.user, instance.cluster, tenant)
        made += ingress_objects(instance, author, [found for found in here if isinstance(found, IngressHost)])
        services = [found for found in here if isinstance(found, LoadBalancer)]
        for group in _grouped((names.shared_vip(instance, wish), wish) for wish in services):
            made += layer4_objects(instance, author, group)
        gateways = [found for found in here if isinstance(found, GatewayRoute) and instance.gateway_api]
        for routes in _grouped((wish.key, wish) for wish in gateways):
            made += gateway_objects(instance, Author(site, instance.gateway_user, instance.cluster, tenant), routes)
    return made


def tenant_of(instance: Instance, workload: Workload) -> str:
    """Return where its objects go: a shared address belongs to the instance's tenant, not to the namespace's."""
    return instance.tenant if isinstance(workload, LoadBalancer) and workload.shared else workload.tenant


def annotated(instance: Instance, workload: Workload) -> str:
    """Return the name of the virtual service that AKO writes onto the Kubernetes object (status/ing_status.go)."""
    if isinstance(workload, LoadBalancer):
        return names.shared_vip(instance, workload)
    if isinstance(workload, GatewayRoute):
        return names.gateway(instance, workload.namespace, workload.name, dedicated=workload.dedicated)
    if workload.passthrough:
        return names.passthrough(instance, workload.host)
    if workload.dedicated:
        return names.dedicated(instance, workload)
    return (names.child if workload.secure or instance.evh else names.parent)(instance, workload)


def addressed(instance: Instance, workload: Workload) -> str:
    """Return the name of the VSVIP that serves the workload (a child's is its parent's)."""
    if isinstance(workload, IngressHost) and not workload.passthrough and not workload.dedicated:
        return names.parent(instance, workload)
    return annotated(instance, workload)


def host_of(workload: Workload, site: Site) -> str:
    """Return the DNS name of a workload."""
    return service_host(workload, site) if isinstance(workload, LoadBalancer) else workload.host


def _grouped(named: Iterable[tuple[str, W]]) -> list[list[W]]:
    groups: dict[str, list[W]] = {}
    for name, workload in named:
        groups.setdefault(name, []).append(workload)
    return list(groups.values())
