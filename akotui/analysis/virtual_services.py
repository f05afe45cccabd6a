"""Every virtual service as a subject: attributed, joined with its sources, judged."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.elsewhere import doubt_users
from akotui.analysis.findings import Confidence
from akotui.analysis.grace import is_fresh
from akotui.analysis.links import Links, addresses_of, link, pools_of
from akotui.analysis.origins import Sources, find_sources, hosts_of, namespaces_of, origins
from akotui.analysis.ownership import judge
from akotui.analysis.renames import recognise_renamed
from akotui.analysis.roles import role
from akotui.analysis.subjects import State, Type, VirtualServiceSubject
from akotui.analysis.usernames import cluster_of
from akotui.analysis.wishes import Intent
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope
from akotui.model.inventory import Inventory

_SHARED_L7: Final = frozenset({Type.SHARED_PARENT, Type.NAMESPACE_PARENT})


def judge_all(inventory: Inventory, intent: Intent) -> tuple[VirtualServiceSubject, ...]:
    """Return the virtual services of all Controllers by tenant, name, uuid and Controller."""
    sources = find_sources(inventory.cluster)
    judged: list[VirtualServiceSubject] = []
    for scope, controller in inventory.controllers.items():
        judged.extend(_judged(scope, link(controller), (sources, intent), inventory.at))
    known = recognise_renamed(judged, intent)
    whole = {scope: controller.virtualservices.whole for scope, controller in inventory.controllers.items()}
    return tuple(sorted(doubt_users(known, whole), key=_order))


def _order(subject: VirtualServiceSubject) -> tuple[str, str, str, Scope]:
    return subject.vs.tenant, subject.vs.name, subject.vs.uuid, subject.scope


def _judged(
    scope: Scope, links: Links, cluster: tuple[Sources, Intent], at: datetime | None
) -> Iterator[VirtualServiceSubject]:
    services, intent = links.controller.virtualservices, cluster[1]
    parents = {vs.parent for vs in services.rows.values() if vs.parent}
    for vs in services.rows.values():
        found = _found(scope, vs, links, cluster)
        lonely = found.type in _SHARED_L7 and vs.uuid not in parents and next(pools_of(vs, links), None) is None
        if lonely or is_fresh(vs.last_modified, at):
            found = msgspec.structs.replace(found, empty=lonely, fresh=is_fresh(vs.last_modified, at))
        orphan = vs.type == "VS_TYPE_VH_CHILD" and vs.parent is not None and vs.parent not in services.rows
        yield judge(found, intent, traced=links.traced, parent_gone=orphan and services.whole)


def _found(scope: Scope, vs: VirtualService, links: Links, cluster: tuple[Sources, Intent]) -> VirtualServiceSubject:
    sources, intent = cluster
    named = origins(vs, links, sources)
    return VirtualServiceSubject(
        scope,
        vs,
        role(vs),
        State.UNKNOWN,
        (),
        Confidence.POSSIBLE,
        cluster_name=cluster_of(vs, intent.usernames),
        namespaces=namespaces_of(vs, named),
        hosts=hosts_of(vs, links),
        origins=named,
        addresses=addresses_of(vs, links),
        runtime=links.controller.runtimes.rows.get(vs.uuid),
    )
