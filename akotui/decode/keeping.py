"""What of an object is kept when it is written down: what the decoders read of it, and nothing else.

A list of what is allowed, not of what is not: a private key in a Route, a password in a pod's environment, or a field
that somebody invents tomorrow never reaches a file. What is read is kept as it is, the header values that an HTTPRoute
matches included: AKO's names depend on them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, cast

import msgspec

from akotui.decode.broken import UNDECODABLE, identify
from akotui.decode.metadata import KEPT as ANNOTATIONS
from akotui.model.kinds import Kind, Plane
from akotui.model.secrecy import REDACTED, tells

_METADATA: Final = "metadata.name namespace uid creationTimestamp annotations"
_NAMED: Final = ("uuid name url",)
_OWNED: Final = (*_NAMED, "tenant_ref cloud_ref created_by", "markers.key values")

KEPT: Final[Mapping[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        Kind.NAMESPACE: (_METADATA, "metadata.labels deletionTimestamp", "status.phase"),
        Kind.STATEFUL_SET: (
            _METADATA, "metadata.labels", "metadata.ownerReferences.kind",
            "spec.replicas", "spec.template.spec.containers.name image", "status.readyReplicas",
        ),
        Kind.POD: (
            _METADATA, "metadata.labels", "status.phase", "status.conditions.type status",
            "status.containerStatuses.name image ready restartCount",
            "status.containerStatuses.state.running.startedAt",
            "status.containerStatuses.state.waiting.reason", "status.containerStatuses.state.terminated.reason",
        ),
        Kind.CONFIG_MAP: (_METADATA, "metadata.managedFields.time", "data"),
        Kind.INGRESS: (
            _METADATA, "spec.ingressClassName", "spec.rules.host", "spec.rules.http.paths.path",
            "spec.rules.http.paths.backend.service.name", "spec.tls.hosts", "status.loadBalancer.ingress.ip hostname",
        ),
        Kind.INGRESS_CLASS: (_METADATA, "spec.controller", "spec.parameters.apiGroup group kind name"),
        Kind.SERVICE: (
            _METADATA, "spec.type loadBalancerClass", "spec.ports.port protocol",
            "status.loadBalancer.ingress.ip hostname",
        ),
        Kind.GATEWAY: (
            _METADATA, "spec.gatewayClassName", "spec.listeners.hostname", "status.addresses.value",
            "status.conditions.type status reason message",
        ),
        Kind.GATEWAY_CLASS: (_METADATA, "spec.controllerName", "spec.parametersRef.apiGroup group kind name"),
        Kind.HTTP_ROUTE: (
            _METADATA, "spec.hostnames", "spec.parentRefs.group kind name namespace", "spec.rules.name",
            "spec.rules.backendRefs.kind name namespace port", "spec.rules.matches.headers.name type value",
            "spec.rules.matches.path.type value", "status.parents.controllerName",
            "status.parents.conditions.type status", "status.parents.parentRef.group kind name namespace",
        ),
        Kind.ROUTE: (
            _METADATA, "spec.host path", "spec.to.name", "spec.alternateBackends.name",
            "spec.tls.termination insecureEdgeTerminationPolicy", "status.ingress.routerName",
        ),
        Kind.AVI_INFRA_SETTING: (_METADATA, "spec.l7Settings.shardSize", "status.status"),
        Kind.HOST_RULE: (
            _METADATA, "spec.virtualhost.fqdn fqdnType useRegex", "spec.virtualhost.tls.sslKeyCertificate.name",
            "spec.virtualhost.tls.sslKeyCertificate.alternateCertificate.name", "status.status",
        ),
        Kind.LEASE: (_METADATA, "spec.holderIdentity leaseDurationSeconds renewTime"),
        Kind.CLUSTER_ROLE: (_METADATA,),
        Kind.CLUSTER: _NAMED,
        Kind.TENANT: _NAMED,
        Kind.VIRTUAL_SERVICE: (
            *_OWNED, "type enabled cloud_config_cksum _last_modified service_metadata",
            "vh_parent_vs_ref vh_domain_name vsvip_ref pool_ref pool_group_ref", "vh_matches.host",
            "vs_datascripts.vs_datascript_set_ref", "http_policies.http_policy_set_ref l4_policy_set_ref",
            "l4_policies.http_policy_set_ref l4_policy_set_ref",
        ),
        Kind.VS_VIP: (*_OWNED, "dns_info.fqdn", "vip.ip_address.addr", "vip.ip6_address.addr"),
        Kind.POOL: (*_OWNED, "service_metadata"),
        Kind.POOL_GROUP: (*_OWNED, "members.pool_ref"),
        Kind.DATA_SCRIPT_SET: (*_NAMED, "tenant_ref created_by pool_group_refs"),
        Kind.HTTP_POLICY_SET: _OWNED,
        Kind.L4_POLICY_SET: _OWNED,
        Kind.RUNTIME: ("uuid url", "config.uuid", "runtime.oper_status.state reason"),
    }
)  # fmt: skip
"""Fields by kind. `metadata.name uid` are two in one place; lists are passed through; what ends a path is whole."""

_Tree = Mapping[str, "_Tree"]


def _tree(paths: tuple[str, ...]) -> _Tree:
    tree: dict[str, dict[str, object]] = {}
    for path in paths:
        above, _, last = path.rpartition(".")
        place = cast("dict[str, object]", tree)
        for step in above.split(".") if above else ():
            place = cast("dict[str, object]", place.setdefault(step, {}))
        for name in last.split():
            place.setdefault(name, {})
    return cast("_Tree", tree)


_TREES: Final[Mapping[Kind, _Tree]] = MappingProxyType({kind: _tree(paths) for kind, paths in KEPT.items()})


def kept(kind: Kind, raw: bytes) -> bytes:
    """Return an object's JSON with what is kept of it.

    Of one that is no JSON object a text is left, which is as undecodable, and names it if that can be told.
    """
    try:
        value = _pruned(msgspec.json.decode(raw, type=object), _TREES[kind])
    except UNDECODABLE:
        value = None
    if not isinstance(value, dict):
        return msgspec.json.encode(f"no JSON object: {identify(kind, raw) or 'its name is lost'}")
    if kind.plane is Plane.KUBERNETES:
        _thin(cast("dict[str, object]", value))
    return msgspec.json.encode(value)


def _pruned(value: object, tree: _Tree) -> object:
    match value:
        case dict() if tree:
            fields = cast("dict[str, object]", value)
            return {name: _pruned(fields[name], below) for name, below in tree.items() if name in fields}
        case list():
            return [_pruned(one, tree) for one in cast("list[object]", value)]
        case _:
            return value


def _thin(fields: dict[str, object]) -> None:
    """Leave annotations out that are not AKO's (one repeats the whole object), and settings that tell of a secret."""
    metadata = fields.get("metadata")
    found = cast("dict[str, object]", metadata).get("annotations") if isinstance(metadata, dict) else None
    if isinstance(found, dict):
        noted = cast("dict[str, object]", found)
        for key in [key for key in noted if key not in ANNOTATIONS]:
            del noted[key]
    settings = fields.get("data")
    if isinstance(settings, dict):
        said = cast("dict[str, object]", settings)
        for key in [key for key, value in said.items() if tells(key) and value not in ("", "true", "false")]:
            said[key] = REDACTED
