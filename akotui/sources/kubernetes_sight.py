"""One object of a cluster, got when somebody wants to see it."""

from collections.abc import Mapping

from akotui.errors import Unseen
from akotui.model.kinds import RESOURCES, Kind
from akotui.model.objects import Sight, Wanted
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.discovery import Presence, Served, list_path
from akotui.sources.kubernetes_reader import Lost, Wire
from akotui.sources.kubernetes_wire import refusal

_OK, _ABSENT = 200, 404


async def sight(wire: Wire, presence: Mapping[Kind, Presence], wanted: Wanted) -> Sight:
    """Get the object now, in the version in which its kind is read. Raises Unseen."""
    found = presence.get(wanted.kind)
    if not isinstance(found, Served):
        raise Unseen(f"the cluster does not serve {wanted.kind.value}, or did not say so yet")
    resource = RESOURCES[wanted.kind]
    path = f"{list_path(resource, found.version, wanted.within if resource.namespaced else '')}/{wanted.name}"
    try:
        answer = await wire.get(path)
    except (Lost, CredentialsFailed) as error:
        raise Unseen(str(error)) from None
    if answer.status == _ABSENT:
        raise Unseen(f"GET {path}: 404, it is deleted")
    if answer.status != _OK:
        raise Unseen(f"GET {path}: {answer.status} {refusal(answer)}".rstrip())
    return Sight(answer.body, f"GET {path}")
