"""Which Kubernetes objects a virtual service names as its source, and whether they are still there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.links import Links, pools_of
from akotui.analysis.patches import in_order
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE, is_shared_vip
from akotui.analysis.standing import detachment, standing
from akotui.analysis.subjects import Origin, Type, Workload
from akotui.analysis.workloads import uses_routes
from akotui.model.avi import ServiceMetadata, VirtualService
from akotui.model.inventory import Cluster

SHARED_VIP = "ako.vmware.com/enable-shared-vip"
_PAIR: Final = 2
_SINGLE = (Type.CHILD, Type.DEDICATED)
"""They name their objects themselves."""

Name = tuple[str, str]
"""An API kind and a key `namespace/name`."""


class Sources(msgspec.Struct, frozen=True):
    """The cluster as origins see it; `shared_vips` maps (namespace, key) to the Services joined under that key.

    `present` are the Ingresses that are there and name a class of AKO's, by key.
    """

    cluster: Cluster
    shared_vips: Mapping[tuple[str, str], tuple[str, ...]]
    routes: bool
    present: Mapping[str, Origin] = {}


def find_sources(cluster: Cluster, present: Mapping[str, Origin]) -> Sources:
    """Return the index over the Services that share a virtual service, beside the Ingresses that are `present`."""
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, service in cluster.services.rows.items():
        if (name := service.metadata.annotations.get(SHARED_VIP)) is not None:
            shared[service.metadata.namespace, name].append(key)
    return Sources(cluster, {name: tuple(keys) for name, keys in shared.items()}, uses_routes(cluster), present)


def plain_origins(vs: VirtualService, sources: Sources) -> tuple[Origin, ...]:
    """Return the Ingresses that a child or dedicated virtual service names, sorted, where it is as most are.

    Most name nothing but Ingresses of one namespace that are there and of AKO's class. Empty for any other: `origins`
    tells what that names.
    """
    said = vs.service_metadata
    if said.services or said.gateway or "GatewayName" in vs.markers:
        return ()
    keys, known = said.ingresses, sources.present
    if len(keys) == _PAIR:  # as many name: it is not worth a list
        low, high = keys
        first, second = (known.get(low), known.get(high)) if low < high else (known.get(high), known.get(low))
        if first is None or second is None or first.workload.namespace != second.workload.namespace:
            return ()
        return first, second
    found: list[Origin] = []
    for key in in_order(keys):
        one = known.get(key)
        if one is None or (found and one.workload.namespace != found[0].workload.namespace):
            return ()
        found.append(one)
    return tuple(found)


def origins(vs: VirtualService, kind: Type, links: Links, sources: Sources) -> tuple[Origin, ...]:
    """Return the objects a virtual service names, sorted: its metadata first, then its pools, then its markers."""
    said = vs.service_metadata
    if kind in _SINGLE and said.ingresses and not (said.services or said.gateway) and "GatewayName" not in vs.markers:
        known = sources.present
        keys = said.ingresses
        found = [known.get(key) or _locate("Ingress", key, sources) for key in keys if "/" in key]
        return in_order(tuple(found))
    named = dict.fromkeys(_named(vs, kind, links, sources))
    found = [_locate(kind, key, sources) for kind, key in named if "/" in key]
    if kind is Type.GATEWAY_CHILD:
        found = [_attached(one, found, sources.cluster) for one in found]
    return in_order(tuple(found))


def _attached(one: Origin, named: Sequence[Origin], cluster: Cluster) -> Origin:
    """An HTTPRoute is taken under the Gateways that it names alone."""
    work = one.workload
    route = cluster.httproutes.rows.get(f"{work.namespace}/{work.name}") if work.kind == "HTTPRoute" else None
    if route is None:
        return one
    gateways = [f"{it.workload.namespace}/{it.workload.name}" for it in named if it.workload.kind == "Gateway"]
    detached = [detachment(route, str(work), gateway) for gateway in gateways if gateway not in route.parents]
    return Origin(work, found=True, taken=False, refusal=detached[0]) if detached else one


def _named(vs: VirtualService, kind: Type, links: Links, sources: Sources) -> Iterator[Name]:
    if kind in GATEWAY:
        yield from _gateway(vs)
    elif kind in NAMED_FOR_INSTANCE:
        for pool in pools_of(vs, links):
            yield from told(pool.service_metadata, pool.markers)
    elif is_shared_vip(vs) and not vs.service_metadata.services:
        keys = sources.shared_vips.get((_marker(vs.markers, "Namespace"), _marker(vs.markers, "GatewayName")), ())
        for key in keys:
            yield "Service", key
    else:
        yield from told(vs.service_metadata, vs.markers)


def _gateway(vs: VirtualService) -> Iterator[Name]:
    said, markers = vs.service_metadata, vs.markers
    if gateway := said.gateway or _key(markers, "GatewayNamespace", "GatewayName"):
        yield "Gateway", gateway
    if route := said.http_route or _key(markers, "HTTPRouteNamespace", "HTTPRouteName"):
        yield "HTTPRoute", route


def told(metadata: ServiceMetadata | None, markers: Mapping[str, tuple[str, ...]]) -> Sequence[Name]:
    """Return the objects that a virtual service or one of its parts names: by metadata, without any by markers."""
    said = metadata or ServiceMetadata()
    names = [("Ingress", key) for key in said.ingresses]
    if said.services:
        names += [("Service", key) for key in said.services]
    if said.gateway:
        names.append(("Gateway", said.gateway))
    if not names:
        if ingress := _key(markers, "Namespace", "IngressName"):
            names.append(("Ingress", ingress))
        elif service := _key(markers, "Namespace", "ServiceName"):
            names.append(("Service", service))
    return names


def _marker(markers: Mapping[str, tuple[str, ...]], key: str) -> str:
    found = markers.get(key)
    return found[0] if found else ""


def _key(markers: Mapping[str, tuple[str, ...]], namespace: str, name: str) -> str:
    pair = _marker(markers, namespace), _marker(markers, name)
    return "/".join(pair) if all(pair) else ""


def _locate(kind: str, key: str, sources: Sources) -> Origin:
    """An absent object proves nothing unless its whole kind was read; on OpenShift an "Ingress" may be a Route."""
    cluster = sources.cluster
    namespace, _, name = key.partition("/")
    if kind == "Ingress" and key in sources.present:
        return sources.present[key]
    tables = {
        "Ingress": (("Ingress", cluster.ingresses), ("Route", cluster.routes)),
        "Service": (("Service", cluster.services),),
        "Gateway": (("Gateway", cluster.gateways),),
        "HTTPRoute": (("HTTPRoute", cluster.httproutes),),
    }[kind]
    for word, table in tables:
        if (thing := table.rows.get(key)) is not None:
            taken, refusal = standing(thing, f"{word}/{key}", cluster)
            return Origin(Workload(word, namespace, name), found=True, taken=taken, refusal=refusal)
    word = "Route" if kind == "Ingress" and sources.routes else kind
    return Origin(Workload(word, namespace, name), found=False if all(table.whole for _, table in tables) else None)


def namespaces_of(vs: VirtualService, found: tuple[Origin, ...]) -> tuple[str, ...]:
    """Return the namespaces it comes from, sorted: those of its origins, else those its metadata or markers tell."""
    if found:
        name = found[0].workload.namespace
        for one in found:
            if one.workload.namespace != name:
                break
        else:
            return (name,) if name else ()
    names = {origin.workload.namespace for origin in found} or {
        vs.service_metadata.namespace,
        _marker(vs.markers, "Namespace"),
        _marker(vs.markers, "GatewayNamespace"),
    }
    return tuple(sorted(name for name in names if name))


def hosts_of(vs: VirtualService, kind: Type, links: Links) -> tuple[str, ...]:
    """Return the host names it serves, sorted; a shared one serves those of its pools."""
    told, asked, marked = vs.service_metadata.hosts, vs.hosts, vs.markers.get("Host", ())
    alike = len(told) == 1 and (not asked or asked == told) and (not marked or marked == told)
    if alike and kind not in NAMED_FOR_INSTANCE:
        return told
    hosts = {*vs.hosts, *told, *marked}
    if kind in NAMED_FOR_INSTANCE:
        for pool in pools_of(vs, links):
            hosts.update(pool.service_metadata.hosts, pool.markers.get("Host", ()))
    return tuple(sorted(hosts) if len(hosts) > 1 else hosts)
