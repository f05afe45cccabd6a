"""Virtual services and VSVIPs."""

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from akotui.decode.avi_wire import WireMarked, identity, markers, uuids
from akotui.decode.metadata import shared, texts
from akotui.decode.refs import name_of, shared_uuid_of, uuid_of
from akotui.decode.service_metadata import ABSENT, service_metadata
from akotui.decode.shape import shape
from akotui.model.avi import VirtualService, VsVip

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class _Match(msgspec.Struct, gc=False):
    host: str | None = None


class _ScriptUse(msgspec.Struct, gc=False):
    ref: str | None = msgspec.field(default=None, name="vs_datascript_set_ref")


class _PolicyUse(msgspec.Struct, gc=False):
    http: str | None = msgspec.field(default=None, name="http_policy_set_ref")
    l4: str | None = msgspec.field(default=None, name="l4_policy_set_ref")


class _VirtualService(WireMarked, gc=False):
    type: str | None = None
    service_metadata: msgspec.Raw = ABSENT
    vh_parent_vs_ref: str | None = None
    vh_domain_name: list[str | None] | None = None
    vh_matches: list[_Match] | None = None
    vsvip_ref: str | None = None
    enabled: bool | None = None
    pool_ref: str | None = None
    pool_group_ref: str | None = None
    vs_datascripts: list[_ScriptUse] | None = None
    http_policies: list[_PolicyUse] | None = None
    l4_policies: list[_PolicyUse] | None = None
    checksum: str | int | None = msgspec.field(default=None, name="cloud_config_cksum")
    last_modified: str | int | float | None = msgspec.field(default=None, name="_last_modified")


@shape(_VirtualService)
def virtual_service(wire: _VirtualService) -> tuple[str, VirtualService]:
    """Decode a VirtualService; an absent `enabled` means enabled, the Controller's default."""
    uuid, name = identity(wire)
    said, unreadable = service_metadata(wire.service_metadata)
    return uuid, VirtualService(
        uuid=uuid,
        name=name,
        tenant=name_of(wire.tenant_ref),
        cloud=name_of(wire.cloud_ref),
        type=shared(wire.type) if wire.type else "",
        created_by=shared(wire.created_by) if wire.created_by is not None else None,
        markers=markers(wire.markers),
        service_metadata=said,
        unreadable_metadata=unreadable,
        parent=shared_uuid_of(wire.vh_parent_vs_ref),
        hosts=_hosts(wire),
        vs_vip=uuid_of(wire.vsvip_ref),
        pool=uuid_of(wire.pool_ref),
        pool_group=uuid_of(wire.pool_group_ref),
        data_scripts=uuids([each.ref for each in wire.vs_datascripts]) if wire.vs_datascripts else (),
        policies=_policies(wire) if wire.http_policies or wire.l4_policies else (),
        enabled=wire.enabled is not False,
        checksummed=bool(wire.checksum),
        last_modified=microseconds(wire.last_modified),
    )


def _hosts(wire: _VirtualService) -> tuple[str, ...]:
    if not wire.vh_matches:
        return texts(wire.vh_domain_name)
    return texts([*(wire.vh_domain_name or ()), *[match.host for match in wire.vh_matches]])


def _policies(wire: _VirtualService) -> tuple[str, ...]:
    refs = [each.http or each.l4 for each in wire.http_policies or ()]
    if wire.l4_policies:
        refs += [each.http or each.l4 for each in wire.l4_policies]
    return uuids(refs)


def microseconds(value: str | float | None) -> datetime | None:
    """Read `_last_modified`: microseconds since the epoch, as a string or a number; None when it is none."""
    try:
        seconds, rest = divmod(int(value), 1_000_000) if value else (None, 0)
        return None if seconds is None else _EPOCH + timedelta(0, seconds, rest)
    except (ValueError, OverflowError):
        return None


class _Address(msgspec.Struct, gc=False):
    addr: str | None = None


class _Vip(msgspec.Struct, gc=False):
    ip_address: _Address | None = None
    ip6_address: _Address | None = None


class _DnsName(msgspec.Struct, gc=False):
    fqdn: str | None = None


class _VsVip(WireMarked, gc=False):
    vip: list[_Vip] | None = None
    dns_info: list[_DnsName] | None = None


@shape(_VsVip)
def vs_vip(wire: _VsVip) -> tuple[str, VsVip]:
    """Decode a VsVip; IPv4 before IPv6 in each of its vips."""
    uuid, name = identity(wire)
    found = [address for vip in wire.vip or () for address in (vip.ip_address, vip.ip6_address)]
    return uuid, VsVip(
        uuid=uuid,
        name=name,
        tenant=name_of(wire.tenant_ref),
        cloud=name_of(wire.cloud_ref),
        markers=markers(wire.markers),
        addresses=texts([address.addr for address in found if address]),
        hosts=texts([each.fqdn for each in wire.dns_info or ()]),
    )
