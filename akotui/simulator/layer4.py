"""What AKO makes of Services of type LoadBalancer, alone or sharing an address.

Source: AKO internal/nodes/avi_model_l4_translator.go, and avi_model_advl4_translator.go for shared addresses.
"""

from collections.abc import Iterator, Sequence

from akotui.simulator import names
from akotui.simulator.avi_objects import Author, AviObject, Site
from akotui.simulator.avi_shapes import pool, virtual_service, vs_vip
from akotui.simulator.documents import Json, Object
from akotui.simulator.names import Instance
from akotui.simulator.workloads import LoadBalancer


def layer4_objects(instance: Instance, author: Author, wishes: Sequence[LoadBalancer]) -> Iterator[AviObject]:
    """Return everything for one Service, or for those that share its key."""
    first = wishes[0]
    name, host = names.shared_vip(instance, first), service_host(first, author.site)
    rules: list[Json] = []
    for wish in wishes:
        for protocol, port in wish.ports:
            backend = names.l4_pool(instance, wish, protocol, port)
            marked = {"Namespace": wish.namespace, "ServiceName": wish.name, "GatewayName": wish.shared}
            serving: Object = {"namespace_svc_name": [wish.key]} if wish.shared else {}
            numbered = {**marked, "Port": str(port)}
            yield pool(author, backend, marked=numbered, metadata=serving, port=port, protocol=protocol)
            rules.append({"action": {"select_pool": {"pool_ref": author.ref("pool", backend)}}, "index": len(rules)})
    yield vs_vip(author, name, [host])
    connection: Object = {"rules": rules}
    by_protocol = {**_marked(first), "Protocol": first.ports[0][0]}
    yield author.write("l4policyset", name, by_protocol, l4_connection_policy=connection)
    metadata: Object = {"hostnames": [host], **({} if first.shared else {"namespace_svc_name": [first.key]})}
    fields: Object = {
        "error_page_profile_ref": "",
        "l4_policies": [{"index": 0, "l4_policy_set_ref": author.ref("l4policyset", name)}],
        "remove_listening_port_on_vs_down": True,
        "services": [found for wish in wishes for found in _ports(author, wish)],
        "traffic_enabled": True,
        "vsvip_ref": author.ref("vsvip", name),
    }
    profile = "System-L4-Application"
    yield virtual_service(author, name, profile=profile, marked=_marked(first), metadata=metadata, fields=fields)


def service_host(wish: LoadBalancer, site: Site) -> str:
    """Return its DNS name; AKO makes one when there is none (autoFQDN default)."""
    return wish.host or f"{wish.shared or wish.name}.{wish.namespace}.{site.subdomain}"


def _marked(wish: LoadBalancer) -> dict[str, str]:
    what = {"GatewayName": wish.shared} if wish.shared else {"ServiceName": wish.name}
    return {"Namespace": wish.namespace, **what}


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
