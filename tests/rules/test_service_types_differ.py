from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.service_types_differ import check
from tests.build import KUBERNETES, estate_subject, instance

FIRST = instance("avi-system", settings={"clusterName": "prod"})
SECOND = instance("blue", primary=False, service_type="NodePort", settings={"serviceType": "NodePort"})


def test_two_service_types_are_reported_and_the_primary_is_the_model() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND))
    assert finding == Finding(
        rule="service-types-differ",
        severity=Severity.ERROR,
        about="cluster",
        title="service types differ: avi-system uses ClusterIP and blue uses NodePort",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.serviceType",
                "ClusterIP",
                "service type of avi-system (not set: AKO's default)",
            ),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "data.serviceType",
                "NodePort",
                "service type of blue",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "give blue the service type of avi-system; all pools of blue get new members; set the Helm value too,"
                " or the next upgrade undoes it",
                "kubectl patch configmap avi-k8s-config -n blue --type=merge"
                """ -p '{"data":{"serviceType":"ClusterIP"}}'""",
            ),
            Remedy(
                "restart blue: it reads its settings only at start", "kubectl rollout restart statefulset/ako -n blue"
            ),
        ),
    )


def test_one_service_type_is_fine() -> None:
    third = instance("green", primary=False, service_type="NodePort")
    assert not list(check(estate_subject(SECOND, third)))


def test_instance_without_settings_is_not_compared() -> None:
    assert not list(check(estate_subject(SECOND, instance("red", health=Health.NO_CONFIG))))
    unread = instance("red", cluster_name="", service_type="ClusterIP")
    assert not list(check(estate_subject(SECOND, unread)))


def test_several_of_one_type_are_named_together() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND, instance("green", primary=False)))
    assert finding.title == "service types differ: avi-system and green use ClusterIP and blue uses NodePort"
