"""A virtual service as a subject: attributed, joined with its sources, judged on its own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.grace import is_fresh
from akotui.analysis.links import Links, addresses_of, parent_of, pools_of
from akotui.analysis.origins import Sources, hosts_of, namespaces_of, origins, plain_origins
from akotui.analysis.ownership import judge
from akotui.analysis.roles import is_child, role
from akotui.analysis.subjects import Origin, Trace, Type, Verdict, VirtualServiceSubject
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
    kind, parent, marked = role(vs), parent_of(vs, links), marked_cluster(vs)
    gone = parent is None and _is_parent_gone(vs, links)
    named = plain_origins(vs, bench.sources) if kind in _PLAIN else ()
    if named:
        plain, namespaces = True, (named[0].workload.namespace,)
    else:
        named = origins(vs, kind, links, bench.sources)
        namespaces = namespaces_of(vs, named)
        plain = kind in _PLAIN and _is_plain(vs, named, namespaces)
    likeness = None
    if plain and not gone:
        likeness = _likeness(vs, namespaces[0], bench, child=kind is _CHILD, marked=marked)
    verdict = bench.verdicts.get(likeness) if likeness else None
    if verdict is None:
        trace = Trace(vs, kind, named, namespaces)
        verdict = judge(trace, bench.intent, traced=links.traced, parent_gone=gone)
        if likeness:
            bench.verdicts[likeness] = verdict
    instance = verdict.instance
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
        addresses_of(vs, parent, links),
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
    """Whether a parent that was not seen is certainly not there."""
    return vs.parent is not None and is_child(vs) and links.controller.virtualservices.whole


def _is_empty(vs: VirtualService, links: Links, bench: Bench) -> bool:
    return (links.scope.name, vs.uuid) not in bench.parents and next(pools_of(vs, links), None) is None


def _is_plain(vs: VirtualService, named: Sequence[Origin], namespaces: Sequence[str]) -> bool:
    """Whether it comes from Ingresses or Routes that are there and of AKO's class, in one namespace."""
    if len(namespaces) != 1 or not named or "GatewayName" in vs.markers:
        return False
    return all(one.found and one.taken and one.workload.kind in _OF_NAMESPACES for one in named)


def _likeness(
    vs: VirtualService, namespace: str, bench: Bench, *, child: bool, marked: str | None
) -> tuple[object, ...] | None:
    """Return all that the verdict on a plain one depends on, where that is little; None where it is more.

    It is little under a username that an instance writes, in a namespace that was read: username, marker, tenant, cloud
    and the claim on the namespace with its tenant.
    """
    user, claim = vs.created_by, bench.intent.claims.read.get(namespace)
    if claim is None or user not in bench.usual:
        return None
    return user, marked, vs.tenant, vs.cloud, child, id(claim), bench.tenants.get(namespace)
