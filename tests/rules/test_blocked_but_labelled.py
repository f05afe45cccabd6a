from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.blocked_but_labelled import check
from tests.build import KUBERNETES, instance, namespace_subject

RED = instance(
    "avi-system",
    selector=("team", "red"),
    blocked=("legacy",),
    settings={"nsSyncLabelKey": "team", "nsSyncLabelValue": "red", "blockedNamespaceList": '["legacy"]'},
)


def test_label_that_a_block_list_overrules_is_reported() -> None:
    (finding,) = check(namespace_subject("legacy", labels={"team": "red"}, blockers=(RED,)))
    place = "ConfigMap/avi-system/avi-k8s-config"
    assert finding == Finding(
        rule="blocked-but-labelled",
        severity=Severity.INFO,
        about="legacy avi-system",
        title="namespace legacy has the label of avi-system and stands on its block list",
        objects=(ObjectRef("Namespace", "legacy"), ObjectRef("StatefulSet", "ako", "avi-system")),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.NAMESPACE,
                "Namespace/legacy",
                "metadata.labels.team",
                "red",
                "equals the selector of avi-system",
            ),
            Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelKey", "team", "avi-system takes team=red"),
            Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelValue", "red", "avi-system takes team=red"),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                place,
                "data.blockedNamespaceList",
                '["legacy"]',
                "legacy is on it: avi-system does not serve it",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("to have it served, take legacy off AKOSettings.blockedNamespaceList and restart avi-system"),
            Remedy(
                "or take the label away; avi-system does not serve legacy anyway, others that select it would lose it",
                "kubectl label namespace legacy team-",
            ),
        ),
    )


def test_block_list_of_an_instance_without_selector_is_plain_intent() -> None:
    assert not list(check(namespace_subject("legacy", blockers=(instance(blocked=("legacy",)),))))


def test_claimed_namespace_is_fine() -> None:
    assert not list(check(namespace_subject(claimants=(RED,))))
