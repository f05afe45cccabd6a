"""What an AKO instance makes of the workloads it accepts: all objects it would have on the Controller."""

from collections.abc import Iterator, Sequence

from akotui.simulator import names
from akotui.simulator.ako_l7 import ingress_objects
from akotui.simulator.avi_objects import Author, AviObject, Site, uuid_of
from akotui.simulator.avi_shapes import policy_refs, pool, pool_group, services, virtual_service, vs_vip
from akotui.simulator.documents import Json, Object
from akotui.simulator.names import Instance
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer, Workload


def objects(instance: Instance, workloads: Sequence[Workload], site: Site) -> list[AviObject]:
    """Return all objects both containers make; the gateway container makes its own only when there is one."""
    made: list[AviObject] = []
    for tenant in sorted({workload.tenant for workload in workloads}):
        here = [workload for workload in workloads if workload.tenant == tenant]
        author = Author(site, instance.user, instance.cluster, tenant)
        made += ingress_objects(instance, author, [found for found in here if isinstance(found, IngressHost)])
        for wish in here:
            if isinstance(wish, LoadBalancer):
                made += _l4(instance, author, wish)
            elif isinstance(wish, GatewayRoute) and instance.gateway_api:
                made += _gateway(instance, Author(site, instance.gateway_user, instance.cluster, tenant), wish)
    return made


def annotated(instance: Instance, workload: Workload) -> str:
    """Return the name of the virtual service that AKO writes onto the Kubernetes object (status/ing_status.go)."""
    if isinstance(workload, LoadBalancer):
        return names.l4(instance, workload.namespace, workload.name)
    if isinstance(workload, GatewayRoute):
        return names.gateway(instance, workload.namespace, workload.name)
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
    """Return the DNS name of a workload; AKO makes one for a Service (autoFQDN default)."""
    return workload.host or f"{workload.name}.{workload.namespace}.{site.subdomain}"


def _l4(instance: Instance, author: Author, wish: LoadBalancer) -> Iterator[AviObject]:
    name = names.l4(instance, wish.namespace, wish.name)
    marked = {"Namespace": wish.namespace, "ServiceName": wish.name}
    host = host_of(wish, author.site)
    rules: list[Json] = []
    for protocol, port in wish.ports:
        backend = names.l4(instance, wish.namespace, wish.name, f"{protocol}-{port}")
        numbered = {**marked, "Port": str(port)}
        yield pool(author, backend, marked=numbered, metadata={}, port=port, protocol=protocol)
        rules.append({"action": {"select_pool": {"pool_ref": author.ref("pool", backend)}}, "index": len(rules)})
    yield vs_vip(author, name, [host])
    connection: Object = {"rules": rules}
    by_protocol = {**marked, "Protocol": wish.ports[0][0]}
    yield author.write("l4policyset", name, by_protocol, l4_connection_policy=connection)
    fields: Object = {
        "error_page_profile_ref": "",
        "l4_policies": [{"index": 0, "l4_policy_set_ref": author.ref("l4policyset", name)}],
        "remove_listening_port_on_vs_down": True,
        "services": _ports(author, wish),
        "traffic_enabled": True,
        "vsvip_ref": author.ref("vsvip", name),
    }
    metadata: Object = {"hostnames": [host], "namespace_svc_name": [wish.key]}
    profile = "System-L4-Application"
    yield virtual_service(author, name, profile=profile, marked=marked, metadata=metadata, fields=fields)


def _ports(author: Author, wish: LoadBalancer) -> list[Json]:
    udp: Object = {"override_network_profile_ref": author.system("networkprofile", "System-UDP-Fast-Path")}
    return [
        {
            "enable_http2": False,
            "enable_ssl": False,
            **(udp if protocol == "UDP" else {}),
            "port": port,
            "port_range_end": port,
        }
        for protocol, port in wish.ports
    ]


def _gateway(instance: Instance, author: Author, wish: GatewayRoute) -> Iterator[AviObject]:
    name, child = names.gateway(instance, wish.namespace, wish.name), names.gateway_child(instance, wish)
    backend = names.gateway_pool(instance, wish)
    gateway = {"GatewayName": wish.name, "GatewayNamespace": wish.namespace}
    route = {**gateway, "HTTPRouteName": wish.route, "HTTPRouteNamespace": wish.namespace}
    default = f"{names.gateway_prefix(instance)}default-backend"
    yield author.write("httppolicyset", default, None)
    yield vs_vip(author, name, [wish.host])
    behind = {**route, "BackendName": wish.service, "BackendNs": wish.namespace}
    serving: Object = {"namespace_svc_name": [f"{wish.namespace}/{wish.service}"]}
    yield pool(author, backend, marked=behind, metadata=serving)
    yield pool_group(author, child, [backend], marked=route, labels={})
    parent: Object = {
        "http_policies": policy_refs(author, [default]),
        "services": services([(80, False)], ranged=False),
        "traffic_enabled": True,
        "type": "VS_TYPE_VH_PARENT",
        "vh_type": "VS_TYPE_VH_ENHANCED",
        "vh_child_vs_uuid": [uuid_of("virtualservice", author.tenant, child)],
        "vsvip_ref": author.ref("vsvip", name),
    }
    metadata: Object = {"gateway": wish.key}
    yield virtual_service(author, name, profile="System-HTTP", marked=gateway, metadata=metadata, fields=parent)
    metadata = {**metadata, "httproute": wish.route_key, "httproute_rule_name": str(names.rule_hash(wish.path))}
    fields = _gateway_child(author, wish, name, child)
    marked = {"Host": wish.host, **route}
    yield virtual_service(author, child, profile="System-HTTP", marked=marked, metadata=metadata, fields=fields)


def _gateway_child(author: Author, wish: GatewayRoute, parent: str, child: str) -> Object:
    path: Object = {"match_case": "SENSITIVE", "match_criteria": "BEGINS_WITH", "match_str": [wish.path]}
    matches: Object = {"path": path, "vs_port": {"match_criteria": "IS_IN", "ports": [80]}}
    return {
        "east_west_placement": False,
        "error_page_profile_ref": "",
        "ign_pool_net_reach": False,
        "min_pools_up": 1,
        "pool_group_ref": author.ref("poolgroup", child),
        "type": "VS_TYPE_VH_CHILD",
        "vh_matches": [{"host": wish.host, "rules": [{"matches": matches, "name": "rule-0"}]}],
        "vh_parent_vs_ref": author.ref("virtualservice", parent),
        "vh_type": "VS_TYPE_VH_ENHANCED",
    }
