"""Gateways with their HTTPRoutes, and Routes of OpenShift, with the status AKO writes.

Source: AKO ako-gateway-api/status, internal/status/route_status.go.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from akotui.simulator.documents import Json, Object
from akotui.simulator.manifests import Written, condition, manifest, noted, stamp
from akotui.simulator.workloads import GatewayRoute, IngressHost

_GATEWAY_API = "gateway.networking.k8s.io/v1"


def gateway(wishes: Sequence[GatewayRoute], written: Sequence[Written], *, created: datetime) -> list[Object]:
    """Return a Gateway and the HTTPRoutes whose rules are `wishes`."""
    first = wishes[0]
    metadata: Object = {"name": first.name, "namespace": first.namespace, "creationTimestamp": stamp(created)}
    marked: Object = {"annotations": {"ako.vmware.com/dedicated-gateway-mode": "true"}} if first.dedicated else {}
    hosts = dict.fromkeys(wish.host for wish in wishes)
    listeners: list[Json] = [
        {"name": f"http-{number}", "port": 80, "protocol": "HTTP", "hostname": host}
        for number, host in enumerate(hosts)
    ]
    parent = manifest(
        _GATEWAY_API,
        "Gateway",
        {**metadata, **marked},
        spec={"gatewayClassName": "avi-lb", "listeners": listeners},
        status=_gateway_status(written),
    )
    routes = dict.fromkeys(wish.route for wish in wishes)
    return [parent, *(_http_route([wish for wish in wishes if wish.route == name], metadata) for name in routes)]


def _gateway_status(written: Sequence[Written]) -> Object:
    first = written[:1]
    addresses: list[Json] = [{"type": "IPAddress", "value": found.address} for found in first]
    conditions: list[Json] = [condition("Programmed", "True", json.dumps({"VSUUID": found.uuid})) for found in first]
    return {"addresses": addresses, "conditions": conditions}


def _http_route(wishes: Sequence[GatewayRoute], metadata: Object) -> Object:
    first = wishes[0]
    refs: list[Json] = [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": first.name}]
    hosts: list[Json] = [*dict.fromkeys(wish.host for wish in wishes)]
    spec: Object = {"hostnames": hosts, "parentRefs": refs, "rules": [_rule(wish) for wish in wishes]}
    return manifest(_GATEWAY_API, "HTTPRoute", {**metadata, "name": first.route}, spec=spec)


def _rule(wish: GatewayRoute) -> Json:
    path: Object = {"path": {"type": "PathPrefix", "value": wish.path}}
    backend: Object = {"group": "", "kind": "Service", "name": wish.service, "port": 80}
    named: Object = {"name": wish.rule} if wish.rule else {}
    return {**named, "matches": [path], "backendRefs": [backend]}


def route(rule: IngressHost, written: Sequence[Written], *, created: datetime) -> Object:
    """Return a Route; AKO signs its part of the status with its username."""
    annotations: Object = noted(written)
    if rule.infra:
        annotations["aviinfrasetting.ako.vmware.com/name"] = rule.infra
    metadata: Object = {
        "name": rule.name,
        "namespace": rule.namespace,
        "creationTimestamp": stamp(created),
        "annotations": annotations,
    }
    spec: Object = {"host": rule.host, "path": rule.path, "to": {"kind": "Service", "name": rule.service}, **_tls(rule)}
    ingress: list[Json] = [
        {"host": found.host, "routerName": found.user, "conditions": [condition("Admitted", "True", found.address)]}
        for found in written
    ]
    return manifest("route.openshift.io/v1", "Route", metadata, spec=spec, status={"ingress": ingress})


def _tls(rule: IngressHost) -> Object:
    if rule.passthrough:
        return {"tls": {"termination": "passthrough", "insecureEdgeTerminationPolicy": "Redirect"}}
    return {"tls": {"termination": "edge"}} if rule.secure else {}
