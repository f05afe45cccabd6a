"""Most virtual services of a username have no source in this cluster: another cluster may use the same name.

What it finds:
    A username of a known instance under which more than half of the virtual services, shared parents aside, and at
    least five, come from Kubernetes objects or namespaces that are not in this cluster. They are called ambiguous.

Why it matters:
    Two clusters of one clusterName on one Controller write the same usernames, markers and names. Each instance takes
    the other's objects for its own and deletes at its start what it would not make itself. Whoever cleans up what looks
    stale here may take down another cluster.

Example:
    Twelve virtual services bear ako-prod, and nine of them come from namespaces this cluster never had.
    Scenario: name-taken

What to do:
    Find out which other cluster uses the Controller with this clusterName, before any restart and before deleteConfig.
    Give each cluster a name of its own.

How sure:
    Possible: many deleted namespaces at once look the same until AKO has followed, for which what was not there at the
    first look is given 2 minutes. What decides is whether the objects go on changing while no instance here runs. AKO's
    cache loads by created_by and cloud alone (internal/cache/controller_obj_cache.go AviObjVSCachePopulate).
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.elsewhere import GONE
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.links import BEHIND_SHARED
from akotui.analysis.subjects import State, UserSubject, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "cluster-name-in-use-elsewhere"

_AMBIGUOUS: Final = State.AMBIGUOUS

_LISTED: Final = 5
"""As many virtual services as one finding cites."""


def check(subject: UserSubject) -> Iterator[Finding]:
    """One finding a username."""
    strange = tuple(
        [one for one in subject.virtual_services if one.state is _AMBIGUOUS and not GONE.isdisjoint(one.reasons)]
    )
    if not strange:
        return
    clusters = sorted({one.cluster_name for one in strange if one.cluster_name})
    whose = listed(sorted({name for one in strange for name in one.candidates}))
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=subject.name,
        title=f"{len(strange)} of {len(subject.virtual_services)} virtual services of {subject.name} have no source"
        f" here: they are of {whose}, or of another cluster named {listed(clusters)}",
        objects=tuple(citing.virtual_service_ref(one) for one in strange),
        owners=(subject.name,),
        evidence=tuple(_evidence(subject, strange)),
        confidence=Confidence.POSSIBLE,
        remedy=(
            Remedy(
                f"find out whether another cluster with clusterName {listed(clusters)} uses this Controller, before"
                f" {whose} restarts or gets deleteConfig: it would delete what that cluster serves"
            ),
            Remedy("what decides: whether _last_modified of these goes on moving while no instance here runs"),
        ),
    )


def _evidence(subject: UserSubject, strange: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    for one in subject.instances:
        if one.id in subject.expected_of:
            yield citing.setting(one, "clusterName", used=one.cluster_name, says=f"{one.id} writes {subject.name}")
    for one in strange[:_LISTED]:
        yield citing.created_by(one, "the same username")
        for source in one.origins[:1]:
            yield citing.origin(source, "its source is not in this cluster")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=UserSubject,
    check=check,
    page=__doc__ or "",
    whole=frozenset({Kind.VIRTUAL_SERVICE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset(
        {Kind.NAMESPACE, Kind.INGRESS, Kind.SERVICE, Kind.ROUTE, Kind.GATEWAY, Kind.HTTP_ROUTE, *BEHIND_SHARED}
    ),
    grace=LAG,
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
