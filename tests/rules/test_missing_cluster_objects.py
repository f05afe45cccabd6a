from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.missing_cluster_objects import RULE, check
from tests.build import (
    KUBERNETES,
    ako,
    cluster,
    cluster_role,
    estate_subject,
    ingress_class,
    instance,
    inventory,
    route,
)

BLUE = instance("blue", primary=False)


def test_absent_cluster_role_is_reported() -> None:
    (finding,) = check(estate_subject(BLUE, cluster_role=False, ingress_classes=("avi-lb",)))
    assert finding == Finding(
        rule="missing-cluster-objects",
        severity=Severity.ERROR,
        about="ClusterRole",
        title="ClusterRole ako-cr is absent: the cluster may not be read by blue",
        objects=(ObjectRef("ClusterRole", "ako-cr"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CLUSTER_ROLE,
                "ClusterRole/ako-cr",
                "metadata.name",
                "absent",
                "absent: the instances are bound to it and may read nothing without it",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "install the primary's Helm release again, or create ClusterRole ako-cr as its chart would: only the"
                " primary's chart has it"
            ),
        ),
    )


def test_cluster_without_ingress_class_of_ako_is_reported() -> None:
    (finding,) = check(estate_subject(BLUE, cluster_role=True, ingress_classes=()))
    assert finding.title == "no IngressClass is of AKO's controller: every Ingress is ignored by blue"
    assert finding.objects[0] == ObjectRef("IngressClass", "avi-lb")


def test_what_was_not_read_is_not_absent() -> None:
    assert not list(check(estate_subject(BLUE, cluster_role=None, ingress_classes=None)))


def test_cluster_with_both_is_fine() -> None:
    assert not list(check(estate_subject(BLUE, cluster_role=True, ingress_classes=("avi-lb",))))


def test_cluster_without_instances_needs_neither() -> None:
    gone = instance("blue", health=Health.REMOVED)
    assert not list(check(estate_subject(gone, cluster_role=False, ingress_classes=())))


def test_openshift_needs_no_ingress_class() -> None:
    estate = analyse(None, inventory(cluster(ako(), route(), cluster_role(), absent=())), (RULE,))
    assert not estate.findings


def test_class_of_another_controller_does_not_count() -> None:
    read = cluster(ako(), ingress_class("nginx", controller="k8s.io/ingress-nginx"), cluster_role())
    assert [finding.about for finding in analyse(None, inventory(read), (RULE,)).findings] == ["IngressClass"]


def test_unreadable_role_leaves_the_class_to_be_judged() -> None:
    estate = analyse(None, inventory(cluster(ako(), unread=(Kind.CLUSTER_ROLE,))), (RULE,))
    assert [finding.about for finding in estate.findings] == ["IngressClass"]
    assert [covered.status for covered in estate.coverage] == ["partial"]


def test_server_without_rbac_needs_no_role() -> None:
    read = cluster(ako(), ingress_class(), absent=(Kind.ROUTE, Kind.CLUSTER_ROLE))
    assert not analyse(None, inventory(read), (RULE,)).findings
