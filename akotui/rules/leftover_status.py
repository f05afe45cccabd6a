"""A Kubernetes object carries AKO's annotations or status, and no AKO instance claims its namespace any more.

What it finds:
    An Ingress, Route or Service with AKO's annotations, or with an address that only AKO can have written, in a
    namespace that no known instance accepts.

Why it matters:
    People and programs (DNS, certificates) still see an address there that may not answer any more. Nobody clears it.

Example:
    Namespace maps lost its label while its instance was down; Ingress maps/web still shows 10.64.3.7.
    Scenario: leftovers

What to do:
    Give the namespace the label of the instance that is to serve it. If nobody is, remove AKO's annotations and the
    status, or delete and create the object.

How sure:
    Certain: the rule runs only when all StatefulSets and ConfigMaps of AKO could be read; likely when a ConfigMap was
    changed after its instance started. What was not there at the first look must stand for 2 minutes, the time AKO may
    take to clear it. AKO clears status and annotations when it deletes the virtual service
    (internal/status/ing_status.go deleteObject); an instance that is gone or never saw the change does not.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.pointers import VIRTUAL_SERVICES
from akotui.analysis.subjects import WorkloadSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import RESOURCES, Kind

SLUG: Final = "leftover-status"

_WRITTEN: Final = frozenset({"Ingress", "Route", "Service"})


def check(subject: WorkloadSubject) -> Iterable[Finding]:
    """One finding a Kubernetes object."""
    return _told(subject) if not subject.claimants and (subject.addresses or subject.pointers) else ()


def _told(subject: WorkloadSubject) -> Iterator[Finding]:
    work = subject.workload
    left = subject.addresses or subject.pointers
    if work.kind not in _WRITTEN or subject.claimants is None or subject.claimants or not left:
        return
    shown = listed(subject.addresses) or "AKO's annotations"
    yield Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=str(work),
        title=f"{work} still shows {shown}, and no instance claims namespace {work.namespace}",
        objects=(citing.workload_ref(work),),
        owners=(),
        evidence=tuple(_evidence(subject)),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(f"give namespace {work.namespace} the label of the instance that is to serve it"),
            Remedy("or remove AKO's annotations and the status, when nobody is to serve it"),
        ),
    )


def _evidence(subject: WorkloadSubject) -> Iterator[Evidence]:
    place = str(subject.workload)
    kind = next(kind for kind, resource in RESOURCES.items() if resource.name == subject.workload.kind)
    for one in subject.pointers:
        says = f"AKO noted the virtual service that serves {one.host}"
        yield Evidence(citing.CLUSTER, kind, place, f"metadata.annotations.{VIRTUAL_SERVICES}", one.uuid, says)
    for address in subject.addresses:
        yield Evidence(citing.CLUSTER, kind, place, "status.loadBalancer.ingress", address, "AKO wrote this address")
    says = "no known AKO instance accepts this namespace"
    name = subject.workload.namespace
    yield Evidence(citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "metadata.name", name, says)


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=WorkloadSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.NAMESPACE, Kind.ROUTE}),
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset({Kind.INGRESS, Kind.INGRESS_CLASS, Kind.SERVICE}),
    grace=LAG,
    undecided=undecided.settings,
)
