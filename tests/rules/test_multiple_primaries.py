from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import ConfigState, Health
from akotui.model.kinds import Kind
from akotui.rules.multiple_primaries import RULE, check
from tests.build import KUBERNETES, estate_subject, instance


def test_two_primaries_of_one_cluster_name_are_reported() -> None:
    first = instance("avi-system", settings={"primaryInstance": "true", "clusterName": "prod"})
    second = instance("blue", settings={"clusterName": "prod"})
    (finding,) = check(estate_subject(first, second))
    assert finding == Finding(
        rule="multiple-primaries",
        severity=Severity.ERROR,
        about="prod",
        title="avi-system and blue are each primary of cluster prod",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod",),
        evidence=(
            _setting("avi-system", "primaryInstance", "true", "avi-system is primary"),
            _setting("avi-system", "clusterName", "prod", "avi-system writes ako-prod"),
            _setting("blue", "primaryInstance", "true", "blue is primary (not set: AKO's default)"),
            _setting("blue", "clusterName", "prod", "blue writes ako-prod"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "if avi-system is the one that stays, make blue non-primary; set the Helm value too, or the next"
                " upgrade undoes it",
                "kubectl patch configmap avi-k8s-config -n blue --type=merge"
                """ -p '{"data":{"primaryInstance":"false"}}'""",
            ),
            Remedy(
                "restart blue: it then writes ako-prod-blue and makes its objects anew",
                "kubectl rollout restart statefulset/ako -n blue",
            ),
        ),
    )


def _setting(namespace: str, key: str, value: str, says: str) -> Evidence:
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, f"ConfigMap/{namespace}/avi-k8s-config", f"data.{key}", value, says)


def test_primary_beside_a_non_primary_is_fine() -> None:
    assert not list(check(estate_subject(instance("avi-system"), instance("blue", primary=False))))


def test_primaries_of_two_cluster_names_are_not_meant() -> None:
    assert not list(check(estate_subject(instance("avi-system"), instance("blue", cluster_name="test"))))


def test_removed_primary_does_not_count() -> None:
    assert not list(check(estate_subject(instance("avi-system"), instance("blue", health=Health.REMOVED))))


def test_each_cluster_name_is_a_fact_of_its_own() -> None:
    four = (instance(name, cluster_name=name[0]) for name in ("a1", "a2", "b1", "b2"))
    assert [finding.about for finding in check(estate_subject(*four))] == ["a", "b"]


def test_changed_settings_make_it_likely_only() -> None:
    changed = instance("blue", config_state=ConfigState.RESTART_NEEDED)
    (finding,) = check(estate_subject(instance("avi-system"), changed))
    assert finding.confidence is Confidence.LIKELY


def test_it_speaks_of_what_is_seen() -> None:
    assert RULE.needs == {Kind.STATEFUL_SET, Kind.CONFIG_MAP}
    assert not RULE.whole
