"""A Controller's own identity, and its tenants."""

from akotui.decode.avi_wire import WireNamed, identity
from akotui.decode.broken import Unusable
from akotui.decode.shape import shape
from akotui.model.avi import ControllerCluster, Tenant
from akotui.model.text import clean


@shape(WireNamed)
def tenant(wire: WireNamed) -> tuple[str, Tenant]:
    """Decode a Tenant."""
    uuid, name = identity(wire)
    return uuid, Tenant(uuid, name)


@shape(WireNamed)
def controller_cluster(wire: WireNamed) -> tuple[str, ControllerCluster]:
    """Decode the answer of GET /api/cluster; it counts by its uuid, so it may lack a name."""
    uuid = clean(wire.uuid or "")
    if not uuid:
        raise Unusable("has no uuid")
    return uuid, ControllerCluster(uuid, clean(wire.name or ""))
