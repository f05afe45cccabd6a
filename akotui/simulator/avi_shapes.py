"""Virtual services, VSVIPs, pools and policies with the fields AKO sets on each.

Source: AKO internal/rest/avi_obj_vs.go, avi_evh_obj.go, avi_obj_vsvip.go, avi_obj_pool.go, avi_obj_httppolicyset.go.
"""

from collections.abc import Mapping, Sequence

from akotui.simulator.avi_objects import Author, AviObject, address, checksum, service_metadata
from akotui.simulator.documents import Json, Object

HTTP_PORTS: tuple[tuple[int, bool], ...] = ((80, False), (443, True))


def virtual_service(
    author: Author,
    name: str,
    *,
    profile: str,
    marked: Mapping[str, str] | None = None,
    metadata: Object | None = None,
    fields: Object,
) -> AviObject:
    """Return a virtual service; `profile` is its application profile, `fields` what its kind adds."""
    common: Object = {
        "application_profile_ref": author.system("applicationprofile", profile),
        "cloud_config_cksum": checksum(name),
        "cloud_ref": author.system("cloud", author.site.cloud),
        "network_profile_ref": author.system("networkprofile", "System-TCP-Proxy"),
        "se_group_ref": author.system("serviceenginegroup", "Default-Group"),
        "service_metadata": service_metadata(**(metadata or {})),
        "vrf_context_ref": author.system("vrfcontext", "global"),
    }
    return author.write("virtualservice", name, marked, **common, **fields)


def services(ports: Sequence[tuple[int, bool]], *, ranged: bool = True) -> list[Json]:
    """Return the listening ports: number and whether TLS ends there."""
    listed: list[Json] = []
    for port, tls in ports:
        end: Object = {"port_range_end": port} if ranged else {}
        listed.append({"enable_http2": False, "enable_ssl": tls, "port": port, **end})
    return listed


def vs_vip(author: Author, name: str, hosts: Sequence[str]) -> AviObject:
    """Return a VSVIP with one address; it carries no created_by and no marker but the cluster's."""
    names: list[Json] = [{"fqdn": host} for host in sorted(hosts)]
    allocated: Object = {
        "auto_allocate_ip": True,
        "vip_id": "0",
        "ip_address": {"addr": address(name if author.tenant == "admin" else f"{author.tenant}/{name}"), "type": "V4"},
        "avi_allocated_vip": True,
    }
    fields: Object = {
        "cloud_ref": author.system("cloud", author.site.cloud),
        "east_west_placement": False,
        "vip": [allocated],
        "vrf_context_ref": author.system("vrfcontext", "global"),
        "vsvip_cloud_config_cksum": checksum(name),
    }
    return author.write("vsvip", name, None, **fields, **({"dns_info": names} if names else {}))


def vip_address(vip: AviObject) -> str:
    """Return the address of a VSVIP made here."""
    return address(vip.name if vip.tenant == "admin" else f"{vip.tenant}/{vip.name}")


def pool(
    author: Author,
    name: str,
    *,
    marked: Mapping[str, str],
    metadata: Object,
    port: int = 8080,
    protocol: str = "TCP",
) -> AviObject:
    """Return a pool with two servers."""
    servers: list[Json] = [
        {"enabled": True, "ip": {"addr": f"10.244.{node}.{4 + node}", "type": "V4"}, "port": port} for node in (1, 2)
    ]
    fields: Object = {
        "cloud_config_cksum": checksum(name),
        "cloud_ref": author.system("cloud", author.site.cloud),
        "graceful_disable_timeout": 1,
        "health_monitor_refs": [author.system("healthmonitor", f"System-{protocol}")],
        "servers": servers,
        "service_metadata": service_metadata(**metadata),
        "sni_enabled": False,
        "vrf_ref": author.system("vrfcontext", "global"),
    }
    return author.write("pool", name, marked, **fields)


def pool_group(
    author: Author, name: str, members: Sequence[str], *, marked: Mapping[str, str] | None = None, labels: Object
) -> AviObject:
    """Return a pool group; `labels` give members a priority label (a shared SNI parent finds its hosts by it)."""
    listed: list[Json] = []
    for member in members:
        label: Object = {"priority_label": labels[member]} if member in labels else {}
        listed.append({"pool_ref": author.ref("pool", member), **label, "ratio": 100})
    fields: Object = {
        "cloud_config_cksum": checksum(name),
        "cloud_ref": author.system("cloud", author.site.cloud),
        "implicit_priority_labels": marked is None,
    }
    return author.write("poolgroup", name, marked, **fields, **({"members": listed} if listed else {}))


def http_policy(author: Author, name: str, *, marked: Mapping[str, str] | None = None, rules: list[Json]) -> AviObject:
    """Return an HTTP policy set."""
    fields: Object = {
        "cloud_config_cksum": checksum(name),
        "http_request_policy": {"rules": rules},
        "http_security_policy": {},
    }
    return author.write("httppolicyset", name, marked, **fields)


def redirect_rule(name: str, hosts: Sequence[str]) -> Json:
    """Return the rule that sends plain HTTP to HTTPS."""
    listed: list[Json] = [*sorted(hosts)]
    return {
        "enable": True,
        "index": 0,
        "match": {"host_hdr": {"match_criteria": "HDR_EQUALS", "value": listed}},
        "name": f"{name}-0",
        "redirect_action": {"port": 443, "protocol": "HTTPS", "status_code": "HTTP_REDIRECT_STATUS_CODE_302"},
    }


def switching_rule(author: Author, name: str, index: int, *, path: str, group: str) -> Json:
    """Return the rule that chooses a pool group by path."""
    return {
        "enable": True,
        "index": index,
        "match": {"path": {"match_case": "SENSITIVE", "match_criteria": "BEGINS_WITH", "match_str": [path]}},
        "name": f"{name}-{index}",
        "switching_action": {
            "action": "HTTP_SWITCHING_SELECT_POOLGROUP",
            "pool_group_ref": author.ref("poolgroup", group),
        },
    }


def policy_refs(author: Author, names: Sequence[str]) -> list[Json]:
    """Return how a virtual service names its HTTP policies."""
    refs = [author.ref("httppolicyset", name) for name in names]
    return [{"http_policy_set_ref": ref, "index": 11 + number} for number, ref in enumerate(refs)]


def data_script(author: Author, name: str, event: str, groups: Sequence[str]) -> AviObject:
    """Return a datascript set; the script itself is of no interest here."""
    scripts: list[Json] = [{"evt": event, "script": "(omitted)"}]
    refs: list[Json] = [author.ref("poolgroup", group) for group in groups]
    return author.write("vsdatascriptset", name, None, datascript=scripts, pool_group_refs=refs)


def certificate(author: Author, name: str, marked: Mapping[str, str]) -> AviObject:
    """Return a certificate without its key."""
    subject: Object = {"self_signed": True, "subject": {"common_name": name}}
    kind = "SSL_CERTIFICATE_TYPE_VIRTUALSERVICE"
    return author.write("sslkeyandcertificate", name, marked, certificate=subject, key="<sensitive>", type=kind)
