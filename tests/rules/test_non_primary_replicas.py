from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.non_primary_replicas import check
from tests.build import KUBERNETES, instance, instance_subject


def test_two_pods_of_a_non_primary_are_reported() -> None:
    two = instance("blue", primary=False, replicas=2, settings={"primaryInstance": "false"})
    (finding,) = check(instance_subject(two))
    assert finding == Finding(
        rule="non-primary-replicas",
        severity=Severity.WARNING,
        about="blue",
        title="AKO instance blue is not primary and has 2 replicas",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "data.primaryInstance",
                "false",
                "blue is not primary",
            ),
            Evidence(
                KUBERNETES,
                Kind.STATEFUL_SET,
                "StatefulSet/blue/ako",
                "spec.replicas",
                "2",
                "pods wanted; only a primary may have two",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "scale it to one pod; the pod that stays goes on serving",
                "kubectl scale statefulset/ako -n blue --replicas=1",
            ),
        ),
    )


def test_two_pods_of_a_primary_are_fine() -> None:
    assert not list(check(instance_subject(instance(replicas=2))))


def test_one_pod_of_a_non_primary_is_fine() -> None:
    assert not list(check(instance_subject(instance("blue", primary=False))))


def test_two_stateful_sets_of_one_pod_each_are_left_to_the_other_rule() -> None:
    assert not list(check(instance_subject(instance("blue", primary=False, replicas=2, stateful_sets=("ako", "ako2")))))
