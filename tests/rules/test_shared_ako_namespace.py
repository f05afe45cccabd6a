from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.shared_ako_namespace import check
from tests.build import KUBERNETES, instance, instance_subject


def test_two_stateful_sets_in_one_namespace_are_reported() -> None:
    (finding,) = check(instance_subject(instance(stateful_sets=("ako", "ako-two"))))
    assert finding == Finding(
        rule="shared-ako-namespace",
        severity=Severity.ERROR,
        about="avi-system",
        title="namespace avi-system has 2 AKO StatefulSets: ako and ako-two",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako-two", "avi-system")),
        owners=("ako-prod",),
        evidence=(_found("ako"), _found("ako-two")),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "see which Helm release or AKOConfig made each, and uninstall one of them",
                "kubectl get statefulsets -n avi-system --show-labels",
            ),
        ),
    )


def _found(name: str) -> Evidence:
    says = "runs AKO with the settings of this namespace"
    return Evidence(KUBERNETES, Kind.STATEFUL_SET, f"StatefulSet/avi-system/{name}", "metadata.name", name, says)


def test_one_stateful_set_is_fine() -> None:
    assert not list(check(instance_subject()))
