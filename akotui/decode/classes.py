"""Cluster-wide objects: the parameters of classes, the AviInfraSetting they may name, AKO's ClusterRole."""

import msgspec

from akotui.decode.metadata import WireMetadata, metadata, optional
from akotui.decode.shape import shape
from akotui.model.kubernetes import AviInfraSetting, ClusterRole
from akotui.model.text import clean


class WireParameters(msgspec.Struct, gc=False):
    """IngressClass.spec.parameters (apiGroup) and GatewayClass.spec.parametersRef (group)."""

    kind: str | None = None
    name: str | None = None
    api_group: str | None = msgspec.field(default=None, name="apiGroup")
    group: str | None = None


def infra_setting(wire: WireParameters | None) -> str | None:
    """Return the AviInfraSetting that class parameters name, None when they name none or something else."""
    if wire is None or wire.kind != "AviInfraSetting" or (wire.api_group or wire.group) != "ako.vmware.com":
        return None
    return optional(wire.name)


class _Layer7(msgspec.Struct, gc=False):
    shard_size: str | None = msgspec.field(default=None, name="shardSize")


class _InfraSpec(msgspec.Struct, gc=False):
    layer7: _Layer7 | None = msgspec.field(default=None, name="l7Settings")


class _InfraStatus(msgspec.Struct, gc=False):
    status: str | None = None


class _Infra(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _InfraSpec | None = None
    status: _InfraStatus | None = None


@shape(_Infra)
def avi_infra_setting(wire: _Infra) -> tuple[str, AviInfraSetting]:
    """Decode an ako.vmware.com AviInfraSetting (v1alpha1, v1beta1)."""
    known = metadata(wire.metadata, namespaced=False)
    layer7 = wire.spec.layer7 if wire.spec else None
    return known.key, AviInfraSetting(
        known,
        shard_size=clean((layer7.shard_size if layer7 else None) or ""),
        status=clean((wire.status.status if wire.status else None) or ""),
    )


class _ClusterRole(msgspec.Struct, gc=False):
    metadata: WireMetadata


@shape(_ClusterRole)
def cluster_role(wire: _ClusterRole) -> tuple[str, ClusterRole]:
    """Decode a rbac.authorization.k8s.io/v1 ClusterRole."""
    known = metadata(wire.metadata, namespaced=False)
    return known.key, ClusterRole(known)
