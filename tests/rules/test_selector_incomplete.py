from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.selector_incomplete import check
from tests.build import KUBERNETES, instance, instance_subject

HALF = instance("blue", primary=False, label_key="team", settings={"nsSyncLabelKey": "team", "nsSyncLabelValue": ""})


def test_key_without_value_is_reported() -> None:
    (finding,) = check(instance_subject(HALF))
    assert finding == Finding(
        rule="selector-incomplete",
        severity=Severity.ERROR,
        about="blue",
        title="AKO instance blue takes every namespace: nsSyncLabelKey is set, nsSyncLabelValue is not",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            _setting("nsSyncLabelKey", "team", "set"),
            _setting("nsSyncLabelValue", "", "blank: AKO ignores the selector and takes every namespace"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "set nsSyncLabelValue too (AKOSettings.namespaceSelector), after labelling the namespaces blue keeps"
            ),
            Remedy(
                "or, if blue is to take every namespace, empty nsSyncLabelKey; set the Helm value too, or the next"
                " upgrade undoes it",
                "kubectl patch configmap avi-k8s-config -n blue --type=merge"
                """ -p '{"data":{"nsSyncLabelKey":""}}'""",
            ),
            Remedy(
                "restart blue: it reads its settings only at start", "kubectl rollout restart statefulset/ako -n blue"
            ),
        ),
    )


def _setting(key: str, value: str, says: str) -> Evidence:
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, "ConfigMap/blue/avi-k8s-config", f"data.{key}", value, says)


def test_value_without_key_is_reported() -> None:
    (finding,) = check(instance_subject(instance("blue", label_key="  ", label_value="red")))
    assert finding.title.endswith("nsSyncLabelValue is set, nsSyncLabelKey is not")


def test_both_or_neither_is_fine() -> None:
    assert not list(check(instance_subject(instance(selector=("team", "red")))))
    assert not list(check(instance_subject(instance())))
    assert not list(check(instance_subject(instance(label_key=" ", label_value="\t"))))


def test_removed_instance_takes_nothing() -> None:
    assert not list(check(instance_subject(instance(label_key="team", health=Health.REMOVED))))
