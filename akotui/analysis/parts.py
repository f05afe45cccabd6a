"""Pools, pool groups, datascript sets and policy sets that no virtual service needs any more.

A part is known to be needed when something refers to it, when a virtual service of its name exists, or when a virtual
service of the same username comes from the same Kubernetes object: policies choose pools too (AKO
internal/rest/avi_obj_httpps.go, avi_obj_l4ps.go), and what they choose is not read. A pool or pool group that tells no
source is not judged, nor one whose virtual service may lie in a tenant that the Controller does not show.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from akotui.analysis.origins import Name, told
from akotui.analysis.reach import Reach, tenant_of
from akotui.analysis.subjects import Part, PartsSubject, VirtualServiceSubject
from akotui.analysis.usernames import Usernames, is_of_cluster, may_be_unread
from akotui.analysis.wishes import Intent
from akotui.model.avi import DataScriptSet, HttpPolicySet, L4PolicySet, PolicySet, Pool, PoolGroup
from akotui.model.facts import Scope
from akotui.model.inventory import Controller, Inventory

Owned = Pool | PoolGroup | DataScriptSet | HttpPolicySet | L4PolicySet
_NO_MARKERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_WORDS: Mapping[type[Owned], str] = {
    Pool: "Pool",
    PoolGroup: "PoolGroup",
    DataScriptSet: "VSDataScriptSet",
    HttpPolicySet: "HTTPPolicySet",
    L4PolicySet: "L4PolicySet",
}
_KEPT = "--default-backend"
"""The gateway container makes a policy set of this name at its start, whatever there is to serve."""


class _Needs(msgspec.Struct, frozen=True):
    """What the virtual services of a Controller need: uuids referred to, their (tenant, name), (user, source)."""

    referred: frozenset[str]
    names: frozenset[tuple[str, str]]
    sources: frozenset[tuple[str, Name]]


def describe_parts(
    inventory: Inventory, judged: Iterable[VirtualServiceSubject], intent: Intent, reach: Reach
) -> tuple[PartsSubject, ...]:
    """Return the parts that are left over, one subject a Controller and username."""
    names, known = intent.usernames, tuple(one for one in intent.instances if one.known)
    found: dict[tuple[Scope, str], list[Part]] = defaultdict(list)
    every = {scope: parts for scope, controller in inventory.controllers.items() if (parts := tuple(_all(controller)))}
    by_scope: dict[Scope, list[VirtualServiceSubject]] = defaultdict(list)
    for one in judged if every else ():
        by_scope[one.scope].append(one)
    for scope, parts in every.items():
        needs = _needs(inventory.controllers[scope], by_scope[scope])
        for owned in parts:
            if owned.created_by and _is_left(owned, needs, intent, reach):
                part = Part(_WORDS[type(owned)], owned.tenant, owned.name, owned.uuid)
                found[scope, owned.created_by].append(part)
    return tuple(
        PartsSubject(scope, user, tuple(sorted(parts)), _ids(names, user), known)
        for (scope, user), parts in sorted(found.items(), key=lambda pair: pair[0])
    )


def needs_of(one: VirtualServiceSubject) -> tuple[object, ...]:
    """Return all of a virtual service that decides which parts are needed."""
    vs = one.vs
    return vs.tenant, vs.name, vs.created_by, vs.pool, vs.pool_group, vs.data_scripts, vs.policies, one.origins


def _ids(names: Usernames, user: str) -> tuple[str, ...]:
    return tuple(sorted(writer.id for writer in names.writers.get(user, ())))


def _all(controller: Controller) -> Iterator[Owned]:
    yield from controller.pools.rows.values()
    yield from controller.poolgroups.rows.values()
    yield from controller.vsdatascriptsets.rows.values()
    yield from controller.httppolicysets.rows.values()
    yield from controller.l4policysets.rows.values()


def _needs(controller: Controller, judged: Sequence[VirtualServiceSubject]) -> _Needs:
    referred: set[str] = set()
    for one in judged:
        referred.update(filter(None, (one.vs.pool, one.vs.pool_group)), one.vs.data_scripts, one.vs.policies)
    for group in controller.poolgroups.rows.values():
        referred.update(group.pools)
    for script in controller.vsdatascriptsets.rows.values():
        referred.update(script.pool_groups)
    sources = {
        (one.vs.created_by or "", (origin.workload.kind, f"{origin.workload.namespace}/{origin.workload.name}"))
        for one in judged
        for origin in one.origins
    }
    return _Needs(frozenset(referred), frozenset((one.vs.tenant, one.vs.name) for one in judged), frozenset(sources))


def _is_left(owned: Owned, needs: _Needs, intent: Intent, reach: Reach) -> bool:
    names = intent.usernames
    markers = _NO_MARKERS if isinstance(owned, DataScriptSet) else owned.markers
    user = owned.created_by or ""
    if not is_of_cluster(markers, owned.name, names):
        return False
    if user not in names.writers:
        return names.whole and not may_be_unread(user, names)
    if owned.uuid in needs.referred or (owned.tenant, owned.name) in needs.names:
        return False
    if isinstance(owned, (DataScriptSet, PolicySet)):
        return not owned.name.endswith(_KEPT)
    sources = _sources(owned)
    needed = any((user, source) in needs.sources or _may_hide(source, user, intent, reach) for source in sources)
    return bool(sources) and not needed


def _may_hide(source: Name, user: str, intent: Intent, reach: Reach) -> bool:
    """Whether the virtual service of a source may lie in a tenant that was not shown."""
    namespace = intent.cluster.namespaces.rows.get(source[1].partition("/")[0])
    writers = intent.usernames.writers.get(user, ())
    return any(tenant_of(namespace, one) not in reach.tenants.get(one.id, reach.anywhere) for one in writers)


def _sources(owned: Pool | PoolGroup) -> tuple[Name, ...]:
    """The Kubernetes objects a part names; an "Ingress" may be a Route, and a Gateway's backend is not its source."""
    if "GatewayNamespace" in owned.markers or "GatewayName" in owned.markers:
        return ()
    metadata = owned.service_metadata if isinstance(owned, Pool) else None
    found = tuple(told(metadata, owned.markers))
    return (*found, *(("Route", key) for kind, key in found if kind == "Ingress"))
