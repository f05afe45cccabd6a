"""Any object of any kind: `decode` knows which function reads it, and never raises."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from akotui.decode import (
    avi,
    classes,
    cluster,
    controllers,
    gateways,
    host_rules,
    http_routes,
    leases,
    pools,
    workloads,
)
from akotui.decode.batch import Batch
from akotui.decode.broken import UNDECODABLE, Broken, broken
from akotui.decode.runtime import runtime
from akotui.decode.shape import Shape
from akotui.model.kinds import Kind

DECODERS: Final[Mapping[Kind, Shape]] = MappingProxyType(
    {
        Kind.NAMESPACE: cluster.namespace,
        Kind.STATEFUL_SET: cluster.stateful_set,
        Kind.POD: cluster.pod,
        Kind.CONFIG_MAP: cluster.config_map,
        Kind.INGRESS: workloads.ingress,
        Kind.INGRESS_CLASS: workloads.ingress_class,
        Kind.SERVICE: workloads.service,
        Kind.GATEWAY: gateways.gateway,
        Kind.GATEWAY_CLASS: gateways.gateway_class,
        Kind.HTTP_ROUTE: http_routes.http_route,
        Kind.ROUTE: workloads.route,
        Kind.AVI_INFRA_SETTING: classes.avi_infra_setting,
        Kind.HOST_RULE: host_rules.host_rule,
        Kind.LEASE: leases.lease,
        Kind.CLUSTER_ROLE: classes.cluster_role,
        Kind.CLUSTER: controllers.controller_cluster,
        Kind.TENANT: controllers.tenant,
        Kind.VIRTUAL_SERVICE: avi.virtual_service,
        Kind.VS_VIP: avi.vs_vip,
        Kind.POOL: pools.pool,
        Kind.POOL_GROUP: pools.pool_group,
        Kind.DATA_SCRIPT_SET: pools.data_script_set,
        Kind.HTTP_POLICY_SET: pools.http_policy_set,
        Kind.L4_POLICY_SET: pools.l4_policy_set,
        Kind.RUNTIME: runtime,
    }
)


def decode_page(kind: Kind, items: Iterable[bytes]) -> list[tuple[str, object] | Broken]:
    """Decode the objects of a page, in their order; what `decode` does, without asking each object for its kind."""
    found = DECODERS[kind]
    if isinstance(items, Batch) and items.kind is kind:
        return _modelled(found.model, items)
    page = list[tuple[str, object] | Broken]()
    for raw in items:
        try:
            if not raw.isascii():
                raw.decode()  # msgspec looks only at fields it knows: a name that is no UTF-8 would be one it does not
            page.append(found.read(raw))
        except UNDECODABLE as error:
            page.append(broken(kind, raw, error))
    return page


def _modelled(model: Callable[[object], tuple[str, object]], read: Batch) -> list[tuple[str, object] | Broken]:
    page = list[tuple[str, object] | Broken]()
    for number, wire in enumerate(read.wires):
        try:
            page.append(model(wire))
        except UNDECODABLE as error:
            page.append(broken(read.kind, read[number], error))
    return page


def decode(kind: Kind, raw: bytes) -> tuple[str, object] | Broken:
    """Return an object's key and its model value, or what is left of it when its JSON is not that of its kind."""
    return decode_page(kind, (raw,))[0]
