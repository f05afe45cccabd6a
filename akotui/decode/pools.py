"""Pools, pool groups, and the datascript sets and policy sets that choose among them."""

import msgspec

from akotui.decode.avi_wire import WireMarked, WireTenanted, identity, markers, uuids
from akotui.decode.metadata import optional
from akotui.decode.refs import name_of
from akotui.decode.service_metadata import ABSENT, service_metadata
from akotui.decode.shape import shape
from akotui.model.avi import DataScriptSet, HttpPolicySet, L4PolicySet, Pool, PoolGroup


class _Pool(WireMarked, gc=False):
    service_metadata: msgspec.Raw = ABSENT


@shape(_Pool)
def pool(wire: _Pool) -> tuple[str, Pool]:
    """Decode a Pool."""
    uuid, name = identity(wire)
    said, unreadable = service_metadata(wire.service_metadata)
    return uuid, Pool(
        uuid=uuid,
        name=name,
        tenant=name_of(wire.tenant_ref),
        cloud=name_of(wire.cloud_ref),
        created_by=optional(wire.created_by),
        markers=markers(wire.markers),
        service_metadata=said,
        unreadable_metadata=unreadable,
    )


class _Member(msgspec.Struct, gc=False):
    pool_ref: str | None = None


class _PoolGroup(WireMarked, gc=False):
    members: list[_Member] | None = None


@shape(_PoolGroup)
def pool_group(wire: _PoolGroup) -> tuple[str, PoolGroup]:
    """Decode a PoolGroup."""
    uuid, name = identity(wire)
    return uuid, PoolGroup(
        uuid=uuid,
        name=name,
        tenant=name_of(wire.tenant_ref),
        created_by=optional(wire.created_by),
        markers=markers(wire.markers),
        pools=uuids([member.pool_ref for member in wire.members or ()]),
    )


class _DataScriptSet(WireTenanted, gc=False):
    created_by: str | None = None
    pool_group_refs: list[str | None] | None = None


@shape(_DataScriptSet)
def data_script_set(wire: _DataScriptSet) -> tuple[str, DataScriptSet]:
    """Decode a VSDataScriptSet."""
    uuid, name = identity(wire)
    return uuid, DataScriptSet(
        uuid=uuid,
        name=name,
        tenant=name_of(wire.tenant_ref),
        created_by=optional(wire.created_by),
        pool_groups=uuids(wire.pool_group_refs or ()),
    )


@shape(WireMarked)
def http_policy_set(wire: WireMarked) -> tuple[str, HttpPolicySet]:
    """Decode an HTTPPolicySet."""
    uuid, name = identity(wire)
    return uuid, HttpPolicySet(uuid, name, name_of(wire.tenant_ref), optional(wire.created_by), markers(wire.markers))


@shape(WireMarked)
def l4_policy_set(wire: WireMarked) -> tuple[str, L4PolicySet]:
    """Decode an L4PolicySet."""
    uuid, name = identity(wire)
    return uuid, L4PolicySet(uuid, name, name_of(wire.tenant_ref), optional(wire.created_by), markers(wire.markers))
