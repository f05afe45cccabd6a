"""The golden states as inventories, through the decoder."""

from pathlib import Path

import msgspec

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.inventory import Coverage, Extent, Inventory, Table
from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind
from tests.build import MOMENT, cluster, controller, inventory

STATES = Path(__file__).parent.parent / "golden"


class _List(msgspec.Struct):
    items: tuple[msgspec.Raw, ...] = ()
    results: tuple[msgspec.Raw, ...] = ()


def golden(state: str) -> Inventory:
    """Return a golden state; a kind without a list there is known to be absent."""
    lists = {
        side: msgspec.json.decode((STATES / f"{state}.{side}.json").read_bytes(), type=dict[str, _List])
        for side in ("kube", "avi")
    }
    kubernetes = {kind.value: _table(kind, lists["kube"].get(_path(kind))) for kind in RESOURCES}
    avi = {kind.value: _table(kind, lists["avi"].get(AVI_TYPES[kind].path)) for kind in AVI_TYPES}
    return inventory(msgspec.structs.replace(cluster(), **kubernetes), msgspec.structs.replace(controller(), **avi))


def _path(kind: Kind) -> str:
    resource = RESOURCES[kind]
    group = f"apis/{resource.group}" if resource.group else "api"
    return f"{group}/{resource.versions[0]}/{resource.plural}"


def _table(kind: Kind, found: _List | None) -> Table[object]:
    if found is None:
        return Table(coverage=Coverage(Extent.ABSENT, (), MOMENT))
    rows: dict[str, object] = {}
    for raw in found.items or found.results:
        decoded = decode(kind, bytes(raw))
        assert not isinstance(decoded, Broken)
        rows[decoded[0]] = decoded[1]
    return Table(rows=rows, coverage=Coverage(Extent.COMPLETE, (), MOMENT))
