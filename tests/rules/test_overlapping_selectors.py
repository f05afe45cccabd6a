from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import ConfigState, Health
from akotui.model.kinds import Kind
from akotui.rules.overlapping_selectors import check
from tests.build import KUBERNETES, estate_subject, instance

RED = {"nsSyncLabelKey": "team", "nsSyncLabelValue": "red"}
FIRST = instance("avi-system", selector=("team", "red"), settings=RED)
SECOND = instance("blue", primary=False, selector=("team", "red"), settings=RED)
THIRD = instance("green", primary=False, selector=("team", "green"))
OPEN = instance("avi-system", blocked=("kube-system",), settings={"blockedNamespaceList": '["kube-system"]'})


def test_equal_selectors_are_reported() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND, THIRD))
    assert finding == Finding(
        rule="overlapping-selectors",
        severity=Severity.ERROR,
        about="selector team=red",
        title="avi-system and blue have the same namespace selector team=red",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=(
            _setting("avi-system", "nsSyncLabelKey", "team", "avi-system takes team=red"),
            _setting("avi-system", "nsSyncLabelValue", "red", "avi-system takes team=red"),
            _setting("blue", "nsSyncLabelKey", "team", "blue takes team=red"),
            _setting("blue", "nsSyncLabelValue", "red", "blue takes team=red"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("give blue another label than team=red (AKOSettings.namespaceSelector)"),
            Remedy(
                "restart blue: it reads its settings only at start", "kubectl rollout restart statefulset/ako -n blue"
            ),
        ),
    )


def _setting(namespace: str, key: str, value: str, says: str) -> Evidence:
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, f"ConfigMap/{namespace}/avi-k8s-config", f"data.{key}", value, says)


def test_instance_without_selector_overlaps_with_every_other() -> None:
    (finding,) = check(estate_subject(OPEN, THIRD))
    assert finding.about == "instance avi-system"
    assert finding.title == "avi-system has no namespace selector and takes every namespace, also those of green"
    assert [ref.namespace for ref in finding.objects] == ["avi-system", "green"]
    assert [(cited.field, cited.value) for cited in finding.evidence[:3]] == [
        ("data.nsSyncLabelKey", ""),
        ("data.nsSyncLabelValue", ""),
        ("data.blockedNamespaceList", '["kube-system"]'),
    ]
    assert finding.remedy[1].text.endswith("it then deletes its virtual services of all other namespaces")


def test_half_a_selector_overlaps_too() -> None:
    half = instance("blue", primary=False, label_key="team")
    (finding,) = check(estate_subject(FIRST, half))
    assert finding.title.startswith("blue has only half a namespace selector and takes every namespace")


def test_blank_selector_is_none() -> None:
    blank = instance("blue", primary=False, label_key=" ", label_value=" ")
    (finding,) = check(estate_subject(FIRST, blank))
    assert finding.title.startswith("blue has no namespace selector")


def test_each_instance_without_selector_is_a_fact_of_its_own() -> None:
    abouts = [finding.about for finding in check(estate_subject(OPEN, instance("blue", primary=False), THIRD))]
    assert abouts == ["instance avi-system", "instance blue"]


def test_different_selectors_are_fine() -> None:
    assert not list(check(estate_subject(FIRST, THIRD)))


def test_single_instance_without_selector_is_fine() -> None:
    assert not list(check(estate_subject(OPEN)))


def test_removed_instance_selects_nothing() -> None:
    removed = instance("blue", selector=("team", "red"), health=Health.REMOVED)
    assert not list(check(estate_subject(FIRST, removed)))


def test_changed_settings_make_it_likely_only() -> None:
    changed = instance("blue", selector=("team", "red"), config_state=ConfigState.RESTART_NEEDED)
    (finding,) = check(estate_subject(FIRST, changed))
    assert finding.confidence is Confidence.LIKELY
