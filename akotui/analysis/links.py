"""How the objects of one Controller hang together: from a virtual service to its pools, its twin, its address."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from akotui.model.avi import Pool, PoolGroup, VirtualService
from akotui.model.facts import Scope
from akotui.model.inventory import Controller
from akotui.model.kinds import Kind

BEHIND_SHARED: Final = frozenset({Kind.POOL, Kind.POOL_GROUP, Kind.DATA_SCRIPT_SET})
"""The kinds that lead from a shared virtual service to what it serves."""


class Links(msgspec.Struct, frozen=True):
    """A Controller with the indexes that following names needs; names are unique only within a tenant.

    `traced`: all pools, pool groups and datascript sets were read and understood: where none is found there is none.
    """

    scope: Scope
    controller: Controller
    groups: Mapping[tuple[str, str], PoolGroup]
    shared: Mapping[tuple[str, str], VirtualService]
    traced: bool


def link(scope: Scope, controller: Controller, shared: Iterable[VirtualService], before: Links | None = None) -> Links:
    """Return the indexes over a Controller's tables and its shared virtual services; those of `before`, if given."""
    tables = (controller.pools, controller.poolgroups, controller.vsdatascriptsets)
    traced = all(table.understood for table in tables)
    if before is not None:
        return Links(scope, controller, before.groups, before.shared, traced)
    groups = {(group.tenant, group.name): group for group in controller.poolgroups.rows.values()}
    return Links(scope, controller, groups, {(vs.tenant, vs.name): vs for vs in shared}, traced)


def pools_of(vs: VirtualService, links: Links) -> Iterator[Pool]:
    """Yield the pools behind a shared virtual service, each once.

    Insecure hosts under a shared SNI parent exist only there: datascript -> pool group -> pool, or the pool group of
    the same name (AKO internal/nodes/avi_model_l7_hostname_shard.go). A redirect twin has those of its secure half.
    """
    seen: set[str] = set()
    for uuid in _pool_uuids(vs, links):
        pool = links.controller.pools.rows.get(uuid)
        if pool is not None and uuid not in seen:
            seen.add(uuid)
            yield pool
    secure = links.shared.get((vs.tenant, vs.service_metadata.passthrough_parent))
    if secure is not None and not secure.service_metadata.passthrough_parent:
        yield from pools_of(secure, links)


def _pool_uuids(vs: VirtualService, links: Links) -> Iterator[str]:
    if vs.pool:
        yield vs.pool
    for group in groups_of(vs, links):
        yield from group.pools


def groups_of(vs: VirtualService, links: Links) -> Iterator[PoolGroup]:
    """Yield the pool groups behind a virtual service: its own, those of its datascript sets, the one of its name."""
    tables = links.controller
    uuids = [vs.pool_group] if vs.pool_group else []
    for script in vs.data_scripts:
        found = tables.vsdatascriptsets.rows.get(script)
        uuids += found.pool_groups if found else ()
    for uuid in uuids:
        if (group := tables.poolgroups.rows.get(uuid)) is not None:
            yield group
    if (named := links.groups.get((vs.tenant, vs.name))) is not None:
        yield named


def parent_of(vs: VirtualService, links: Links) -> VirtualService | None:
    """Return the parent that holds its address, None without one or when it was not seen."""
    return links.controller.virtualservices.rows.get(vs.parent) if vs.parent else None


def addresses_of(vs: VirtualService, parent: VirtualService | None, links: Links) -> tuple[str, ...]:
    """Return the addresses of its VSVIP, or of its parent's: children have none of their own."""
    uuid = vs.vs_vip or (parent.vs_vip if parent else None)
    vip = links.controller.vsvips.rows.get(uuid) if uuid else None
    return vip.addresses if vip else ()
