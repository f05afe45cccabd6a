"""A virtual service as a subject: attributed, joined with its sources, judged on its own."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from akotui.analysis.links import Links, addresses_of, pools_of
from akotui.analysis.origins import Sources, hosts_of, namespaces_of, origins
from akotui.analysis.ownership import judge
from akotui.analysis.roles import role
from akotui.analysis.subjects import Origin, Trace, Type, Verdict, VirtualServiceSubject
from akotui.analysis.usernames import cluster_of, marked_cluster
from akotui.analysis.wishes import TENANT, Intent, is_there
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope

_SHARED_L7: Final = (Type.SHARED_PARENT, Type.NAMESPACE_PARENT)
_PLAIN: Final = (Type.CHILD, Type.DEDICATED)
_OF_NAMESPACES: Final = ("Ingress", "Route")
"""The kinds that AKO takes by nothing but their namespace and class."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What virtual services are judged with: sources, intent, `parents` (by Controller and uuid).

    What was modified after `fresh_from` is fresh. `verdicts` are those of before on virtual services that are alike.
    """

    sources: Sources
    intent: Intent
    parents: Collection[tuple[str, str]]
    fresh_from: datetime | None
    verdicts: dict[tuple[object, ...], Verdict] = field(default_factory=dict[tuple[object, ...], Verdict])


def judge_one(vs: VirtualService, links: Links, bench: Bench) -> VirtualServiceSubject:
    """Return a virtual service with its verdict, as far as it alone tells."""
    kind = role(vs)
    named = origins(vs, kind, links, bench.sources)
    namespaces = namespaces_of(vs, named)
    gone = _is_parent_gone(vs, links)
    verdict = _verdict(Trace(vs, kind, named, namespaces), links, bench, parent_gone=gone)
    instance, modified = verdict.instance, vs.last_modified
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
        cluster_of(vs, bench.intent.usernames),
        namespaces,
        hosts_of(vs, kind, links),
        named,
        addresses_of(vs, links),
        verdict.tenant_wanted,
        instance.cloud if instance else "",
        links.controller.runtimes.rows.get(vs.uuid),
        kind in _SHARED_L7 and _is_empty(vs, links, bench),
        modified is not None and bench.fresh_from is not None and modified > bench.fresh_from,
    )


def order(subject: VirtualServiceSubject) -> tuple[str, str, str, Scope]:
    """The contract's order: tenant, name, uuid, Controller."""
    vs = subject.vs
    return vs.tenant, vs.name, vs.uuid, subject.scope


def _is_parent_gone(vs: VirtualService, links: Links) -> bool:
    services = links.controller.virtualservices
    return vs.parent is not None and vs.parent not in services.rows and vs.type == "VS_TYPE_VH_CHILD" and services.whole


def _is_empty(vs: VirtualService, links: Links, bench: Bench) -> bool:
    return (links.scope.name, vs.uuid) not in bench.parents and next(pools_of(vs, links), None) is None


def _verdict(found: Trace, links: Links, bench: Bench, *, parent_gone: bool) -> Verdict:
    likeness = None if parent_gone else _likeness(found, bench.intent)
    known = bench.verdicts.get(likeness) if likeness else None
    if known is not None:
        return known
    verdict = judge(found, bench.intent, traced=links.traced, parent_gone=parent_gone)
    if likeness:
        bench.verdicts[likeness] = verdict
    return verdict


def _likeness(found: Trace, intent: Intent) -> tuple[object, ...] | None:
    """Return all that the verdict depends on, where that is little; None where it is more.

    It is little for a virtual service of Ingresses or Routes in one namespace, under a username that an instance
    writes: username, marker, tenant, cloud, whether they are there, and the claim on the namespace with its tenant.
    """
    vs = found.vs
    user = vs.created_by or ""
    if found.type not in _PLAIN or len(found.namespaces) != 1 or user not in intent.usernames.writers:
        return None
    if not user.startswith("ako-") or user.startswith("ako-gw-") or "GatewayName" in vs.markers:
        return None
    if not _are_plain(found.origins):
        return None
    (name,) = found.namespaces
    namespace = intent.cluster.namespaces.rows.get(name)
    tenant = namespace.metadata.annotations.get(TENANT) if namespace else None
    there = is_there(found.origins, found.type)
    claim = id(intent.claims.on(name))
    return user, marked_cluster(vs), vs.tenant, vs.cloud, found.type, there, claim, namespace is None, tenant


def _are_plain(found: tuple[Origin, ...]) -> bool:
    for one in found:
        if one.workload.kind not in _OF_NAMESPACES:
            return False
    return bool(found)
