"""HTTPRoutes: the rules that container `ako-gateway-api` makes children of."""

from collections.abc import Iterator, Sequence

import msgspec

from akotui.decode.metadata import WireMetadata, metadata, texts
from akotui.decode.shape import shape
from akotui.model.kubernetes import HeaderMatch, HttpRoute, RouteBackend, RouteMatch, RouteRule
from akotui.model.text import clean


class _Parent(msgspec.Struct, gc=False):
    name: str | None = None
    namespace: str | None = None
    kind: str | None = None
    group: str | None = None


class _Header(msgspec.Struct, gc=False):
    name: str | None = None
    value: str | None = None
    type: str | None = None


class _Path(msgspec.Struct, gc=False):
    value: str | None = None
    type: str | None = None


class _Match(msgspec.Struct, gc=False):
    path: _Path | None = None
    headers: list[_Header] | None = None


class _Backend(msgspec.Struct, gc=False):
    name: str | None = None
    namespace: str | None = None
    port: int | None = None
    kind: str | None = None


class _Rule(msgspec.Struct, gc=False):
    name: str | None = None
    matches: list[_Match] | None = None
    backends: list[_Backend] | None = msgspec.field(default=None, name="backendRefs")


class _HttpRouteSpec(msgspec.Struct, gc=False):
    hostnames: list[str | None] | None = None
    parents: list[_Parent] | None = msgspec.field(default=None, name="parentRefs")
    rules: list[_Rule] | None = None


class _Condition(msgspec.Struct, gc=False):
    type: str | None = None
    status: str | None = None


class _ParentStatus(msgspec.Struct, gc=False):
    parent: _Parent | None = msgspec.field(default=None, name="parentRef")
    controller: str | None = msgspec.field(default=None, name="controllerName")
    conditions: list[_Condition] | None = None


class _HttpRouteStatus(msgspec.Struct, gc=False):
    parents: list[_ParentStatus] | None = None


class _HttpRoute(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _HttpRouteSpec | None = None
    status: _HttpRouteStatus | None = None


@shape(_HttpRoute)
def http_route(wire: _HttpRoute) -> tuple[str, HttpRoute]:
    """Decode a gateway.networking.k8s.io HTTPRoute (v1, v1beta1); a parent without namespace is in the route's own."""
    known = metadata(wire.metadata, namespaced=True)
    spec, status = wire.spec or _HttpRouteSpec(), wire.status or _HttpRouteStatus()
    return known.key, HttpRoute(
        known,
        hosts=texts(spec.hostnames),
        parents=texts([*_gateways(spec.parents or (), known.namespace)]),
        rules=tuple(_rule(each, known.namespace) for each in spec.rules or ()),
        refused=texts([*_refused(status.parents or (), known.namespace)]),
    )


def _gateways(parents: Sequence[_Parent], namespace: str) -> Iterator[str]:
    """Group and kind may be absent: then they mean the Gateway API's own (ParentReference defaults)."""
    for parent in parents:
        kind = "Gateway" if parent.kind is None else parent.kind
        group = "gateway.networking.k8s.io" if parent.group is None else parent.group
        if parent.name and (group, kind) == ("gateway.networking.k8s.io", "Gateway"):
            yield f"{parent.namespace or namespace}/{parent.name}"


def _refused(found: Sequence[_ParentStatus], namespace: str) -> Iterator[str]:
    """A parent may stand there once a listener: it is refused when none accepts."""
    answers: dict[str, bool] = {}
    for status in found:
        if status.parent is None or status.controller != "ako.vmware.com/avi-lb":
            continue
        accepted = [each.status == "True" for each in status.conditions or () if each.type == "Accepted"]
        for key in _gateways([status.parent], namespace):
            answers[key] = answers.get(key, False) or not accepted or any(accepted)
    yield from (key for key, accepted in answers.items() if not accepted)


def _rule(wire: _Rule, namespace: str) -> RouteRule:
    return RouteRule(
        clean(wire.name or ""),
        tuple(_match(each) for each in wire.matches or ()),
        tuple(_backends(wire.backends or (), namespace)),
    )


def _match(wire: _Match) -> RouteMatch:
    """Defaults are those AKO itself applies (ako-gateway-api/nodes/route_model.go ParseRouteConfig)."""
    path = wire.path
    return RouteMatch(
        None if path is None else clean("/" if path.value is None else path.value),
        "PathPrefix" if path is None or path.type is None else clean(path.type),
        tuple(
            HeaderMatch(clean(each.name or ""), clean(each.value or ""), clean(each.type or ""))
            for each in wire.headers or ()
        ),
    )


def _backends(wires: Sequence[_Backend], namespace: str) -> Iterator[RouteBackend]:
    for wire in wires:
        if wire.name and wire.kind in (None, "Service"):
            yield RouteBackend(clean(wire.namespace or namespace), clean(wire.name), wire.port or 0)
