"""Objects of a former name of this cluster: to attribution they look like another cluster's.

A username holds the cluster's name, so after a change of clusterName AKO does not know its own objects any more. That
they were this cluster's is inferred, never proven: the username has the form that an instance here would have written
under the former name, the Kubernetes object behind it is here, and that object points to it by uuid. Once an object
here points to one of a username, others of it count that an instance here has made anew under the present name, for
the same host and later. Without such a witness nothing counts: two clusters that run the same applications under the
same names look exactly like that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from akotui.analysis.configuration import gateway_username, username
from akotui.analysis.findings import Confidence
from akotui.analysis.pointers import pointed_at
from akotui.analysis.roles import NAMED_FOR_INSTANCE
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject, Workload
from akotui.analysis.usernames import marked_cluster
from akotui.analysis.wishes import Intent
from akotui.model.inventory import Cluster

Judged = Sequence[VirtualServiceSubject]
Name = tuple[str, str]
"""The name of a Controller and a uuid on it."""

_FOREIGN = (Reason.MARKER_OF_OTHER_CLUSTER,)


def find_former(strangers: Judged, judged: Iterable[VirtualServiceSubject], cluster: Cluster) -> frozenset[Name]:
    """Return those of the strangers that are of a former name of this cluster, their shared parents and twins too."""
    if not strangers:
        return frozenset()
    here = [one for one in strangers if any(origin.found for origin in one.origins)]
    pointed = _pointed(here, cluster)
    witnessed = {(one.scope, one.vs.created_by) for one in pointed}
    others = [one for one in here if (one.scope, one.vs.created_by) in witnessed]
    successors = _successors(judged, {origin.workload for one in others for origin in one.origins})
    former = {
        (one.scope.name, one.vs.uuid) for one in (*pointed, *(one for one in others if _has_successor(one, successors)))
    }
    found = [one for one in strangers if (one.scope.name, one.vs.uuid) in former]
    parents = {(one.scope.name, one.vs.parent) for one in found}
    halves = {(one.scope.name, one.vs.tenant, one.vs.name) for one in found}
    return frozenset(former).union(
        (one.scope.name, one.vs.uuid)
        for one in strangers
        if one.type in NAMED_FOR_INSTANCE and ((one.scope.name, one.vs.uuid) in parents or _secure_half(one) in halves)
    )


def _secure_half(one: VirtualServiceSubject) -> tuple[str, str, str]:
    """The scope, tenant and name of the passthrough virtual service that this one redirects to; no name for others."""
    return one.scope.name, one.vs.tenant, one.vs.service_metadata.passthrough_parent


def _pointed(here: Judged, cluster: Cluster) -> Judged:
    pointed = pointed_at(cluster) if here else frozenset[str]()
    return [one for one in here if one.vs.uuid in pointed]


def may_be_former(one: VirtualServiceSubject, intent: Intent) -> bool:
    """Whether another cluster's virtual service bears a username that an instance here would write under its name."""
    old = marked_cluster(one.vs)
    if one.state is not State.FOREIGN or not old or not one.vs.created_by:
        return False
    forms = (
        form
        for instance in intent.instances
        for form in (
            username(old, instance.id, primary=instance.primary),
            gateway_username(old, instance.id),
        )
    )
    return one.vs.created_by in forms


def _successors(judged: Iterable[VirtualServiceSubject], wanted: set[Workload]) -> Mapping[Workload, Judged]:
    found: dict[Workload, list[VirtualServiceSubject]] = defaultdict(list)
    for one in judged:
        if one.owner:
            for origin in one.origins:
                if origin.workload in wanted:
                    found[origin.workload].append(one)
    return found


def _has_successor(one: VirtualServiceSubject, successors: Mapping[Workload, Judged]) -> bool:
    return any(_succeeds(new, one) for origin in one.origins for new in successors.get(origin.workload, ()))


def _succeeds(new: VirtualServiceSubject, old: VirtualServiceSubject) -> bool:
    same_host = not (old.hosts and new.hosts) or not set(old.hosts).isdisjoint(new.hosts)
    before, after = old.vs.last_modified, new.vs.last_modified
    return same_host and (before is None or after is None or before <= after)


def former(one: VirtualServiceSubject) -> VirtualServiceSubject:
    """Return a virtual service of a former name of this cluster: orphaned."""
    others = tuple(reason for reason in one.reasons if reason not in _FOREIGN)
    return msgspec.structs.replace(
        one, state=State.ORPHANED, reasons=(Reason.CLUSTER_RENAMED, *others), confidence=Confidence.LIKELY
    )
