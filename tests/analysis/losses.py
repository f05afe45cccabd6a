"""Inventories of which something was not read: a kind, some of its objects, or a tenant."""

from collections.abc import Callable, Collection, Mapping

import msgspec

from akotui.analysis.estate import Estate
from akotui.model.inventory import Controller, Coverage, Extent, Inventory, Table
from akotui.model.kinds import AVI_TYPES, Kind, Plane
from tests.build import MOMENT

STATUSES = ("ran", "partial", "not-run")
"""Best first."""


def table_of(found: Inventory, kind: Kind) -> Table[object]:
    """The table of a kind; of the first Controller."""
    side = found.cluster if kind.plane is Plane.KUBERNETES else next(iter(found.controllers.values()))
    return getattr(side, kind.value)


def unread(found: Inventory, kind: Kind) -> Inventory:
    """Nothing of a kind could be read."""
    return _with(found, kind, lambda _: Table({}, {}, Coverage(Extent.UNREAD, (("", "403 forbidden"),))))


def in_part(found: Inventory, kind: Kind, kept: Collection[str]) -> Inventory:
    """Of a kind only the objects under these keys were read: a page was lost."""
    coverage = Coverage(Extent.PARTIAL, (("", "torn read"),), MOMENT)
    return _with(found, kind, lambda table: Table(_rows(table, kept.__contains__), {}, coverage))


def hidden(found: Inventory, tenant: str) -> Inventory:
    """The account does not see a tenant: the Controller answers as if there were none."""
    sides = {scope: _without_tenant(side, tenant) for scope, side in found.controllers.items()}
    return msgspec.structs.replace(found, controllers=sides)


def said(estate: Estate) -> Mapping[str, frozenset[str]]:
    """What each rule that runs finds, by rule."""
    rules = {one.rule for one in estate.coverage}
    return {rule: frozenset(one.about for one in estate.findings if one.rule == rule) for rule in rules}


def _rows(table: Table[object], kept: Callable[[str], bool]) -> Mapping[str, object]:
    return {key: one for key, one in table.rows.items() if kept(key)}


def _with(found: Inventory, kind: Kind, change: Callable[[Table[object]], Table[object]]) -> Inventory:
    def changed(side: object) -> dict[str, Table[object]]:
        return {kind.value: change(getattr(side, kind.value))}

    if kind.plane is Plane.KUBERNETES:
        return msgspec.structs.replace(found, cluster=msgspec.structs.replace(found.cluster, **changed(found.cluster)))
    sides = {scope: msgspec.structs.replace(side, **changed(side)) for scope, side in found.controllers.items()}
    return msgspec.structs.replace(found, controllers=sides)


def _without_tenant(side: Controller, tenant: str) -> Controller:
    gone = {uuid for uuid, vs in side.virtualservices.rows.items() if vs.tenant == tenant}

    def stays(kind: Kind, key: str, one: object) -> bool:
        named = getattr(one, "name", "") if kind is Kind.TENANT else getattr(one, "tenant", "")
        return named != tenant and not (kind is Kind.RUNTIME and key in gone)

    tables = {kind: getattr(side, kind.value) for kind in AVI_TYPES}
    left = {
        kind.value: Table(
            {key: one for key, one in table.rows.items() if stays(kind, key, one)}, table.broken, table.coverage
        )
        for kind, table in tables.items()
    }
    return msgspec.structs.replace(side, **left)
