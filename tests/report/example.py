"""A small estate with one of everything, written by hand."""

from datetime import UTC, datetime

from akotui.analysis.estate import Estate, SourceReport, UnreadPart
from akotui.analysis.findings import Confidence, Coverage, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import State, UserState, Workload
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    host_subject,
    instance,
    instance_subject,
    namespace_subject,
    runtime,
    user_subject,
    virtual_service,
    virtual_service_subject,
)

NOW = datetime(2026, 11, 22, 17, 0, 5, 123456, tzinfo=UTC)
BLUE = instance("blue", primary=False, selector=("tier", "blue"), blocked=("kube-system",), installed_by="helm")
VS = virtual_service_subject(
    virtual_service("prod--shop", created_by="ako-prod-violet"),
    state=State.ORPHANED,
    addresses=("10.0.0.7",),
    runtime=runtime("virtualservice-prod--shop"),
)
ORPHANED = Finding(
    "orphaned-virtual-service",
    Severity.ERROR,
    "ako-prod-violet",
    "1 virtual service of ako-prod-violet has no AKO instance",
    (ObjectRef("VirtualService", "prod--shop", tenant="admin", id="virtualservice-1"),),
    ("ako-prod-violet",),
    (
        Evidence(
            AVI, Kind.VIRTUAL_SERVICE, "VirtualService/admin/prod--shop", "created_by", "ako-prod-violet", "who made it"
        ),
        Evidence(KUBERNETES, Kind.STATEFUL_SET, "StatefulSet/blue/ako", "metadata.name", "ako", "writes ako-prod-blue"),
    ),
    Confidence.LIKELY,
    (Remedy("install AKO in violet again"), Remedy("look at it", "akotui get vs prod--shop")),
)
UNCLAIMED = Finding(
    "unclaimed-namespace",
    Severity.WARNING,
    "ns/web",
    "namespace web has 2 Ingresses and nobody claims it \N{CJK UNIFIED IDEOGRAPH-7DB2}",
    (ObjectRef("Namespace", "web"),),
    (),
    (),
    Confidence.CERTAIN,
    (),
)


def estate() -> Estate:
    """The estate; its Controller was read in part."""
    unread = (
        UnreadPart("tenants", "403 Forbidden"),
        UnreadPart("pools", "403 Forbidden"),
        UnreadPart("runtimes", "not served"),
    )
    return Estate(
        at=MOMENT,
        complete=False,
        sources=(
            SourceReport(KUBERNETES, Health(SourceState.LIVE, "v1.33", "https://k8s.test"), MOMENT, ()),
            SourceReport(AVI, Health(SourceState.PARTIAL, "user oncall", "https://avi.test"), None, unread),
        ),
        instances=(instance_subject(BLUE, matched=None), instance_subject(instance(), controller_uuid="cluster-1")),
        namespaces=(namespace_subject("shop", claimants=(BLUE,), tenant="t"), namespace_subject("web", counts={})),
        virtual_services=(VS,),
        hosts=(
            host_subject(instances=("blue",), virtual_services=(VS,), workloads=(Workload("Ingress", "shop", "web"),)),
        ),
        users=(
            user_subject("ako-prod-blue", state=UserState.KNOWN, instances=(BLUE,)),
            user_subject("ako-prod-violet", VS),
        ),
        findings=(ORPHANED, UNCLAIMED),
        coverage=(
            Coverage("orphaned-virtual-service", "ran"),
            Coverage("stale-virtual-service", "not-run", "pools: 403 Forbidden"),
            Coverage("child-without-parent", "not-run", "pools: 403 Forbidden"),
            Coverage("unclaimed-namespace", "partial", "services: in shop only"),
        ),
        read_at={(KUBERNETES, Kind.STATEFUL_SET): NOW},
    )
