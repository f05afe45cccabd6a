"""A child virtual service refers to a parent that is not there.

What it finds:
    A virtual service of this cluster with type VS_TYPE_VH_CHILD whose parent is not among the virtual services of its
    Controller.

Why it matters:
    A child has no address of its own; without its parent nothing reaches it.

Example:
    prod--Shared-L7-0 was deleted by hand on the Controller; its children are left.
    Scenario: rough-edges

What to do:
    Restart the owner: at its start AKO compares its objects with the Controller and makes the parent anew.

How sure:
    Certain: the rule runs only when all virtual services of all tenants could be read. The pages of a list are not one
    moment, so what was not there at the first look, or was modified lately then, must stand for 2 minutes. AKO ties
    children to parents with vh_parent_vs_ref (internal/rest/avi_obj_vs.go).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG, lag_when
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import Reason, VirtualServiceSubject
from akotui.model.kinds import Kind

SLUG: Final = "child-without-parent"

_GONE: Final = Reason.PARENT_GONE


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    return _told(subject) if _GONE in subject.reasons else ()


def _told(subject: VirtualServiceSubject) -> Iterator[Finding]:
    owner = f" of {subject.owner}" if subject.owner else ""
    parent = subject.vs.parent or ""
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.vs.uuid,
        title=f"child {subject.vs.name}{owner} has no parent: {parent} is not on the Controller",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=(
            citing.virtual_service(subject, "type", subject.vs.type, "a child: its address is that of its parent"),
            citing.virtual_service(subject, "vh_parent_vs_ref", parent, "no virtual service has this uuid"),
            *citing.modified(subject),
        ),
        confidence=subject.confidence,
        remedy=(
            restart(subject.instance, "at its start it makes what is missing anew")
            if subject.instance is not None
            else Remedy("remove it on the Controller by hand: nothing reaches it, and it has no owner"),
        ),
        lag=lag_when(fresh=subject.fresh),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    whole=frozenset({Kind.VIRTUAL_SERVICE}),
    grace=LAG,
)
