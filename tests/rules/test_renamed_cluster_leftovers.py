from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Reason, State
from akotui.model.kinds import Kind
from akotui.rules.renamed_cluster_leftovers import check
from tests.build import AVI, KUBERNETES, instance, markers, user_subject, virtual_service, virtual_service_subject

OLD = virtual_service("test--shop.example.com", created_by="ako-test", markers=markers("test"))
FORMER = virtual_service_subject(
    OLD,
    state=State.ORPHANED,
    reasons=(Reason.CLUSTER_RENAMED,),
    confidence=Confidence.LIKELY,
    cluster_name="test",
)
NOW = instance(settings={"clusterName": "prod"})
PLACE = "VirtualService/admin/test--shop.example.com"

EVIDENCE = (
    Evidence(
        AVI,
        Kind.VIRTUAL_SERVICE,
        PLACE,
        "created_by",
        "ako-test",
        "what an instance here would have written under the former name",
    ),
    Evidence(
        AVI,
        Kind.VIRTUAL_SERVICE,
        PLACE,
        "markers.clustername",
        "test",
        "no instance here has this cluster name",
    ),
    Evidence(
        KUBERNETES,
        Kind.CONFIG_MAP,
        "ConfigMap/avi-system/avi-k8s-config",
        "data.clusterName",
        "prod",
        "the cluster name of avi-system now",
    ),
    Evidence(
        KUBERNETES,
        Kind.INGRESS,
        "Ingress/shop/web",
        "metadata.name",
        "web",
        "a Kubernetes object it was made from is in this cluster",
    ),
)


def test_objects_of_the_former_name_are_reported() -> None:
    (finding,) = check(user_subject("ako-test", FORMER, instances=(NOW,)))
    assert finding == Finding(
        rule="renamed-cluster-leftovers",
        severity=Severity.WARNING,
        about="ako-test",
        title="1 virtual service of ako-test from when this cluster was named test, not prod",
        objects=(ObjectRef("VirtualService", "test--shop.example.com", tenant="admin", id=OLD.uuid),),
        owners=("ako-test",),
        evidence=EVIDENCE,
        confidence=Confidence.LIKELY,
        remedy=(
            Remedy("make sure that no other cluster is named test: its objects would look the same"),
            Remedy(
                "then remove them on the Controller, or set clusterName back to test with deleteConfig true until they"
                " are gone: all virtual services of that name are deleted then"
            ),
        ),
    )


def test_other_orphans_are_not_of_a_former_name() -> None:
    orphan = virtual_service_subject(OLD, state=State.ORPHANED, reasons=(Reason.USER_MATCHES_NO_INSTANCE,))
    assert not list(check(user_subject("ako-test", orphan, instances=(NOW,))))
