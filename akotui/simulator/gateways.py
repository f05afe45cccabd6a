"""What the gateway container makes of Gateways and the HTTPRoutes on them.

Source: AKO ako-gateway-api/nodes/avi_model_l7_translator.go and avi_model_l7_dedicated_translator.go.
"""

from collections.abc import Iterator, Sequence

from akotui.simulator import names
from akotui.simulator.avi_objects import Author, AviObject, uuid_of
from akotui.simulator.avi_shapes import policy_refs, pool, pool_group, services, virtual_service, vs_vip
from akotui.simulator.documents import Object
from akotui.simulator.names import Instance
from akotui.simulator.workloads import GatewayRoute


def gateway_objects(instance: Instance, author: Author, wishes: Sequence[GatewayRoute]) -> Iterator[AviObject]:
    """Return everything for one Gateway, `wishes` being the rules on it."""
    first = wishes[0]
    name = names.gateway(instance, first.namespace, first.name, dedicated=first.dedicated)
    default = f"{names.gateway_prefix(instance)}default-backend"
    yield author.write("httppolicyset", default, None)
    yield vs_vip(author, name, list(dict.fromkeys(wish.host for wish in wishes)))
    for wish in wishes:
        yield from _backend(instance, author, wish)
    parent: Object = {
        "http_policies": policy_refs(author, [default]),
        "services": services([(80, False)], ranged=False),
        "traffic_enabled": True,
        "vsvip_ref": author.ref("vsvip", name),
        **(_single() if first.dedicated else _parent(instance, author, wishes)),
    }
    metadata: Object = {"gateway": first.key}
    yield virtual_service(author, name, profile="System-HTTP", marked=_gateway(first), metadata=metadata, fields=parent)
    if not first.dedicated:
        for wish in wishes:
            yield _child(instance, author, name, wish)


def _single() -> Object:
    return {"type": "VS_TYPE_NORMAL"}


def _parent(instance: Instance, author: Author, wishes: Sequence[GatewayRoute]) -> Object:
    children = [names.gateway_child(instance, wish) for wish in wishes]
    return {
        "type": "VS_TYPE_VH_PARENT",
        "vh_type": "VS_TYPE_VH_ENHANCED",
        "vh_child_vs_uuid": [uuid_of("virtualservice", author.tenant, child) for child in children],
    }


def _gateway(wish: GatewayRoute) -> dict[str, str]:
    return {"GatewayName": wish.name, "GatewayNamespace": wish.namespace}


def _route(wish: GatewayRoute) -> dict[str, str]:
    return {**_gateway(wish), "HTTPRouteName": wish.route, "HTTPRouteNamespace": wish.namespace}


def _backend(instance: Instance, author: Author, wish: GatewayRoute) -> Iterator[AviObject]:
    backend = names.gateway_pool(instance, wish)
    behind = {**_route(wish), "BackendName": wish.service, "BackendNs": wish.namespace}
    serving: Object = {"namespace_svc_name": [f"{wish.namespace}/{wish.service}"]}
    yield pool(author, backend, marked=behind, metadata=serving)
    yield pool_group(author, names.gateway_child(instance, wish), [backend], marked=_route(wish), labels={})


def _child(instance: Instance, author: Author, parent: str, wish: GatewayRoute) -> AviObject:
    name = names.gateway_child(instance, wish)
    rule = wish.rule or str(names.rule_hash(wish))
    metadata: Object = {"gateway": wish.key, "httproute": wish.route_key, "httproute_rule_name": rule}
    marked = {"Host": wish.host, **_route(wish), "HTTPRouteRuleName": wish.rule}
    fields = _child_fields(author, wish, parent, name)
    return virtual_service(author, name, profile="System-HTTP", marked=marked, metadata=metadata, fields=fields)


def _child_fields(author: Author, wish: GatewayRoute, parent: str, child: str) -> Object:
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
