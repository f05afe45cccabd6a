"""How far the Controllers that were read reach: whose Controller is among them, and which tenants they showed.

A Controller answers for the tenants an account may see and is silent about the rest: what is not found in a tenant that
it did not show may be there all the same. A tenant was shown when the Controller lists it or, while that list was not
read in full, when an object of it was read.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Instance
from akotui.analysis.overview import endpoint, locate
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wishes import TENANT
from akotui.analysis.wording import listed
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Controller, Inventory, Table
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Namespace

IN_TENANTS: Final = frozenset(
    {
        *(Kind.VIRTUAL_SERVICE, Kind.VS_VIP, Kind.POOL, Kind.POOL_GROUP, Kind.DATA_SCRIPT_SET),
        *(Kind.HTTP_POLICY_SET, Kind.L4_POLICY_SET, Kind.RUNTIME),
    }
)
"""The kinds whose objects lie in tenants."""

TELL_TENANTS: Final = frozenset({Kind.TENANT, Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.NAMESPACE})
"""The kinds that tell which tenants there are and which of them this cluster uses."""


class Reach(msgspec.Struct, frozen=True):
    """How sure it is that an instance's Controller was read, and the tenants seen there, both by its id.

    It is likely at most while a tenant that this cluster uses was not shown there. An instance whose Controller is not
    known to be read is in neither. `anywhere` are the tenants of all Controllers. `scopes` are the Controllers of which
    all was read that tells what serves, by address, by uuid, and by "" when there is one; `uuids` are those of the
    instances' Controllers, by id. `shown` are the tenants that each Controller showed.
    """

    located: Mapping[str, Confidence] = {}
    tenants: Mapping[str, frozenset[str]] = {}
    anywhere: frozenset[str] = frozenset()
    scopes: Mapping[str, Scope] = {}
    uuids: Mapping[str, str] = {}
    shown: Mapping[Scope, frozenset[str]] = {}


def find_reach(inventory: Inventory, overview: EstateSubject, owning: Collection[str], used: frozenset[str]) -> Reach:
    """Return the reach; `owning` are the ids of the instances that own something that was read, `used` the tenants."""
    located = locate(inventory, overview, owning)
    shown = {scope: tenants_shown(controller) for scope, controller in inventory.controllers.items()}
    anywhere = frozenset[str]().union(*shown.values())
    by_address = {endpoint(scope.name): tenants for scope, tenants in shown.items()}
    by_uuid = {
        cluster.uuid: shown[scope]
        for scope, controller in inventory.controllers.items()
        for cluster in controller.cluster.rows.values()
    }
    tenants = {
        one.id: by_address.get(endpoint(one.controller))
        or by_uuid.get(overview.controller_uuids.get(one.id, ""), anywhere)
        for one in overview.instances
        if one.id in located
    }
    sure = {
        name: found if tenants[name].issuperset(used) else weakest((found, Confidence.LIKELY))
        for name, found in located.items()
    }
    return Reach(sure, tenants, anywhere, _scopes(inventory), overview.controller_uuids, shown)


def _scopes(inventory: Inventory) -> Mapping[str, Scope]:
    whole = [scope for scope, one in inventory.controllers.items() if all(table.whole for table in _serving(one))]
    found = {"": whole[0]} if whole and len(inventory.controllers) == 1 else {}
    for scope in whole:
        found[endpoint(scope.name)] = scope
        found.update((cluster.uuid, scope) for cluster in inventory.controllers[scope].cluster.rows.values())
    return found


def controller_of(instance: Instance, reach: Reach) -> Scope | None:
    """Return the Controller of an instance, by address, by uuid, or because there is no other.

    None when that is not known, or when not all was read there that tells what serves.
    """
    if instance.id not in reach.located:
        return None
    scopes = reach.scopes
    return scopes.get(endpoint(instance.controller)) or scopes.get(reach.uuids.get(instance.id, "")) or scopes.get("")


def _serving(controller: Controller) -> tuple[Table[object], ...]:
    return controller.virtualservices, controller.pools, controller.poolgroups, controller.vsdatascriptsets


def tenants_used(instances: Iterable[Instance], named: Iterable[str]) -> frozenset[str]:
    """Return the tenants that this cluster is known to use: those of its settings, and the `named` ones."""
    return frozenset(named).union(one.tenant for one in instances if one.settings)


def tenants_shown(controller: Controller) -> frozenset[str]:
    """Return the names of the tenants a Controller showed."""
    listed = frozenset(tenant.name for tenant in controller.tenants.rows.values())
    if listed and controller.tenants.whole:
        return listed
    return listed.union(vs.tenant for vs in controller.virtualservices.rows.values())


def tenant_of(namespace: Namespace | None, instance: Instance) -> str:
    """Return the tenant an instance would use for a namespace (AKO docs/ako_tenancy.md)."""
    return (namespace.metadata.annotations.get(TENANT) if namespace else None) or instance.tenant


def unseen(inventory: Inventory, instances: Iterable[Instance], reach: Reach, asked: Iterable[str]) -> str:
    """Return what of the Controllers the account does not see although this cluster uses it, empty when nothing.

    `asked` are the tenants that namespaces and objects of the cluster name.
    """
    if not any(one.health.state is not SourceState.OFF for one in inventory.controllers.values()):
        return ""
    configured = [one for one in instances if one.settings]
    return "; ".join(filter(None, (_hidden(configured, reach, asked), _elsewhere(configured, reach))))


def _hidden(configured: Sequence[Instance], reach: Reach, asked: Iterable[str]) -> str:
    def names() -> Iterator[str]:
        yield from (name for name in asked if name not in reach.anywhere)
        yield from (one.tenant for one in configured if one.tenant not in reach.tenants.get(one.id, (one.tenant,)))

    hidden = sorted(set(names()))
    return f"tenant {listed(hidden)} not shown by the Controller to this account" if hidden else ""


def _elsewhere(configured: Sequence[Instance], reach: Reach) -> str:
    lost = [one for one in configured if one.known and one.id not in reach.located]
    where = listed(sorted({one.controller or "no address" for one in lost}))
    return f"the Controller of {listed(one.id for one in lost)} ({where}) is not known to be read" if lost else ""
