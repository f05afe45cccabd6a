"""What differs between two inventories, and whether so little that single objects can be judged again.

`akotui.model.changes.apply` keeps what stays equal, so that identity tells; the few kinds on which everything depends
are compared by value, and a difference there means that everything is judged again.
"""

from collections.abc import Collection, Mapping
from typing import Final

import msgspec

from akotui.analysis.patches import differing
from akotui.analysis.workloads import gateway_keys
from akotui.model.facts import Scope
from akotui.model.inventory import Cluster, Controller, Inventory, Table
from akotui.model.kinds import AVI_TYPES, RESOURCES

Keys = Mapping[str, Collection[str]]
"""By the name of a table the keys of its rows that differ."""

OF_CLUSTER: Final = ("namespaces", "ingresses", "services", "gateways", "httproutes", "routes")
OF_CONTROLLER: Final = (
    *("virtualservices", "vsvips", "pools", "poolgroups", "vsdatascriptsets", "httppolicysets", "l4policysets"),
    "runtimes",
)
"""The tables whose objects can be many, and of which single ones are judged again."""

_SEEN_IN_INSTANCES: Final = frozenset({"statefulsets", "pods", "configmaps", "leases"})
"""Compared by what follows from them: the instances."""


class Edits(msgspec.Struct, frozen=True):
    """The keys that differ by table, of the cluster and of each Controller.

    `every`: all keys, of before and now; `everywhere`: those of the cluster, too. What follows from the cluster alone
    is not made anew because one more list of a Controller was read.
    """

    cluster: Keys
    controllers: Mapping[Scope, Keys]
    every: bool
    everywhere: bool


def find_edits(old: Inventory, new: Inventory, *, every: bool) -> Edits:
    """Return what differs; with `every`, all there was and is, but of a cluster that is the very same nothing."""
    everywhere = every and old.cluster is not new.cluster
    controllers = {
        scope: _keys(
            old.controllers.get(scope, _NOTHING),
            new.controllers.get(scope, _NOTHING),
            OF_CONTROLLER,
            every=every,
        )
        for scope in {**old.controllers, **new.controllers}
    }
    return Edits(_keys(old.cluster, new.cluster, OF_CLUSTER, every=everywhere), controllers, every, everywhere)


_NOTHING = Controller()


def _keys(old: Cluster | Controller, new: Cluster | Controller, names: Collection[str], *, every: bool) -> Keys:
    found: dict[str, Collection[str]] = {}
    for name in names:
        before: Table[object] = getattr(old, name)
        after: Table[object] = getattr(new, name)
        if every:
            found[name] = before.rows.keys() | after.rows.keys() if before.rows else after.rows.keys()
        else:
            found[name] = differing(before.rows, after.rows)
    return found


def comparable(old: Inventory, new: Inventory) -> bool:
    """Whether the two differ in single objects of the large tables only, and in moments that did not go back."""
    if (old.at is None) != (new.at is None) or (old.at and new.at and new.at < old.at):
        return False
    if list(old.controllers) != list(new.controllers):
        return False
    sides = zip(old.controllers.values(), new.controllers.values(), strict=True)
    return _alike_cluster(old.cluster, new.cluster) and all(_alike_controller(was, now) for was, now in sides)


def as_complete(old: Inventory, new: Inventory) -> bool:
    """Whether as much was read as before, and for the same reasons not more: then rules run as they did."""
    if list(old.controllers) != list(new.controllers):
        return False
    pairs = [(old.cluster, new.cluster, RESOURCES)]
    pairs += [(old.controllers[scope], new.controllers[scope], AVI_TYPES) for scope in new.controllers]
    return all(
        was is now
        or (
            was.health.state is now.health.state
            and all(_as_complete(getattr(was, kind.value), getattr(now, kind.value)) for kind in kinds)
        )
        for was, now, kinds in pairs
    )


def _as_complete(old: Table[object], new: Table[object]) -> bool:
    if old is new:
        return True
    was, now = old.coverage, new.coverage
    return was.extent is now.extent and was.reasons == now.reasons and old.broken == new.broken


def _alike_cluster(old: Cluster, new: Cluster) -> bool:
    for kind in RESOURCES:
        loose = kind.value in OF_CLUSTER or kind.value in _SEEN_IN_INSTANCES
        if not _alike(getattr(old, kind.value), getattr(new, kind.value), loose=loose):
            return False
    return old.gateways.rows is new.gateways.rows or gateway_keys(old) == gateway_keys(new)


def _alike_controller(old: Controller, new: Controller) -> bool:
    tables = ((getattr(old, kind.value), getattr(new, kind.value), kind.value in OF_CONTROLLER) for kind in AVI_TYPES)
    return all(_alike(was, now, loose=loose) for was, now, loose in tables)


def _alike(old: Table[object], new: Table[object], *, loose: bool) -> bool:
    """Whether as much of a kind is known as before and, unless `loose`, the same."""
    if old is new:
        return True
    as_much = old.coverage.extent is new.coverage.extent and (old.whole, old.understood) == (new.whole, new.understood)
    return as_much and (loose or old.rows is new.rows or old.rows == new.rows)
