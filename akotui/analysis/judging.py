"""The verdicts on virtual services, patched: which of them a difference concerns, and judging these alone.

A verdict follows from the virtual service, its parent, children, VSVIP and runtime, from the pools behind a shared
one, the Kubernetes objects it names, the namespaces it comes from, and the moment, while it is fresh.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.edits import Edits, Keys
from akotui.analysis.grace import LAG
from akotui.analysis.intentions import Intentions
from akotui.analysis.links import Links, link
from akotui.analysis.origins import SHARED_VIP, Sources, find_sources
from akotui.analysis.patches import Deadlines, Rows, everything, patch, postpone, regroup, remake
from akotui.analysis.roles import CHILD, NAMED_FOR_INSTANCE, role
from akotui.analysis.subjects import VirtualServiceSubject, Workload
from akotui.analysis.virtual_services import Bench, judge_one, usual
from akotui.analysis.workloads import TABLES
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope
from akotui.model.inventory import Cluster, Controller, Inventory

Key = tuple[str, str]
"""The name of a Controller and a uuid on it."""

_PARTS: Final = ("pools", "poolgroups", "vsdatascriptsets")
_INGRESSES: Final = ("Ingress", "Route")
"""AKO says Ingress of both; which one it was is told by what is there."""

_NONE: Final = Controller()


class Verdicts(msgspec.Struct, frozen=True):
    """What is kept of the virtual services, each judged on its own.

    `read` are they themselves, grouped by parent and by VSVIP; `alone` the verdicts on them. `shared` are those that
    pools lead to. `work`: how many were judged.
    """

    read: Rows[Key, VirtualService] = Rows()
    children: Rows[Key, tuple[Key, ...]] = Rows()
    using: Rows[str, tuple[Key, ...]] = Rows()
    shared: frozenset[Key] = frozenset()
    links: Mapping[str, Links] = {}
    sources: Sources | None = None
    fresh: Deadlines[Key] = Deadlines()
    alone: Rows[Key, VirtualServiceSubject] = Rows()
    work: int = 0


class Concern(msgspec.Struct, frozen=True):
    """Which virtual services name an object, and which come from a namespace."""

    sources: Mapping[Workload, Iterable[Key]] = {}
    namespaces: Mapping[str, Iterable[Key]] = {}


def judge_again(was: Verdicts, concern: Concern, edits: Edits, inventory: Inventory, *, kept: Intentions) -> Verdicts:
    """Return the verdicts now; `concern` is that of before."""
    read = patch(was.read.now, _read(edits, inventory))
    sources = _sources(was.sources, edits, kept)
    now = Verdicts(
        read,
        regroup(was.children.now, read, _parents),
        regroup(was.using.now, read, _vips),
        _shared(was.shared, read),
        sources=sources,
    )
    now = msgspec.structs.replace(now, links=_links(was, now, edits, inventory))
    concerned = (
        everything(read)
        if edits.every
        else {*_on_controllers(was, now, edits), *_in_cluster(was, concern, edits, kept)}
    )
    due = was.fresh.due(inventory.at)
    keys = {*concerned, *due} if due else concerned
    alone = remake(was.alone.now, keys, _judge(sources, now, kept, inventory.at))
    judged, noted = alone.now, was.fresh.moments
    aging = [
        *(noted.keys() & keys),
        *[key for key in alone.touched if key in judged and judged[key].fresh is not False],
    ]
    until = ((key, _until(judged.get(key))) for key in aging)
    return msgspec.structs.replace(
        now, alone=alone, fresh=postpone(was.fresh, until), work=sum(map(read.now.__contains__, keys))
    )


def _read(edits: Edits, inventory: Inventory) -> Iterator[tuple[Key, VirtualService | None]]:
    for scope, keys in edits.controllers.items():
        name, rows = scope.name, inventory.controllers.get(scope, _NONE).virtualservices.rows
        for uuid in keys["virtualservices"]:
            yield (name, uuid), rows.get(uuid)


def _shared(was: frozenset[Key], read: Rows[Key, VirtualService]) -> frozenset[Key]:
    if not read.touched:
        return was
    now = read.now
    added = {
        key
        for key in read.touched
        if (vs := now.get(key)) is not None and vs.type != CHILD and role(vs) in NAMED_FOR_INSTANCE
    }
    return was.difference(read.touched) | added if was else frozenset(added)


def _sources(was: Sources | None, edits: Edits, kept: Intentions) -> Sources:
    cluster, present = kept.intent.cluster, kept.present.now
    if was is None or edits.every or any(True for _ in _joined(was.cluster, cluster, edits)):
        return find_sources(cluster, present)
    return Sources(cluster, was.shared_vips, was.routes, present)


def _joined(was: Cluster, now: Cluster, edits: Edits) -> Iterator[str]:
    """Yield the namespaces of the Services that differ and share a virtual service with others, before or now."""
    for key in edits.cluster["services"]:
        found = (was.services.rows.get(key), now.services.rows.get(key))
        if any(one is not None and SHARED_VIP in one.metadata.annotations for one in found):
            yield key.partition("/")[0]


def _links(was: Verdicts, now: Verdicts, edits: Edits, inventory: Inventory) -> Mapping[str, Links]:
    found: dict[str, Links] = {}
    for scope, controller in inventory.controllers.items():
        before = None if edits.every else _still(was, scope, edits.controllers[scope], was.shared | now.shared)
        keys = () if before else (key for key in sorted(now.shared) if key[0] == scope.name)
        found[scope.name] = link(scope, controller, [now.read.now[key] for key in keys], before)
    return found


def _still(was: Verdicts, scope: Scope, keys: Keys, shared: frozenset[Key]) -> Links | None:
    """The links of before, when they still hold."""
    differ = keys["poolgroups"] or any((scope.name, uuid) in shared for uuid in keys["virtualservices"])
    return None if differ else was.links.get(scope.name)


def _in_cluster(was: Verdicts, concern: Concern, edits: Edits, kept: Intentions) -> Iterator[Key]:
    """Yield the keys of the virtual services that a difference in the cluster concerns."""
    for kind, table in TABLES.items():
        words = _INGRESSES if kind in _INGRESSES else (kind,)
        for key in edits.cluster[table]:
            namespace, _, name = key.partition("/")
            for word in words:
                yield from concern.sources.get(Workload(word, namespace, name), ())
    names = [
        *kept.namespaces.touched,
        *(_joined(was.sources.cluster, kept.intent.cluster, edits) if was.sources else ()),
    ]
    for name in names:
        yield from concern.namespaces.get(name, ())


def _on_controllers(was: Verdicts, now: Verdicts, edits: Edits) -> Iterator[Key]:
    for scope, keys in edits.controllers.items():
        yield from _on_controller(scope.name, keys, was, now)


def _on_controller(name: str, keys: Keys, was: Verdicts, now: Verdicts) -> Iterator[Key]:
    own = [(name, uuid) for uuid in keys["virtualservices"]]
    yield from own
    yield from ((name, uuid) for uuid in keys["runtimes"])
    yield from (key for key in now.children.touched if key[0] == name)
    using = [key for uuid in keys["vsvips"] for key in now.using.now.get(uuid, ())]
    yield from using
    for key in (*own, *using):
        yield from now.children.now.get(key, ())
    shared = was.shared | now.shared
    if any(keys[table] for table in _PARTS) or not shared.isdisjoint(own):
        yield from (key for key in shared if key[0] == name)


def _judge(
    sources: Sources, now: Verdicts, kept: Intentions, at: datetime | None
) -> Callable[[Key], VirtualServiceSubject | None]:
    """Return what judges a virtual service by its key; None of one that is gone."""
    tenants = {name: tenant for tenant, names in kept.in_tenant.now.items() for name in names}
    users = usual(kept.intent.usernames.writers)
    bench = Bench(sources, kept.intent, now.children.now, users, at, tenants)
    read, links = now.read.now, now.links

    def judge(key: Key) -> VirtualServiceSubject | None:
        vs = read.get(key)
        return judge_one(vs, links[key[0]], bench) if vs is not None else None

    return judge


def _until(one: VirtualServiceSubject | None) -> datetime | None:
    """Until when a virtual service is fresh, or from when on it will look so."""
    if one is None or one.fresh is False or one.vs.last_modified is None:
        return None
    return one.vs.last_modified + LAG if one.fresh else one.vs.last_modified - LAG


def _parents(rows: Mapping[Key, VirtualService]) -> Iterable[Iterable[Key]]:
    return [((key[0], vs.parent),) if vs.parent else () for key, vs in rows.items()]


def _vips(rows: Mapping[Key, VirtualService]) -> Iterable[Iterable[str]]:
    return [(vs.vs_vip,) if vs.vs_vip else () for vs in rows.values()]
