"""A virtual service as a subject: attributed, joined with its sources, judged on its own."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.grace import is_fresh
from akotui.analysis.links import Links, addresses_of, pools_of
from akotui.analysis.origins import Sources, hosts_of, namespaces_of, origins
from akotui.analysis.ownership import judge
from akotui.analysis.roles import role
from akotui.analysis.subjects import Trace, Type, Verdict, VirtualServiceSubject
from akotui.analysis.usernames import cluster_of, is_misnamed, marked_cluster
from akotui.analysis.wishes import Intent
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope

_SHARED_L7: Final = (Type.SHARED_PARENT, Type.NAMESPACE_PARENT)
_PLAIN: Final = (Type.CHILD, Type.DEDICATED)
_CHILD: Final = Type.CHILD
_OF_NAMESPACES: Final = ("Ingress", "Route")
"""The kinds that AKO takes by nothing but their namespace and class."""


class Bench(msgspec.Struct, frozen=True):
    """What virtual services are judged with: sources, intent, `parents` (by Controller and uuid).

    `usual` are the usernames that an AKO container here writes. `at` is the newest moment. `tenants` are those that
    namespaces name.
    `verdicts` are those of before on virtual services that are alike.
    """

    sources: Sources
    intent: Intent
    parents: Collection[tuple[str, str]]
    usual: frozenset[str]
    at: datetime | None
    tenants: Mapping[str, str]
    verdicts: dict[tuple[object, ...], Verdict] = msgspec.field(default_factory=dict[tuple[object, ...], Verdict])


def judge_one(vs: VirtualService, links: Links, bench: Bench) -> VirtualServiceSubject:
    """Return a virtual service with its verdict, as far as it alone tells."""
    kind = role(vs)
    named = origins(vs, kind, links, bench.sources)
    namespaces = namespaces_of(vs, named)
    trace, gone = Trace(vs, kind, named, namespaces), _is_parent_gone(vs, links)
    likeness = None if gone or kind not in _PLAIN else _likeness(trace, bench)
    verdict = bench.verdicts.get(likeness) if likeness else None
    if verdict is None:
        verdict = judge(trace, bench.intent, traced=links.traced, parent_gone=gone)
        if likeness:
            bench.verdicts[likeness] = verdict
    instance, marked = verdict.instance, marked_cluster(vs)
    return VirtualServiceSubject(
        links.scope,
        vs,
        kind,
        verdict.state,
        verdict.reasons,
        verdict.confidence,
        instance.id if instance else None,
        instance,
        verdict.candidates,
        verdict.claimants,
        marked or cluster_of(vs, bench.intent.usernames),
        namespaces,
        hosts_of(vs, kind, links),
        named,
        addresses_of(vs, links),
        verdict.tenant_wanted,
        instance.cloud if instance else "",
        links.controller.runtimes.rows.get(vs.uuid),
        kind in _SHARED_L7 and _is_empty(vs, links, bench),
        is_fresh(vs.last_modified, bench.at),
        is_misnamed(vs.name, marked),
    )


def usual(users: Iterable[str]) -> frozenset[str]:
    """Return the usernames that AKO containers write; a gateway container's are ambiguous by their form."""
    return frozenset(user for user in users if user.startswith("ako-") and not user.startswith("ako-gw-"))


def order(subject: VirtualServiceSubject) -> tuple[str, str, str, Scope]:
    """The contract's order: tenant, name, uuid, Controller."""
    vs = subject.vs
    return vs.tenant, vs.name, vs.uuid, subject.scope


def _is_parent_gone(vs: VirtualService, links: Links) -> bool:
    services = links.controller.virtualservices
    return vs.parent is not None and vs.parent not in services.rows and vs.type == "VS_TYPE_VH_CHILD" and services.whole


def _is_empty(vs: VirtualService, links: Links, bench: Bench) -> bool:
    return (links.scope.name, vs.uuid) not in bench.parents and next(pools_of(vs, links), None) is None


def _likeness(found: Trace, bench: Bench) -> tuple[object, ...] | None:
    """Return all that the verdict depends on, where that is little; None where it is more.

    It is little for a virtual service of Ingresses or Routes that are there and of AKO's class, in one namespace, under
    a username that an instance writes: username, marker, tenant, cloud, and the claim on the namespace with its tenant.
    """
    vs, named = found.vs, found.origins
    user, marked = vs.created_by, vs.markers.get("clustername")
    if user not in bench.usual or len(found.namespaces) != 1 or not named or "GatewayName" in vs.markers:
        return None
    for one in named:
        if not one.found or not one.taken or one.workload.kind not in _OF_NAMESPACES:
            return None
    name = found.namespaces[0]
    claim = bench.intent.claims.read.get(name)
    if claim is None:
        return None
    child, tenant = found.type is _CHILD, bench.tenants.get(name)
    return user, marked and marked[0], vs.tenant, vs.cloud, child, id(claim), tenant
