import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.instance_not_running import check
from tests.build import KUBERNETES, instance, instance_subject

DOWN = instance("blue", primary=False, ready=0, health=Health.DOWN, waiting="CrashLoopBackOff")


def test_instance_without_ready_pod_is_reported() -> None:
    (finding,) = check(instance_subject(DOWN))
    place, pods = "StatefulSet/blue/ako", "-n blue -l app.kubernetes.io/name=ako"
    assert finding == Finding(
        rule="instance-not-running",
        severity=Severity.ERROR,
        about="blue",
        title="AKO instance blue has no ready pod (0 of 1): CrashLoopBackOff",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(KUBERNETES, Kind.STATEFUL_SET, place, "spec.replicas", "1", "pods wanted"),
            Evidence(KUBERNETES, Kind.STATEFUL_SET, place, "status.readyReplicas", "0", "pods ready"),
            Evidence(
                KUBERNETES,
                Kind.POD,
                "Pod/blue",
                "status.containerStatuses.state.waiting.reason",
                "CrashLoopBackOff",
                "why a container waits",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("look at its pods", f"kubectl describe pods {pods}"),
            Remedy("read its log", f"kubectl logs {pods} --all-containers --tail=50"),
        ),
    )


def test_instance_scaled_to_zero_says_so() -> None:
    scaled = instance("blue", replicas=0, ready=0, health=Health.DOWN)
    (finding,) = check(instance_subject(scaled, virtual_services=3))
    assert finding.title == "AKO instance blue has no ready pod: it is scaled to 0"
    assert finding.remedy == (
        Remedy(
            "scale blue up: it takes care of its 3 virtual services again",
            "kubectl scale statefulset/ako -n blue --replicas=1",
        ),
    )


def test_stateful_set_without_config_map_is_reported() -> None:
    (finding,) = check(instance_subject(instance("blue", health=Health.NO_CONFIG, user=None)))
    assert finding.title == "AKO instance blue has a StatefulSet but no ConfigMap avi-k8s-config"
    assert finding.owners == ()
    assert finding.evidence[-1] == Evidence(
        KUBERNETES,
        Kind.CONFIG_MAP,
        "ConfigMap/blue/avi-k8s-config",
        "metadata.name",
        "absent",
        "AKO's containers cannot start without it",
    )


def test_config_map_without_stateful_set_is_reported() -> None:
    (finding,) = check(instance_subject(instance("blue", health=Health.REMOVED, stateful_sets=())))
    assert finding.title == (
        "AKO instance blue was removed: its ConfigMap avi-k8s-config is left, its StatefulSet is gone"
    )
    assert finding.objects == (ObjectRef("ConfigMap", "avi-k8s-config", "blue"),)
    assert [(cited.object, cited.value) for cited in finding.evidence] == [
        ("ConfigMap/blue/avi-k8s-config", "avi-k8s-config"),
        ("StatefulSet/blue/ako", "absent"),
    ]
    assert "its settings are lost" in finding.remedy[1].text
    assert finding.remedy[1].command == "kubectl delete configmap avi-k8s-config -n blue"


@pytest.mark.parametrize("health", [Health.READY, Health.DEGRADED])
def test_instance_with_a_ready_pod_is_fine(health: Health) -> None:
    assert not list(check(instance_subject(instance("blue", health=health))))
