"""What stands on the Controllers under names that are foretold for what is missing.

Of all names only those asked for are kept (`Survey.foretold`): a virtual service that comes, goes or is renamed is
looked up among these, and the virtual services are gone through when a name is asked for that was not before.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from akotui.analysis.foreseen import Foreseen, Standing
from akotui.analysis.instances import Instance
from akotui.analysis.judging import Key
from akotui.analysis.patches import Rows
from akotui.analysis.reach import Reach, controller_of
from akotui.analysis.subjects import Workload, WorkloadSubject
from akotui.analysis.wishes import is_name
from akotui.model.avi import VirtualService

Described = tuple[Workload, WorkloadSubject | None]
Holders = Mapping[str, Sequence[tuple[Key, VirtualService]]]


def names_of(rows: Mapping[Workload, WorkloadSubject]) -> Iterable[Iterable[str]]:
    """Return the names that are foretold for each, once."""
    return [{each.name for each in one.foreseen if each.name} if one.foreseen else () for one in rows.values()]


def stirred(asked: Mapping[str, tuple[Workload, ...]], read: Rows[Key, VirtualService]) -> Iterator[Workload]:
    """Yield the workloads under whose names something else may stand than before."""
    for _, old, new in read.changes() if asked else ():
        for one in (old, new):
            if one is not None and one.name in asked:
                yield from asked[one.name]


def hold(
    described: Iterable[Described],
    read: Rows[Key, VirtualService],
    reach: Reach,
    before: Mapping[Workload, WorkloadSubject],
) -> Sequence[Described]:
    """Return the subjects with what stands under the names they ask for; `before`, with the same reach, told so."""
    found = list(described)
    asking = [(key, one) for key, one in found if one is not None and one.foreseen]
    if not asking:
        return found
    touched = {one.name for _, *both in read.changes() for one in both if one is not None} if before else set[str]()
    known = {key: _known(before.get(key), touched) for key, _ in asking}
    names = {each.name for key, one in asking for each in one.foreseen if (each.tenant, each.name) not in known[key]}
    holders = _holders(names, read.now)
    return [
        (key, msgspec.structs.replace(one, foreseen=tuple(_held(one, known[key], holders, reach))))
        if one is not None and one.foreseen
        else (key, one)
        for key, one in found
    ]


def _known(one: WorkloadSubject | None, touched: Collection[str]) -> Mapping[tuple[str, str], Standing | None]:
    if one is None:
        return {}
    return {(each.tenant, each.name): each.standing for each in one.foreseen if each.name not in touched}


def _holders(names: Collection[str], read: Mapping[Key, VirtualService]) -> Holders:
    found: defaultdict[str, list[tuple[Key, VirtualService]]] = defaultdict(list)
    for key, vs in read.items() if names else ():
        if vs.name in names:
            found[vs.name].append((key, vs))
    return found


def _held(
    one: WorkloadSubject, known: Mapping[tuple[str, str], Standing | None], holders: Holders, reach: Reach
) -> Iterator[Foreseen]:
    server = one.servers[0]
    for each in one.foreseen:
        place = (each.tenant, each.name)
        standing = known[place] if place in known else _standing(each, server, holders, reach)
        yield msgspec.structs.replace(each, standing=standing)


def _standing(each: Foreseen, server: Instance, holders: Holders, reach: Reach) -> Standing | None:
    """What its server's Controller has under a name; None when the tenant was not shown, or that of a namesake."""
    scope = controller_of(server, reach)
    if scope is None or not each.name or each.tenant not in reach.tenants.get(server.id, ()):
        return None
    there = [vs for (name, _), vs in holders.get(each.name, ()) if name == scope.name]
    same = [vs for vs in there if vs.tenant == each.tenant]
    if same:
        first = min(same, key=lambda vs: vs.uuid)
        return Standing(scope, first.uuid, first.created_by)
    return Standing(scope) if all(is_name(vs.tenant) for vs in there) else None
