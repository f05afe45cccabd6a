"""A Controller's own identity, and its tenants."""

import msgspec

from akotui.decode.avi_wire import WireNamed, identity
from akotui.decode.broken import Unusable
from akotui.model.avi import ControllerCluster, Tenant
from akotui.model.text import clean

_read_named = msgspec.json.Decoder(WireNamed).decode


def tenant(raw: bytes) -> tuple[str, Tenant]:
    """Decode a Tenant."""
    uuid, name = identity(_read_named(raw))
    return uuid, Tenant(uuid, name)


def controller_cluster(raw: bytes) -> tuple[str, ControllerCluster]:
    """Decode the answer of GET /api/cluster; it counts by its uuid, so it may lack a name."""
    wire = _read_named(raw)
    uuid = clean(wire.uuid or "")
    if not uuid:
        raise Unusable("has no uuid")
    return uuid, ControllerCluster(uuid, clean(wire.name or ""))
