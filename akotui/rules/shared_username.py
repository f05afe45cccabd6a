"""Objects on the Controller bear a username that two owners write.

What it finds:
    A created_by that two known AKO instances write; or one of ours that stands on virtual services whose marker names
    another cluster.

Why it matters:
    AKO takes whatever bears its username for its own. At its start it deletes what it would not make itself, which is
    everything of the other owner. Whose such a virtual service is cannot be told, so it is called ambiguous.

Example:
    Instance eu of cluster prod writes ako-prod-eu, and so does the primary of another cluster named prod-eu on the same
    Controller.
    Scenario: twin-usernames

What to do:
    Rename one: another cluster name, or another namespace for the non-primary. Before that, let the renamed instance
    delete its objects (deleteConfig: true) only when nothing of the other owner bears the same username in its cloud.

How sure:
    Certain about the username, possible about each owner. The string is made in AKO internal/lib/lib.go SetAKOUser; the
    cache loads by created_by and cloud alone (internal/cache/controller_obj_cache.go AviObjVSCachePopulate). The
    deletion was read in the code, not provoked.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.subjects import Reason, UserSubject, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "shared-username"

_MARKED: Final = Reason.MARKER_OF_OTHER_CLUSTER


def check(subject: UserSubject) -> Iterator[Finding]:
    """One finding a username."""
    marked = tuple([one for one in subject.virtual_services if _MARKED in one.reasons])
    if len(subject.expected_of) <= 1 and not (subject.expected_of and marked):
        return
    clusters = sorted({name for one in marked for name in one.vs.markers.get("clustername", ())})
    other = (f"cluster {listed(clusters)}",) if clusters else ()
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.name,
        title=f"username {subject.name} is written by {listed((*subject.expected_of, *other))}",
        objects=_objects(subject, marked),
        owners=(subject.name,),
        evidence=tuple(_evidence(subject, marked)),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "give one of them another clusterName or, if it is not primary, another namespace; do not set"
                " deleteConfig on it while objects of the other bear this username: they would be deleted too"
            ),
            Remedy(_decided(subject, marked)),
        ),
    )


def _decided(subject: UserSubject, marked: tuple[VirtualServiceSubject, ...]) -> str:
    clusters = {one.cluster_name for one in subject.instances if one.id in subject.expected_of}
    if marked or len(clusters) > 1:
        return "what decides whose an object is: its marker clustername, which names the cluster that made it"
    return (
        "what decides whose an object is: the namespaces of its sources, as long as only one of the instances claims"
        " them; username, marker and name say the same for both"
    )


def _objects(subject: UserSubject, marked: tuple[VirtualServiceSubject, ...]) -> tuple[ObjectRef, ...]:
    writers = tuple(one for one in subject.instances if one.id in subject.expected_of)
    return (
        *(citing.instance_ref(one) for one in writers),
        *sorted(citing.virtual_service_ref(one) for one in marked),
    )


def _evidence(subject: UserSubject, marked: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    for one in subject.instances:
        if one.id in subject.expected_of:
            yield citing.setting(one, "clusterName", used=one.cluster_name, says=f"{one.id} writes {subject.name}")
    for one in marked[:1]:
        yield citing.created_by(one, "the same username")
        yield from citing.marker(one, "another cluster made it")


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=UserSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset({Kind.VIRTUAL_SERVICE}),
    undecided=undecided.settings,
)
