"""The name of a virtual service says another owner or cluster than its fields do.

What it finds:
    A shared virtual service whose name holds the namespace of one AKO instance while created_by is the username of
    another; or a virtual service whose marker names one cluster and whose name begins with another.

Why it matters:
    AKO makes name, marker and created_by from the same settings. When they disagree, somebody changed the object by
    hand, or the instance's settings changed under it; AKO will treat it by created_by alone.

Example:
    prod--blue-Shared-L7-0 bears created_by ako-prod, the username of the primary in avi-system.
    Scenario: contradictions

What to do:
    Find out which is right. Let the owner by created_by make its object anew (restart it), and remove the other on the
    Controller if nobody keeps it.

How sure:
    Certain that they disagree; why is not told by any field. The instance stands in names of shared parents and
    passthrough shards only (AKO internal/lib/lib.go GetAKOIDPrefix), the cluster in all (SetNamePrefix).
"""

from collections.abc import Iterable
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.analysis.usernames import marked_cluster
from akotui.model.kinds import Kind

SLUG: Final = "name-owner-mismatch"

_OF_OTHER: Final = Reason.NAME_OF_OTHER_INSTANCE

_NOT_OURS: Final = frozenset({State.UNMANAGED, State.FOREIGN})


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    agrees = not subject.misnamed and _OF_OTHER not in subject.reasons
    return () if agrees or subject.state in _NOT_OURS else (_mismatch(subject),)


def _mismatch(subject: VirtualServiceSubject) -> Finding:
    if not subject.misnamed:
        because = f"created_by says {subject.owner}, the name says another instance"
        return _finding(subject, because, citing.created_by(subject, f"the username of {subject.owner}"))
    cluster_name = marked_cluster(subject.vs)
    because = f"its marker says cluster {cluster_name}, its name does not"
    return _finding(subject, because, *citing.marker(subject, f"AKO would begin the name with {cluster_name}--"))


def _finding(subject: VirtualServiceSubject, because: str, *evidence: Evidence) -> Finding:
    name = citing.virtual_service(subject, "name", subject.vs.name, "AKO makes it from its settings")
    return Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=subject.vs.uuid,
        title=f"virtual service {subject.vs.name} contradicts itself: {because}",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=(name, *evidence),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("compare with the settings of the instances and the Controller's log of configuration changes"),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
