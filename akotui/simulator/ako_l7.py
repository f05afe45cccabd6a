"""What AKO makes of Ingress hosts: shared parents, SNI and EVH children, insecure hosts, dedicated, passthrough.

Source: AKO internal/nodes/avi_model_l7_hostname_shard.go, avi_model_evh_nodes.go, avi_model_l7_translator.go; checked
against objects recorded from a real AKO (tests/golden).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from akotui.simulator import names
from akotui.simulator.avi_objects import Author, AviObject, uuid_of
from akotui.simulator.avi_shapes import (
    HTTP_PORTS,
    certificate,
    data_script,
    http_policy,
    policy_refs,
    pool,
    pool_group,
    redirect_rule,
    services,
    switching_rule,
    virtual_service,
    vs_vip,
)
from akotui.simulator.documents import Json, Object
from akotui.simulator.manifests import WILDCARD
from akotui.simulator.names import Instance
from akotui.simulator.workloads import IngressHost

_DATA_SCRIPT_HTTP = "VS_DATASCRIPT_EVT_HTTP_REQ"
_DATA_SCRIPT_L4 = "VS_DATASCRIPT_EVT_L4_REQUEST"
Hosts = dict[str, list[IngressHost]]


def ingress_objects(instance: Instance, author: Author, rules: Sequence[IngressHost]) -> Iterator[AviObject]:
    """Return everything for the hosts of one tenant."""
    for host in _by_host([rule for rule in rules if rule.dedicated]).values():
        yield from _dedicated(instance, author, host)
    shared = [rule for rule in rules if not rule.dedicated and not rule.passthrough]
    for name, under in _grouped(shared, lambda rule: names.parent(instance, rule)).items():
        yield from (_evh_parent if instance.evh else _sni_parent)(instance, author, name, _by_host(under))
    through = [rule for rule in rules if rule.passthrough]
    for name, under in _grouped(through, lambda rule: names.passthrough(instance, rule.host)).items():
        yield from _passthrough(instance, author, name, under)


def empty_parent(instance: Instance, author: Author, name: str) -> list[AviObject]:
    """Return a shared SNI parent that has lost its hosts: AKO keeps it until its next start (docs/faq.md)."""
    return list(_sni_parent(instance, author, name, {}))


def _grouped(rules: Sequence[IngressHost], key: Callable[[IngressHost], str]) -> Hosts:
    return {name: list(found) for name, found in groupby(sorted(rules, key=key), key)}


def _by_host(rules: Sequence[IngressHost]) -> Hosts:
    return _grouped(rules, attrgetter("host"))


def _own_host(author: Author, name: str) -> str:
    return f"{name}.{author.tenant}.{author.site.subdomain}"


def _sni_parent(instance: Instance, author: Author, name: str, hosts: Hosts) -> Iterator[AviObject]:
    secure = [host for host, rules in hosts.items() if rules[0].secure]
    plain = [rule for host, rules in hosts.items() if host not in secure for rule in rules]
    pools = {names.insecure_pool(instance, rule): f"{rule.host}{rule.path}" for rule in plain}
    children = [names.child(instance, hosts[host][0]) for host in secure]
    fields: Object = {
        "error_page_profile_ref": "",
        "services": services(HTTP_PORTS),
        "type": "VS_TYPE_VH_PARENT",
        "vs_datascripts": [{"index": 0, "vs_datascript_set_ref": author.ref("vsdatascriptset", name)}],
        "vsvip_ref": author.ref("vsvip", name),
    }
    if secure:
        fields |= {
            "http_policies": policy_refs(author, [name]),
            "vh_child_vs_uuid": [uuid_of("virtualservice", author.tenant, child) for child in children],
        }
        yield http_policy(author, name, rules=[redirect_rule(name, secure)])
    for rule in plain:
        yield _pool(author, names.insecure_pool(instance, rule), rule, with_service=rule.route)
    yield vs_vip(author, name, [_own_host(author, name), *hosts])
    yield pool_group(author, name, list(pools), labels={**pools})
    yield data_script(author, name, _DATA_SCRIPT_HTTP, [name])
    yield virtual_service(author, name, profile="System-HTTP", fields=fields)
    for host in secure:
        yield from _child(instance, author, name, hosts[host])


def _evh_parent(instance: Instance, author: Author, name: str, hosts: Hosts) -> Iterator[AviObject]:
    children = [names.child(instance, rules[0]) for rules in hosts.values()]
    secure = [rules[0] for rules in hosts.values() if rules[0].secure]
    fields: Object = {
        "services": services(HTTP_PORTS, ranged=False),
        "type": "VS_TYPE_VH_PARENT",
        "vh_type": "VS_TYPE_VH_ENHANCED",
        "vsvip_ref": author.ref("vsvip", name),
        "vh_child_vs_uuid": [uuid_of("virtualservice", author.tenant, child) for child in children],
    }
    if secure:
        fields["ssl_key_and_certificate_refs"] = [_certificate_ref(instance, author, rule) for rule in secure]
    yield vs_vip(author, name, [_own_host(author, name), *hosts])
    yield virtual_service(author, name, profile="System-HTTP", fields=fields)
    for rules in hosts.values():
        yield from _child(instance, author, name, rules)


def _child(instance: Instance, author: Author, parent: str, rules: list[IngressHost]) -> Iterator[AviObject]:
    first, name = rules[0], names.child(instance, rules[0])
    fields: Object = {
        "east_west_placement": False,
        "error_page_profile_ref": "",
        "ign_pool_net_reach": False,
        "type": "VS_TYPE_VH_CHILD",
        "vh_parent_vs_ref": author.ref("virtualservice", parent),
    }
    policies = [names.policy(instance, first)]
    marked = {"Namespace": first.namespace, "Host": first.host, "InfrasettingName": first.infra}
    if instance.evh:
        fields |= {"min_pools_up": 1, "vh_type": "VS_TYPE_VH_ENHANCED", "vh_matches": [_match(rules)]}
        if first.secure:
            policies = [name, *policies]
            yield http_policy(author, name, marked=marked, rules=[redirect_rule(name, [first.host])])
    else:
        fields |= {
            "ssl_key_and_certificate_refs": [_certificate_ref(instance, author, first)],
            "vh_domain_name": [first.host],
        }
    if first.secure and not first.host_rule:
        only_host = {"Host": first.host, "InfrasettingName": first.infra}
        yield certificate(author, name, only_host)
    fields["http_policies"] = policy_refs(author, policies)
    profile = "System-HTTP" if instance.evh else "System-Secure-HTTP"
    yield from _pools(instance, author, rules)
    metadata = _metadata(rules, by_host=instance.evh)
    yield virtual_service(author, name, profile=profile, marked=marked, metadata=metadata, fields=fields)


def _dedicated(instance: Instance, author: Author, rules: list[IngressHost]) -> Iterator[AviObject]:
    first, name = rules[0], names.dedicated(instance, rules[0])
    marked = {"Namespace": first.namespace, "Host": first.host, "InfrasettingName": first.infra}
    policies = [names.policy(instance, first)]
    fields: Object = {
        "east_west_placement": False,
        "error_page_profile_ref": "",
        "services": services(HTTP_PORTS if first.secure else HTTP_PORTS[:1]),
        "type": "VS_TYPE_NORMAL",
        "vsvip_ref": author.ref("vsvip", name),
    }
    if first.secure:
        policies.append(name)
        only_host = {"Host": first.host, "InfrasettingName": first.infra}
        yield certificate(author, names.child(instance, first), only_host)
        yield http_policy(author, name, marked=marked, rules=[redirect_rule(name, [first.host])])
        fields["ssl_key_and_certificate_refs"] = [author.ref("sslkeyandcertificate", names.child(instance, first))]
    else:
        marked.pop("Host")
    fields["http_policies"] = policy_refs(author, policies)
    yield vs_vip(author, name, [first.host])
    yield from _pools(instance, author, rules)
    metadata = _metadata(rules, by_host=False)
    yield virtual_service(author, name, profile="System-Secure-HTTP", marked=marked, metadata=metadata, fields=fields)


def _passthrough(instance: Instance, author: Author, name: str, rules: list[IngressHost]) -> Iterator[AviObject]:
    twin = f"{name}-insecure"
    hosts = [rule.host for rule in rules]
    groups = [f"{instance.prefix}{host}" for host in hosts]
    secure: Object = {
        "error_page_profile_ref": "",
        "remove_listening_port_on_vs_down": True,
        "services": services([(443, False)]),
        "vs_datascripts": [{"index": 0, "vs_datascript_set_ref": author.ref("vsdatascriptset", name)}],
        "vsvip_ref": author.ref("vsvip", name),
    }
    plain: Object = {
        "error_page_profile_ref": "",
        "http_policies": policy_refs(author, [twin]),
        "services": services(HTTP_PORTS[:1]),
        "vsvip_ref": author.ref("vsvip", name),
    }
    yield vs_vip(author, name, hosts)
    for rule, group in zip(rules, groups, strict=True):
        backend = f"{group}-{rule.service}"
        marked = {"Host": rule.host, "ServiceName": rule.service}
        yield pool(author, backend, marked=marked, metadata=_pool_metadata(rule))
        yield pool_group(author, group, [backend], marked={"Host": rule.host}, labels={})
    yield data_script(author, name, _DATA_SCRIPT_L4, groups)
    yield http_policy(author, twin, rules=[redirect_rule(twin, hosts)])
    down: Object = {"passthrough_child_ref": twin}
    up: Object = {"passthrough_parent_ref": name}
    yield virtual_service(author, name, profile="System-L4-Application", metadata=down, fields=secure)
    yield virtual_service(author, twin, profile="System-HTTP", metadata=up, fields=plain)


def _pools(instance: Instance, author: Author, rules: list[IngressHost]) -> Iterator[AviObject]:
    name = names.policy(instance, rules[0])
    switches: list[Json] = []
    for index, rule in enumerate(sorted(rules, key=attrgetter("path"), reverse=True)):
        group, backend = names.pool_group(instance, rule), names.pool(instance, rule)
        marked = {"Namespace": rule.namespace, "Host": rule.host, "InfrasettingName": rule.infra}
        marked |= {"Path": rule.path, "IngressName": rule.name}
        yield _pool(author, backend, rule, with_service=True)
        yield pool_group(author, group, [backend], marked=marked, labels={})
        switches.append(switching_rule(author, name, index, path=rule.path, group=group))
    marked = {"Namespace": rules[0].namespace, "Host": rules[0].host, "InfrasettingName": rules[0].infra}
    marked |= {"Path": rules[0].path, "IngressName": rules[0].name}
    yield http_policy(author, name, marked=marked, rules=switches)


def _pool(author: Author, name: str, rule: IngressHost, *, with_service: bool) -> AviObject:
    marked = {"Namespace": rule.namespace, "Host": rule.host, "InfrasettingName": rule.infra}
    marked |= {"ServiceName": rule.service if with_service else "", "Path": rule.path, "IngressName": rule.name}
    return pool(author, name, marked=marked, metadata=_pool_metadata(rule))


def _pool_metadata(rule: IngressHost) -> Object:
    return {"ingress_name": rule.name, "namespace": rule.namespace, "hostnames": [rule.host], "pool_ratio": 100}


def _metadata(rules: list[IngressHost], *, by_host: bool) -> Object:
    keys: list[Json] = [*dict.fromkeys(rule.key for rule in rules)]
    first = rules[0]
    metadata: Object = {"namespace_ingress_name": keys, "namespace": first.namespace, "hostnames": [first.host]}
    if first.host_rule:
        metadata["crd_status"] = {
            "type": "HostRule",
            "value": f"{first.namespace}/{first.host_rule}",
            "status": "ACTIVE",
        }
    return {**metadata, "host_namespace_ingress_name": {first.host: keys}} if by_host else metadata


def _certificate_ref(instance: Instance, author: Author, rule: IngressHost) -> Json:
    """The certificate made of its Secret, or that of the Controller which a HostRule names."""
    if rule.host_rule:
        return author.system("sslkeyandcertificate", WILDCARD)
    return author.ref("sslkeyandcertificate", names.child(instance, rule))


def _match(rules: list[IngressHost]) -> Json:
    paths: list[Json] = [rule.path for rule in rules]
    path: Object = {"match_case": "SENSITIVE", "match_criteria": "BEGINS_WITH", "match_str": paths}
    return {"host": rules[0].host, "rules": [{"matches": {"path": path}, "name": "VHMATCHRULENAME"}]}
