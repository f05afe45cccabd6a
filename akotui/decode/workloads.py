"""Ingresses with their classes, Services and Routes: what container `ako` makes virtual services of."""

import msgspec

from akotui.decode.classes import WireParameters, infra_setting
from akotui.decode.metadata import WireLoadBalancerStatus, WireMetadata, addresses, metadata, optional, shared, texts
from akotui.decode.shape import shape
from akotui.model.kubernetes import HostPath, Ingress, IngressClass, IngressRule, Route, Service, ServicePort
from akotui.model.text import clean


class _Named(msgspec.Struct, gc=False):
    name: str | None = None


class _PathBackend(msgspec.Struct, gc=False):
    service: _Named | None = None


class _Path(msgspec.Struct, gc=False):
    path: str | None = None
    backend: _PathBackend | None = None


class _Http(msgspec.Struct, gc=False):
    paths: list[_Path] | None = None


class _Rule(msgspec.Struct, gc=False):
    host: str | None = None
    http: _Http | None = None


class _Tls(msgspec.Struct, gc=False):
    hosts: list[str | None] | None = None


class _IngressSpec(msgspec.Struct, gc=False):
    class_name: str | None = msgspec.field(default=None, name="ingressClassName")
    rules: list[_Rule] | None = None
    tls: list[_Tls] | None = None


class _Ingress(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _IngressSpec | None = None
    status: WireLoadBalancerStatus | None = None


@shape(_Ingress)
def ingress(wire: _Ingress) -> tuple[str, Ingress]:
    """Decode a networking.k8s.io/v1 Ingress."""
    known = metadata(wire.metadata, namespaced=True)
    spec = wire.spec or _IngressSpec()
    found = spec.rules or ()
    rules = (_rule(found[0]),) if len(found) == 1 else tuple([_rule(rule) for rule in found])  # most have one
    return known.key, Ingress(
        known,
        class_name=shared(spec.class_name) if spec.class_name is not None else None,
        hosts=_hosts(rules),
        tls_hosts=_tls_hosts(spec.tls) if spec.tls else (),
        addresses=addresses(wire.status) if wire.status else (),
        rules=rules,
    )


def _hosts(rules: tuple[IngressRule, ...]) -> tuple[str, ...]:
    if len(rules) == 1:
        host = rules[0].host
        return (host,) if host else ()
    return tuple(dict.fromkeys([rule.host for rule in rules if rule.host]))


def _tls_hosts(found: list[_Tls]) -> tuple[str, ...]:
    if len(found) == 1:
        return texts(found[0].hosts)
    return texts([host for tls in found for host in tls.hosts or ()])


def _rule(wire: _Rule) -> IngressRule:
    host = clean(wire.host) if wire.host else ""
    if wire.http is None:
        return IngressRule(host)
    paths = wire.http.paths or ()
    return IngressRule(host, (_path(paths[0]),) if len(paths) == 1 else tuple([_path(each) for each in paths]))


def _path(wire: _Path) -> HostPath:
    service = wire.backend.service if wire.backend else None
    return HostPath(clean(wire.path or ""), clean(service.name or "") if service else "")


class _IngressClassSpec(msgspec.Struct, gc=False):
    controller: str | None = None
    parameters: WireParameters | None = None


class _IngressClass(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _IngressClassSpec | None = None


@shape(_IngressClass)
def ingress_class(wire: _IngressClass) -> tuple[str, IngressClass]:
    """Decode a networking.k8s.io/v1 IngressClass."""
    known = metadata(wire.metadata, namespaced=False)
    spec = wire.spec or _IngressClassSpec()
    return known.key, IngressClass(
        known,
        controller=clean(spec.controller or ""),
        default=known.annotations.get("ingressclass.kubernetes.io/is-default-class") == "true",
        infra_setting=infra_setting(spec.parameters),
    )


class _Port(msgspec.Struct, gc=False):
    port: int = 0
    protocol: str | None = None


class _ServiceSpec(msgspec.Struct, gc=False):
    type: str | None = None
    ports: list[_Port] | None = None
    load_balancer_class: str | None = msgspec.field(default=None, name="loadBalancerClass")


class _Service(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _ServiceSpec | None = None
    status: WireLoadBalancerStatus | None = None


@shape(_Service)
def service(wire: _Service) -> tuple[str, Service]:
    """Decode a v1 Service."""
    known = metadata(wire.metadata, namespaced=True)
    spec = wire.spec or _ServiceSpec()
    ports = spec.ports if spec.type == "LoadBalancer" else None
    return known.key, Service(
        known,
        type=clean(spec.type or "ClusterIP"),
        load_balancer_class=optional(spec.load_balancer_class),
        addresses=addresses(wire.status),
        ports=tuple(ServicePort(each.port, clean(each.protocol or "TCP")) for each in ports or ()),
    )


class _Termination(msgspec.Struct, gc=False):
    termination: str | None = None
    insecure: str | None = msgspec.field(default=None, name="insecureEdgeTerminationPolicy")


class _RouteSpec(msgspec.Struct, gc=False):
    host: str | None = None
    path: str | None = None
    tls: _Termination | None = None
    to: _Named | None = None
    others: list[_Named] | None = msgspec.field(default=None, name="alternateBackends")


class _Router(msgspec.Struct, gc=False):
    name: str | None = msgspec.field(default=None, name="routerName")


class _RouteStatus(msgspec.Struct, gc=False):
    ingress: list[_Router] | None = None


class _Route(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _RouteSpec | None = None
    status: _RouteStatus | None = None


@shape(_Route)
def route(wire: _Route) -> tuple[str, Route]:
    """Decode a route.openshift.io/v1 Route."""
    known = metadata(wire.metadata, namespaced=True)
    spec = wire.spec or _RouteSpec()
    return known.key, Route(
        known,
        host=clean(spec.host or ""),
        termination=clean((spec.tls.termination if spec.tls else None) or ""),
        routers=texts([each.name for each in (wire.status.ingress or () if wire.status else ())]),
        path=clean(spec.path or ""),
        services=texts([each.name for each in (spec.to or _Named(), *(spec.others or ()))]),
        insecure=clean((spec.tls.insecure if spec.tls else None) or ""),
    )
