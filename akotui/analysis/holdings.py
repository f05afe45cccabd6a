"""What stands on a Controller with some virtual services: their children, and the parts they are made of.

What one refers to is followed by uuid (analysis/links.py). Policies choose pools, too, and what they choose is not
read: pools, pool groups and policy sets under the same username that name the same Kubernetes object are counted in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.coverage import lack
from akotui.analysis.links import Links, groups_of, link, pools_of
from akotui.analysis.origins import told
from akotui.analysis.roles import NAMED_FOR_INSTANCE
from akotui.analysis.subjects import VirtualServiceSubject
from akotui.model.avi import Pool, PoolGroup, VirtualService
from akotui.model.facts import Scope
from akotui.model.inventory import Controller, Inventory, Table
from akotui.model.kinds import Kind

PARTS: Mapping[Kind, str] = {
    Kind.VS_VIP: "VSVIP",
    Kind.POOL_GROUP: "PoolGroup",
    Kind.POOL: "Pool",
    Kind.DATA_SCRIPT_SET: "VSDataScriptSet",
    Kind.HTTP_POLICY_SET: "HTTPPolicySet",
    Kind.L4_POLICY_SET: "L4PolicySet",
}
"""The kinds of part, in the order in which they are told, by the Controller's word."""
ON_A_CONTROLLER: Final = frozenset({"VirtualService", *PARTS.values()})
"""The kinds of object by which a finding is about what stands on a Controller."""

_OF_SOURCE = (Kind.POOL_GROUP, Kind.POOL, Kind.HTTP_POLICY_SET, Kind.L4_POLICY_SET)

Name = tuple[Kind, str]
"""A kind and a uuid."""


class Held(msgspec.Struct, frozen=True):
    """A part. `shared` are the names of other virtual services that need it: it cannot go before they do."""

    scope: Scope
    kind: Kind
    tenant: str
    name: str
    uuid: str
    shared: tuple[str, ...] = ()


class Holdings(msgspec.Struct, frozen=True):
    """Virtual services with their children, and their parts; `unread`: why there may be more."""

    services: tuple[VirtualServiceSubject, ...] = ()
    parts: tuple[Held, ...] = ()
    unread: tuple[str, ...] = ()


def holdings(
    services: Iterable[VirtualServiceSubject],
    every: Sequence[VirtualServiceSubject],
    inventory: Inventory,
    users: Collection[str] = (),
) -> Holdings:
    """Return what stands with `services`; `every` are all there are. All parts of `users` are counted in."""
    chosen = {(one.scope, one.vs.uuid) for one in services}
    family = {_key(one): one for one in every if _key(one) in chosen or (one.scope, one.vs.parent) in chosen}
    parts: list[Held] = []
    unread: dict[str, None] = {}
    for scope, controller in inventory.controllers.items():
        here = [one for one in family.values() if one.scope == scope]
        others = [one for one in every if one.scope == scope and _key(one) not in family]
        if here or users:
            links = link(scope, controller, (one.vs for one in (*here, *others) if one.type in NAMED_FOR_INSTANCE))
            parts += _parts(here, others, links, users)
            unread.update(dict.fromkeys(_unread(controller)))
    return Holdings(tuple(family.values()), tuple(parts), tuple(unread))


def _key(one: VirtualServiceSubject) -> tuple[Scope, str]:
    return one.scope, one.vs.uuid


def _parts(
    here: Sequence[VirtualServiceSubject],
    others: Sequence[VirtualServiceSubject],
    links: Links,
    users: Collection[str],
) -> Iterator[Held]:
    own = {name for one in here for name in _needs(one.vs, links)}
    own.update(_of_sources(here, links.controller))
    own.update(_of_users(users, links.controller))
    needed: dict[Name, list[str]] = defaultdict(list)
    for one in others:
        for name in _needs(one.vs, links):
            if name in own:
                needed[name].append(one.vs.name)
    for kind in PARTS:
        rows = _table(links.controller, kind).rows
        found = [(part.tenant, part.name, part.uuid) for uuid in rows if (kind, uuid) in own for part in (rows[uuid],)]
        for tenant, name, uuid in sorted(found):
            yield Held(links.scope, kind, tenant, name, uuid, tuple(needed[kind, uuid]))


class _Part(msgspec.Struct, frozen=True):
    uuid: str
    name: str
    tenant: str


def _table(controller: Controller, kind: Kind) -> Table[_Part]:
    table: Table[_Part] = getattr(controller, kind.value)
    return table


def _needs(vs: VirtualService, links: Links) -> Iterator[Name]:
    """Yield what a virtual service refers to; the VSVIP of a child is its parent's, and not told here."""
    if vs.vs_vip:
        yield Kind.VS_VIP, vs.vs_vip
    yield from ((Kind.POOL_GROUP, one.uuid) for one in groups_of(vs, links))
    yield from ((Kind.POOL, one.uuid) for one in pools_of(vs, links))
    yield from ((Kind.DATA_SCRIPT_SET, uuid) for uuid in vs.data_scripts)
    for uuid in vs.policies:
        yield Kind.HTTP_POLICY_SET, uuid
        yield Kind.L4_POLICY_SET, uuid


def _of_sources(here: Iterable[VirtualServiceSubject], controller: Controller) -> Iterator[Name]:
    """Yield the parts that name the same object, and no other host of it, under the same username.

    Shared parents name none: what they serve is followed.
    """
    wanted: dict[tuple[str | None, str, str], set[str]] = defaultdict(set)
    for one in here:
        for origin in one.origins if one.type not in NAMED_FOR_INSTANCE else ():
            work = origin.workload
            wanted[one.vs.created_by, work.kind, f"{work.namespace}/{work.name}"].update(one.hosts)
    for kind in _OF_SOURCE if wanted else ():
        table: Table[Pool | PoolGroup] = getattr(controller, kind.value)
        for uuid, part in table.rows.items():
            names = told(part.service_metadata if isinstance(part, Pool) else None, part.markers)
            hosts = [wanted[part.created_by, *name] for name in names if (part.created_by, *name) in wanted]
            marked = part.markers.get("Host", ())
            if hosts and (not marked or any(not each or not each.isdisjoint(marked) for each in hosts)):
                yield kind, uuid


def _of_users(users: Collection[str], controller: Controller) -> Iterator[Name]:
    for kind in PARTS if users else ():
        table: Table[object] = getattr(controller, kind.value)
        yield from ((kind, uuid) for uuid, part in table.rows.items() if getattr(part, "created_by", None) in users)


def _unread(controller: Controller) -> Iterator[str]:
    for kind in (Kind.VIRTUAL_SERVICE, *PARTS):
        table = _table(controller, kind)
        if not table.whole:
            yield f"{kind.value}: {lack((table,))}"
