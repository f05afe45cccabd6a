from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.cluster_names_differ import check
from tests.build import KUBERNETES, estate_subject, instance

FIRST = instance("avi-system", settings={"clusterName": "prod"})
SECOND = instance("blue", primary=False, cluster_name="test", settings={"clusterName": "test"})


def test_two_cluster_names_are_reported() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND))
    assert finding == Finding(
        rule="cluster-names-differ",
        severity=Severity.ERROR,
        about="cluster",
        title="cluster names differ: avi-system uses prod and blue uses test",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod", "ako-test-blue"),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.clusterName",
                "prod",
                "avi-system writes ako-prod",
            ),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "data.clusterName",
                "test",
                "blue writes ako-test-blue",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "choose one name; on each instance that must change set deleteConfig=true and wait until its objects"
                " are gone (this takes its traffic down), then set clusterName and deleteConfig=false and restart it"
            ),
        ),
    )


def test_one_cluster_name_is_fine() -> None:
    assert not list(check(estate_subject(FIRST, instance("blue", primary=False))))


def test_removed_instance_is_not_compared() -> None:
    removed = instance("blue", cluster_name="old", health=Health.REMOVED)
    assert not list(check(estate_subject(FIRST, removed)))
