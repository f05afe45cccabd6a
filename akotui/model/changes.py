"""Changes to the inventory, and how they apply. Pure: the same history always gives the same inventory.

What did not change keeps its identity: an equal object stays the old one, and a table whose objects are all the old
ones keeps its `rows` mapping, so that `is` tells later stages what they need not look at again.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from operator import is_
from typing import TypeVar

import msgspec

from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Controller, Coverage, Extent, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.model.layers import edited

V = TypeVar("V")

SOME_NAMESPACES = ("", "read only in single namespaces")
"""The reason a kind that is listed namespace by namespace is never complete: the other namespaces are unknown."""


class Replaced(msgspec.Struct, frozen=True):
    """A list ended: `rows` and `broken` are all there is of the kind, or of its `part`.

    `coverage` speaks of what was listed, with the moment the list ended. `audit`: differences to what is known count
    as repaired.
    """

    scope: Scope
    kind: Kind
    part: str
    rows: Mapping[str, object]
    broken: Mapping[str, str]
    coverage: Coverage
    audit: bool = False


class Changed(msgspec.Struct, frozen=True):
    """Single objects came, changed, could not be understood, or went. No key stands in two of the three."""

    scope: Scope
    kind: Kind
    upserts: Mapping[str, object]
    broken: Mapping[str, str]
    deletes: frozenset[str]
    at: datetime


class Lost(msgspec.Struct, frozen=True):
    """A kind, or a part of it, could not be read: what is known of it stays, as incomplete."""

    scope: Scope
    kind: Kind
    part: str
    reason: str
    at: datetime


class HealthChanged(msgspec.Struct, frozen=True):
    """A source said how it is; an empty `endpoint` leaves the known one."""

    scope: Scope
    state: SourceState
    detail: str
    endpoint: str
    at: datetime
    retry_at: datetime | None = None
    cautions: tuple[str, ...] = ()
    every: int | None = None


Change = Replaced | Changed | Lost | HealthChanged


def apply(inventory: Inventory, changes: Iterable[Change]) -> Inventory:
    """Return the inventory after `changes`, in their order; the very same inventory when there are none."""
    for change in changes:
        inventory = _apply_one(inventory, change)
    return inventory


def _apply_one(inventory: Inventory, change: Change) -> Inventory:
    scope, at = change.scope, change.coverage.at if isinstance(change, Replaced) else change.at
    newest = max((moment for moment in (inventory.at, at) if moment), default=None)
    if scope.plane is Plane.KUBERNETES:
        cluster = msgspec.structs.replace(inventory.cluster, **_field(inventory.cluster, change))
        return msgspec.structs.replace(inventory, cluster=cluster, at=newest)
    old = inventory.controllers.get(scope, Controller())
    new = msgspec.structs.replace(old, **_field(old, change))
    return msgspec.structs.replace(inventory, controllers={**inventory.controllers, scope: new}, at=newest)


def _field(side: msgspec.Struct, change: Change) -> Mapping[str, object]:
    """The one field of a cluster or a controller that a change gives a new value."""
    if isinstance(change, HealthChanged):
        health: Health = getattr(side, "health")  # noqa: B009 - Cluster and Controller share the field, not a type
        return {"health": _healthy(health, change)}
    table: Table[object] = getattr(side, change.kind.value)
    return {change.kind.value: _tabled(table, change)}


def _healthy(old: Health, change: HealthChanged) -> Health:
    same = old.state is change.state
    again = same and None not in (old.retry_at, change.retry_at) and old.retry_at != change.retry_at
    return Health(
        state=change.state,
        detail=change.detail,
        endpoint=change.endpoint or old.endpoint,
        since=old.since if old.since and same else change.at,
        retry_at=change.retry_at,
        cautions=change.cautions,
        tries=(old.tries if same else 0) + again,
        every=change.every,
    )


def _tabled(old: Table[object], change: Replaced | Changed | Lost) -> Table[object]:
    match change:
        case Replaced():
            return _replaced(old, change)
        case Changed():
            return _changed(old, change)
        case Lost():
            return msgspec.structs.replace(old, coverage=_lost(old.coverage, change))


def _replaced(old: Table[object], change: Replaced) -> Table[object]:
    rows, broken = change.rows, change.broken
    if change.part:
        rows = {key: row for key, row in old.rows.items() if not belongs(key, change.part)} | dict(rows)
        broken = {key: why for key, why in old.broken.items() if not belongs(key, change.part)} | dict(broken)
    coverage = _part_read(old.coverage, change) if change.part else change.coverage
    table = Table(_same_or_new(old.rows, rows), _same_or_new(old.broken, broken), coverage)
    repaired = old.coverage.repaired + (_differences(old, table) if change.audit else 0)
    if repaired == coverage.repaired:
        return table
    return msgspec.structs.replace(table, coverage=msgspec.structs.replace(coverage, repaired=repaired))


def _differences(old: Table[object], new: Table[object]) -> int:
    """Count the objects that are not in both tables with the same value."""
    pairs = (old.rows, new.rows), (old.broken, new.broken)
    keys = [key for a, b in pairs if a is not b for key in a.keys() | b.keys() if a.get(key) != b.get(key)]
    return len(set(keys))


def belongs(key: str, part: str) -> bool:
    """Whether a key is of a part: `part/name`, or the part itself for the Namespace object of that name."""
    return key == part or key.startswith(f"{part}/")


def _same_or_new(old: Mapping[str, V], new: Mapping[str, V]) -> Mapping[str, V]:
    """Return `new` with each equal value's old object, or `old` itself when nothing differs."""
    if not old:
        return new or old
    if len(new) == len(old) and all(map(is_, new.values(), map(old.get, new))):
        return old
    edits: dict[str, V | None] = {key: value for key, value in new.items() if key not in old or old[key] != value}
    if len(new) - sum(key not in old for key in edits) < len(old):
        edits.update(dict.fromkeys([key for key in old if key not in new]))
    return edited(old, edits) if edits else old


def _changed(old: Table[object], change: Changed) -> Table[object]:
    new = {key: row for key, row in change.upserts.items() if key not in old.rows or old.rows[key] != row}
    rows = _edited(old.rows, new, change.deletes | change.broken.keys())
    broken = _edited(old.broken, change.broken, change.deletes | change.upserts.keys())
    return Table(rows, broken, msgspec.structs.replace(old.coverage, at=change.at))


def _edited(old: Mapping[str, V], new: Mapping[str, V], gone: AbstractSet[str]) -> Mapping[str, V]:
    """Return `old` with `new` and without `gone`; `old` itself when that changes nothing."""
    if not new and not any(key in old for key in gone):
        return old
    return edited(old, {**new, **dict.fromkeys(key for key in gone if key in old or key in new)})


def _part_read(old: Coverage, change: Replaced) -> Coverage:
    """A part was read: its old reasons give way to the new ones, the other parts keep theirs."""
    others = [reason for reason in old.reasons if reason[0] not in ("", change.part)]
    return Coverage(Extent.PARTIAL, (SOME_NAMESPACES, *sorted({*others, *change.coverage.reasons})), change.coverage.at)


def _lost(old: Coverage, change: Lost) -> Coverage:
    ever = old.extent in (Extent.COMPLETE, Extent.PARTIAL)
    kept = [reason for reason in old.reasons if reason[0] != change.part] if ever or change.part else []
    if not ever:
        kept = [reason for reason in kept if reason[0]]
    reasons = tuple(sorted({*kept, (change.part, change.reason)}))
    return Coverage(Extent.PARTIAL if ever else Extent.UNREAD, reasons, old.at if ever else None, old.repaired)
