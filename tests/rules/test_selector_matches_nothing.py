from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.selector_matches_nothing import RULE, check
from tests.build import KUBERNETES, instance, instance_subject

BLUE = instance(
    "blue",
    primary=False,
    selector=("team", "bleu"),
    settings={"nsSyncLabelKey": "team", "nsSyncLabelValue": "bleu"},
)


def test_selector_without_namespaces_is_reported() -> None:
    (finding,) = check(instance_subject(BLUE, matched=()))
    place, says = "ConfigMap/blue/avi-k8s-config", "blue takes team=bleu"
    assert finding == Finding(
        rule="selector-matches-nothing",
        severity=Severity.WARNING,
        about="blue",
        title="AKO instance blue selects team=bleu, and no namespace matches",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelKey", "team", says),
            Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelValue", "bleu", says),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "label the namespaces blue is to serve (NAMESPACE stands for each)",
                "kubectl label namespace NAMESPACE team=bleu",
            ),
            Remedy("or correct AKOSettings.namespaceSelector by a Helm upgrade and restart the instance"),
        ),
    )


def test_blanks_around_the_value_are_said() -> None:
    (finding,) = check(instance_subject(instance("blue", selector=("team", "blue ")), matched=()))
    assert finding.title.endswith("no namespace matches: it has blanks")


def test_block_list_is_cited_when_there_is_one() -> None:
    blocked = instance("blue", selector=("team", "blue"), blocked=("shop",))
    (finding,) = check(instance_subject(blocked, matched=()))
    assert finding.evidence[-1].field == "data.blockedNamespaceList"


def test_selector_with_a_namespace_is_fine() -> None:
    assert not list(check(instance_subject(BLUE, matched=("shop",))))


def test_instance_without_selector_is_not_meant() -> None:
    assert not list(check(instance_subject(instance(), matched=())))


def test_unread_namespaces_prove_nothing() -> None:
    assert not list(check(instance_subject(BLUE, matched=None)))
    assert RULE.whole == {Kind.NAMESPACE}
