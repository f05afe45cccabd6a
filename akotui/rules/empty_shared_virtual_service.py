"""A shared virtual service of AKO serves no host any more.

What it finds:
    A shared parent of this cluster (its name holds Shared-L7) without children and without pools.

Why it matters:
    It holds an address and costs resources of the Service Engines for nothing. AKO keeps it until its next start, on
    purpose, so it is no sign of trouble.

Example:
    All hosts of shard 3 moved to another namespace; prod--blue-Shared-L7-3 is left.
    Scenario: leftovers

What to do:
    Nothing; it goes when its owner restarts. Its VSVIP stays even then and has to be removed by hand.

How sure:
    Certain: the rule runs only when virtual services, pools and pool groups were all read. What was not
    there at its first look, or was modified lately then, must stand for 2 minutes, because AKO makes the parent before
    its children. docs/faq.md tells that empty shared virtual services stay until a restart.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG, lag_when
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import State, VirtualServiceSubject
from akotui.model.kinds import Kind

SLUG: Final = "empty-shared-virtual-service"

_NOT_OURS: Final = frozenset({State.UNMANAGED, State.FOREIGN})


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    return _told(subject) if subject.empty and subject.state not in _NOT_OURS else ()


def _told(subject: VirtualServiceSubject) -> Iterator[Finding]:
    whose = f" of {subject.owner}" if subject.owner else ""
    yield Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=subject.vs.uuid,
        title=f"shared virtual service {subject.vs.name}{whose} serves nothing",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=tuple(_evidence(subject)),
        confidence=Confidence.CERTAIN,
        remedy=(
            restart(subject.instance, "at its start it deletes shared virtual services that serve nothing")
            if subject.instance is not None
            else Remedy("remove it on the Controller by hand: it has no owner that would"),
        ),
        lag=lag_when(fresh=subject.fresh),
    )


def _evidence(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    yield citing.virtual_service(subject, "name", subject.vs.name, "AKO names shared parents like this")
    yield citing.virtual_service(subject, "vh_parent_vs_ref", "", "no child names it as its parent")
    yield citing.virtual_service(subject, "pool_group_ref", subject.vs.pool_group or "", "no pool stands behind it")
    yield from citing.modified(subject)


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    whole=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL, Kind.POOL_GROUP, Kind.DATA_SCRIPT_SET}),
    grace=LAG,
)
