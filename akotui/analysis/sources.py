"""What each source gave, how old that is, and what of it is missing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.estate import SourceReport, UnreadPart
from akotui.analysis.instances import Instance
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Cluster, Controller, Extent, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane

KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
NO_CONTROLLER = Scope("avi", Plane.AVI)
_FLAG = "--avi-controller"

_KINDS: Final = {plane: [(kind, kind.value) for kind in Kind if kind.plane is plane] for plane in Plane}
"""Of each plane the kinds with their names, which would be looked up again for every estate."""


def report_sources(inventory: Inventory, instances: Sequence[Instance]) -> tuple[SourceReport, ...]:
    """Return the cluster, then the Controllers by name; one that is off stands for those nobody named."""
    reports = [_report(KUBERNETES, inventory.cluster, inventory.cluster.health)]
    controllers = dict(inventory.controllers)
    if controllers.keys() - {NO_CONTROLLER}:
        controllers.pop(NO_CONTROLLER, None)  # somebody named one meanwhile
    for scope in sorted(controllers or {NO_CONTROLLER}):
        controller = controllers.get(scope, Controller(Health(SourceState.OFF)))
        reports.append(_report(scope, controller, _advised(controller.health, instances)))
    return tuple(reports)


def read_moments(inventory: Inventory) -> Mapping[tuple[Scope, Kind], datetime]:
    """Return when each table was last read."""
    sides: dict[Scope, Cluster | Controller] = {KUBERNETES: inventory.cluster, **inventory.controllers}
    return {
        (scope, kind): table.coverage.at
        for scope, side in sides.items()
        for kind, table in _tables(scope, side)
        if table.coverage.at is not None
    }


def _tables(scope: Scope, side: Cluster | Controller) -> Iterator[tuple[Kind, Table[object]]]:
    for kind, name in _KINDS[scope.plane]:
        yield kind, getattr(side, name)


def _advised(health: Health, instances: Sequence[Instance]) -> Health:
    """An address merely read from a ConfigMap is never contacted: say which flag allows it, and with what."""
    if health.state is not SourceState.OFF or "--" in health.detail:
        return health
    used = ", ".join(sorted({instance.controller for instance in instances if instance.controller}))
    advice = f"name the Avi Controller with {_FLAG}" + (f" (the instances use {used})" if used else "")
    return msgspec.structs.replace(health, detail=f"{health.detail}; {advice}" if health.detail else advice)


def _report(scope: Scope, side: Cluster | Controller, health: Health) -> SourceReport:
    tables = tuple(_tables(scope, side))
    moments = [table.coverage.at for _, table in tables if table.coverage.at is not None]
    off = health.state is SourceState.OFF
    unread = () if off else tuple(part for kind, table in tables for part in _unread(kind, table))
    repaired = sum(table.coverage.repaired for _, table in tables)
    told = _repaired(_partial(health) if unread else health, repaired)
    return SourceReport(scope, told, max(moments, default=None), unread, repaired)


def _repaired(health: Health, count: int) -> Health:
    """Say how often what is shown was wrong: somebody between akotui and the server loses events."""
    if not count:
        return health
    words = f"{count} change{'' if count == 1 else 's'} lost on the way, found by reading everything again"
    return msgspec.structs.replace(health, detail=f"{health.detail}; {words}" if health.detail else words)


def _partial(health: Health) -> Health:
    """A source that answers and did not give everything is partial, whatever it calls itself."""
    if health.state is not SourceState.LIVE:
        return health
    return msgspec.structs.replace(health, state=SourceState.PARTIAL)


def _unread(kind: Kind, table: Table[object]) -> Iterator[UnreadPart]:
    if table.coverage.extent in (Extent.UNREAD, Extent.PARTIAL):
        for part, reason in table.coverage.reasons:
            yield UnreadPart(f"{kind.value} {part}".rstrip(), reason)
    for key in sorted(table.broken):
        yield UnreadPart(f"{kind.value} {key}", table.broken[key])
