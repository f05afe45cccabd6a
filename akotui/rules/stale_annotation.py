"""A Kubernetes object points to a virtual service that its Controller does not have.

What it finds:
    An Ingress, Route or Service whose annotation ako.vmware.com/host-fqdn-vs-uuid-map holds a uuid that is not among
    the virtual services of the Controller that its annotation ako.vmware.com/controller-cluster-uuid names.

Why it matters:
    The address in its status may belong to nobody. Either the virtual service was deleted on the Controller behind
    AKO's back, or the annotation came along with a copied manifest.

Example:
    Ingress shop/web was restored from a backup and points to a virtual service of last year.
    Scenario: leftovers

What to do:
    Restart the instance that claims the namespace: it writes the annotations of what it serves anew. Take AKO's
    annotations out of manifests in version control.

How sure:
    Certain: the rule runs only when all virtual services of that Controller could be read; an annotation that names
    another Controller, or a tenant that the Controller does not show to the account, is not judged (the coverage then
    says partial and names the tenant). What was not there at the first look must stand for 2 minutes, because AKO
    writes the annotation as soon as the virtual service exists, and the Controller is polled. AKO writes it in
    internal/status/ing_status.go, svc_status.go and route_status.go.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.pointers import CONTROLLER, VIRTUAL_SERVICES
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import Pointer, WorkloadSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import RESOURCES, Kind

SLUG: Final = "stale-annotation"


def check(subject: WorkloadSubject) -> Iterable[Finding]:
    """One finding a Kubernetes object."""
    stale = tuple([one for one in subject.pointers if one.found is False])
    return (_finding(subject, stale),) if stale else ()


def _finding(subject: WorkloadSubject, stale: tuple[Pointer, ...]) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=str(subject.workload),
        title=f"{subject.workload} points to a virtual service that is not on the Controller, for"
        f" {listed(one.host for one in stale)}",
        objects=(citing.workload_ref(subject.workload),),
        owners=citing.users(subject.claimants or ()),
        evidence=tuple(_evidence(subject, stale)),
        confidence=Confidence.CERTAIN,
        remedy=tuple(_remedies(subject)),
    )


def _evidence(subject: WorkloadSubject, stale: tuple[Pointer, ...]) -> Iterator[Evidence]:
    place = str(subject.workload)
    kind = next(kind for kind, resource in RESOURCES.items() if resource.name == subject.workload.kind)
    for one in stale:
        says = f"for {one.host}: no virtual service has this uuid"
        yield Evidence(citing.CLUSTER, kind, place, f"metadata.annotations.{VIRTUAL_SERVICES}", one.uuid, says)
    field, says = f"metadata.annotations.{CONTROLLER}", "the Controller that was read"
    yield Evidence(citing.CLUSTER, kind, place, field, stale[0].controller, says)


def _remedies(subject: WorkloadSubject) -> Iterator[Remedy]:
    for one in subject.claimants or ():
        yield restart(one, "it writes the annotations of what it serves anew")
    yield Remedy("take AKO's annotations out of the manifest, if it is kept elsewhere: AKO alone writes them")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=WorkloadSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.CLUSTER, Kind.INGRESS}),
    whole=frozenset({Kind.VIRTUAL_SERVICE}),
    traces=frozenset({Kind.SERVICE, Kind.ROUTE}),
    grace=LAG,
)
