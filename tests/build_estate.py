"""Finished estates for the screen: made by hand, so that no source and no engine is needed."""

from datetime import timedelta

import msgspec

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Confidence, Coverage, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health as InstanceHealth
from akotui.analysis.subjects import Origin, Reason, State, UserState, Workload
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind, Plane
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    instance,
    instance_subject,
    namespace_subject,
    user_subject,
    virtual_service,
    virtual_service_subject,
)

RED = instance("avi-system", selector=("team", "red"), settings={"clusterName": "prod"})
BLUE = instance("blue", primary=False, selector=("tier", "blue"), settings={"clusterName": "prod"})
VIOLET = msgspec.structs.replace(
    instance("violet", primary=False, selector=("team", "violet")), health=InstanceHealth.REMOVED, user=None
)
READ_AT = {
    (KUBERNETES if kind.plane is Plane.KUBERNETES else AVI, kind): MOMENT - timedelta(seconds=11) for kind in Kind
}


def source(scope: Scope = KUBERNETES, state: SourceState = SourceState.LIVE, **fields: object) -> SourceReport:
    """A source that told something two seconds ago."""
    made = SourceReport(scope, Health(state), MOMENT - timedelta(seconds=2), ())
    return msgspec.structs.replace(made, **fields)


def finding(title: str = "namespace payments is claimed by avi-system and blue", **fields: object) -> Finding:
    """A finding about namespace payments."""
    made = Finding(
        "double-owned-namespace",
        Severity.ERROR,
        title,
        title,
        (ObjectRef("Namespace", "payments"),),
        ("avi-system", "blue"),
        (
            Evidence(
                KUBERNETES, Kind.NAMESPACE, "Namespace/payments", "metadata.labels", "team=red", "avi-system selects it"
            ),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "data.labelValue",
                "blue",
                "blue selects it",
            ),
        ),
        Confidence.CERTAIN,
        (Remedy("take one of the labels away", "kubectl label ns payments tier-"),),
    )
    return msgspec.structs.replace(made, **fields)


ORPHAN = virtual_service_subject(
    virtual_service("prod--shop-cart", created_by="ako-prod-violet"),
    state=State.ORPHANED,
    reasons=(Reason.INSTANCE_REMOVED,),
    origins=(Origin(Workload("Service", "shop", "cart"), found=False),),
)
INSTANCES = (
    instance_subject(RED, others=(BLUE,), matched=("payments", "red-web")),
    instance_subject(BLUE, others=(RED,), matched=("payments", "blue-api")),
    instance_subject(VIOLET, matched=None, virtual_services=0),
)
NAMESPACES = (
    namespace_subject("blue-api", claimants=(BLUE,), instances=(RED, BLUE)),
    namespace_subject("payments", labels={"team": "red", "tier": "blue"}, claimants=(RED, BLUE)),
    namespace_subject("red-web", labels={"team": "red"}, claimants=(RED,), instances=(RED, BLUE)),
    namespace_subject("web", workloads=(Workload("Ingress", "web", "front"),), instances=(RED, BLUE)),
)
VIRTUAL_SERVICES = (
    virtual_service_subject(
        virtual_service("prod--pay", created_by="ako-prod"),
        state=State.DOUBLE_OWNED,
        owner=RED,
        claimants=("avi-system", "blue"),
    ),
    virtual_service_subject(virtual_service("prod--red", created_by="ako-prod"), owner=RED),
    ORPHAN,
    virtual_service_subject(
        virtual_service("legacy", created_by="admin"), state=State.UNMANAGED, reasons=(Reason.NOT_AKO,), origins=()
    ),
)
USERS = (
    user_subject("ako-prod", state=UserState.KNOWN, instances=(RED, BLUE)),
    user_subject("ako-prod-violet", ORPHAN, instances=(RED, BLUE)),
)
COVERAGE = (
    Coverage("double-owned-namespace", "ran"),
    Coverage("orphaned-virtual-service", "ran"),
    Coverage("gateways-served-twice", "not-run", "gateways: 403 forbidden"),
)


def estate(**fields: object) -> Estate:
    """Three instances, four namespaces, four virtual services, two findings and a rule that could not run."""
    orphaned = finding(
        "1 virtual service of ako-prod-violet has no AKO instance",
        rule="orphaned-virtual-service",
        objects=(ObjectRef("VirtualService", "prod--shop-cart", tenant="admin", id=ORPHAN.vs.uuid),),
        owners=("ako-prod-violet",),
    )
    made = Estate(
        at=MOMENT,
        sources=(source(), source(AVI)),
        instances=INSTANCES,
        namespaces=NAMESPACES,
        virtual_services=VIRTUAL_SERVICES,
        users=USERS,
        findings=(finding(), orphaned),
        coverage=COVERAGE,
        read_at=READ_AT,
        tenants={AVI: frozenset({"admin"})},
    )
    return msgspec.structs.replace(made, **fields)
