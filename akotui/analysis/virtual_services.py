"""A virtual service as a subject: attributed, joined with its sources, judged on its own."""

from datetime import datetime
from typing import Final

from akotui.analysis.findings import Confidence
from akotui.analysis.grace import is_fresh
from akotui.analysis.links import Links, addresses_of, pools_of
from akotui.analysis.origins import Sources, hosts_of, namespaces_of, origins
from akotui.analysis.ownership import judge
from akotui.analysis.roles import role
from akotui.analysis.subjects import State, Type, VirtualServiceSubject
from akotui.analysis.usernames import cluster_of
from akotui.analysis.wishes import Intent
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope

_SHARED_L7: Final = (Type.SHARED_PARENT, Type.NAMESPACE_PARENT)


def judge_one(
    vs: VirtualService, links: Links, cluster: tuple[Sources, Intent], *, parent: bool, at: datetime | None
) -> VirtualServiceSubject:
    """Return a virtual service with its verdict, as far as it alone tells. `parent`: it has children."""
    services = links.controller.virtualservices
    found = _found(vs, links, cluster, empty_when_poolless=not parent, at=at)
    gone = vs.parent is not None and vs.type == "VS_TYPE_VH_CHILD" and vs.parent not in services.rows
    return judge(found, cluster[1], traced=links.traced, parent_gone=gone and services.whole)


def order(subject: VirtualServiceSubject) -> tuple[str, str, str, Scope]:
    """The contract's order: tenant, name, uuid, Controller."""
    return subject.vs.tenant, subject.vs.name, subject.vs.uuid, subject.scope


def _found(
    vs: VirtualService,
    links: Links,
    cluster: tuple[Sources, Intent],
    *,
    empty_when_poolless: bool,
    at: datetime | None,
) -> VirtualServiceSubject:
    sources, intent = cluster
    kind = role(vs)
    named = origins(vs, kind, links, sources)
    return VirtualServiceSubject(
        links.scope,
        vs,
        kind,
        State.UNKNOWN,
        (),
        Confidence.POSSIBLE,
        cluster_name=cluster_of(vs, intent.usernames),
        namespaces=namespaces_of(vs, named),
        hosts=hosts_of(vs, kind, links),
        origins=named,
        addresses=addresses_of(vs, links),
        runtime=links.controller.runtimes.rows.get(vs.uuid),
        empty=empty_when_poolless and kind in _SHARED_L7 and next(pools_of(vs, links), None) is None,
        fresh=is_fresh(vs.last_modified, at),
    )
