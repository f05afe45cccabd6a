"""The role of a virtual service, by its name's literals and its type.

The upper-case literals cannot come from Kubernetes names, which are lower case (AKO internal/lib/lib.go 235-760,
internal/nodes/dequeue_ingestion.go GetShardVSPrefix, ako-gateway-api/lib/lib.go).
"""

from typing import Final

from akotui.analysis.subjects import Type
from akotui.model.avi import VirtualService

NAMED_FOR_INSTANCE: Final = (Type.SHARED_PARENT, Type.NAMESPACE_PARENT, Type.PASSTHROUGH)
"""Shared by many hosts, and the name holds the instance: two instances never collide on these (lib.GetAKOIDPrefix)."""

GATEWAY: Final = (Type.GATEWAY_PARENT, Type.GATEWAY_CHILD)

CHILD: Final = "VS_TYPE_VH_CHILD"
"""The type of a virtual service whose parent holds its address."""

_EVH_SHARED = "Shared-L7-EVH-"

_CHILD: Final = Type.CHILD
"""To look up a member of an enum costs ten times as much as a name; this is asked of every virtual service."""


def role(vs: VirtualService) -> Type:
    """Return the role of a virtual service; `unknown` when neither name, type nor metadata tell."""
    child = vs.type == CHILD
    if vs.name.startswith("ako-gw-") or "GatewayNamespace" in vs.markers:
        return Type.GATEWAY_CHILD if child else Type.GATEWAY_PARENT
    if child:
        return _CHILD
    return _shared(vs.name) or _single(vs)


def is_child(vs: VirtualService) -> bool:
    """Whether a parent holds its address."""
    return vs.type == CHILD


def _shared(name: str) -> Type | None:
    _, evh, rest = name.partition(_EVH_SHARED)
    if evh and (rest.startswith("NS-") or "-NS-" in rest):
        return Type.NAMESPACE_PARENT
    if "Shared-L7-" in name:
        return Type.SHARED_PARENT
    return Type.PASSTHROUGH if "Shared-Passthrough-" in name else None


def _single(vs: VirtualService) -> Type:
    if vs.name.endswith(("-L7-dedicated", "-EVH")):
        return Type.DEDICATED
    told = vs.service_metadata
    if told.services or told.gateway or "ServiceName" in vs.markers or is_shared_vip(vs):
        return Type.L4
    return Type.UNKNOWN


def is_shared_vip(vs: VirtualService) -> bool:
    """Whether it joins several Services under one address: markers Namespace and GatewayName, the latter the key."""
    return "GatewayName" in vs.markers and "Namespace" in vs.markers and not vs.service_metadata.gateway
