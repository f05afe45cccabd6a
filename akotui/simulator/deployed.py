"""The Kubernetes objects that people's workloads stand in."""

from collections.abc import Sequence
from datetime import datetime

from akotui.simulator import manifests, routing
from akotui.simulator.documents import Json, Object
from akotui.simulator.manifests import Written, manifest, stamp
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer, Workload


def deployed(group: Sequence[Workload], written: Sequence[Written], *, created: datetime) -> list[Object]:
    """Return the objects of workloads of one sort and name, with what AKO wrote back."""
    if services := [found for found in group if isinstance(found, LoadBalancer)]:
        return [manifests.service(services[0], written, created=created)]
    behind = sorted({(found.namespace, found.service) for found in group if not isinstance(found, LoadBalancer)})
    backends = [_backend(namespace, name, created=created) for namespace, name in behind]
    return [*_routed(group, written, created), *backends]


def _routed(group: Sequence[Workload], written: Sequence[Written], created: datetime) -> list[Object]:
    if routes := [found for found in group if isinstance(found, GatewayRoute)]:
        return routing.gateway(routes, written, created=created)
    hosts = [found for found in group if isinstance(found, IngressHost)]
    if hosts[0].route:
        return [routing.route(hosts[0], written, created=created)]
    rules = [manifests.host_rule(host, created=created) for host in hosts if host.host_rule]
    return [manifests.ingress(hosts, written, created=created), *rules]


def _backend(namespace: str, name: str, *, created: datetime) -> Object:
    """Return the Service that an Ingress, a Route or an HTTPRoute sends requests to."""
    metadata: Object = {"name": name, "namespace": namespace, "creationTimestamp": stamp(created)}
    ports: list[Json] = [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": 8080}]
    return manifest("v1", "Service", metadata, spec={"type": "ClusterIP", "ports": ports, "selector": {"app": name}})
