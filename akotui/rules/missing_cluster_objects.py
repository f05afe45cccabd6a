"""Something that every AKO instance of the cluster needs is not there: its IngressClass or its ClusterRole.

What it finds:
    A cluster with known AKO instances and without any IngressClass of AKO's controller, or without ClusterRole ako-cr.
    On OpenShift the IngressClass does not count, because AKO looks at Routes there.

Why it matters:
    Only the primary's Helm release creates them, and removing that release takes them from all instances. Without the
    IngressClass AKO ignores every Ingress and removes what it made of them; without the ClusterRole it cannot read
    anything.

Example:
    The primary in avi-system was uninstalled; blue and green still run, and every Ingress lost its virtual service.
    Scenario: primary-uninstalled

What to do:
    Install the primary again, or create the two objects from its chart.

How sure:
    Certain: all IngressClasses and the ClusterRole of that name were asked for. That only the primary's chart creates
    them is in helm/ako/templates/ingressclass.yaml and clusterrole.yaml; that an Ingress needs its class in AKO
    internal/lib/lib.go ValidateIngressForClass.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.configuration import AKO_CONTROLLER
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.overview import CLUSTER_ROLE
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "missing-cluster-objects"
_CLASS: Final = "avi-lb"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding an object that is absent."""
    known = tuple(one for one in subject.instances if one.known)
    if not known:
        return
    everyone = listed(citing.names(known))
    if subject.uses_ingresses and subject.ingress_classes is not None and not subject.ingress_classes:
        says = "none has this controller: AKO ignores every Ingress"
        yield _finding(
            subject,
            ObjectRef("IngressClass", _CLASS),
            f"no IngressClass is of AKO's controller: every Ingress is ignored by {everyone}",
            Evidence(citing.CLUSTER, Kind.INGRESS_CLASS, "IngressClass", "spec.controller", AKO_CONTROLLER, says),
        )
    if subject.cluster_role is False:
        says = "absent: the instances are bound to it and may read nothing without it"
        yield _finding(
            subject,
            ObjectRef("ClusterRole", CLUSTER_ROLE),
            f"ClusterRole {CLUSTER_ROLE} is absent: the cluster may not be read by {everyone}",
            Evidence(citing.CLUSTER, Kind.CLUSTER_ROLE, f"ClusterRole/{CLUSTER_ROLE}", "metadata.name", "absent", says),
        )


def _finding(subject: EstateSubject, absent: ObjectRef, title: str, evidence: Evidence) -> Finding:
    known = tuple(one for one in subject.instances if one.known)
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=absent.kind,
        title=title,
        objects=(absent, *(citing.instance_ref(one) for one in known)),
        owners=citing.users(known),
        evidence=(evidence,),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                f"install the primary's Helm release again, or create {absent.kind} {absent.name} as its chart would:"
                " only the primary's chart has it"
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET}),
    traces=frozenset({Kind.INGRESS_CLASS, Kind.CLUSTER_ROLE, Kind.ROUTE}),
)
