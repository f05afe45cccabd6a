"""The operational state of virtual services, from GET /api/virtualservice-inventory."""

import msgspec

from akotui.decode.broken import Unusable
from akotui.decode.metadata import shared, texts
from akotui.decode.refs import uuid_of
from akotui.decode.shape import shape
from akotui.model.avi import Runtime
from akotui.model.text import clean


class _OperStatus(msgspec.Struct, gc=False):
    state: str | None = None
    reason: str | list[str | None] | None = None


class _RuntimeState(msgspec.Struct, gc=False):
    oper_status: _OperStatus | None = None


class _Config(msgspec.Struct, gc=False):
    uuid: str | None = None


class _Inventory(msgspec.Struct, gc=False):
    uuid: str | None = None
    url: str | None = None
    config: _Config | None = None
    runtime: _RuntimeState | None = None


@shape(_Inventory)
def runtime(wire: _Inventory) -> tuple[str, Runtime]:
    """Decode one result of the inventory; an absent state stays empty: not known yet is not down."""
    uuid = clean(wire.uuid or (wire.config.uuid if wire.config else None) or uuid_of(wire.url) or "")
    if not uuid:
        raise Unusable("has no uuid")
    status = wire.runtime.oper_status if wire.runtime else None
    if status is None:
        return uuid, Runtime(uuid)
    reasons = [status.reason] if isinstance(status.reason, str) else status.reason
    reason = "; ".join(texts(reasons)) if reasons else ""
    return uuid, Runtime(uuid, state=shared(status.state) if status.state else "", reason=reason)
