from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import ConfigState, Health
from akotui.model.kinds import Kind
from akotui.rules.no_primary import RULE, check
from tests.build import KUBERNETES, estate_subject, instance

BLUE = instance("blue", primary=False, settings={"primaryInstance": "false"})
GREEN = instance("green", primary=False, gateway_api=True, settings={"primaryInstance": "0"})


def test_non_primaries_alone_are_reported() -> None:
    (finding,) = check(estate_subject(BLUE, GREEN))
    assert finding == Finding(
        rule="no-primary",
        severity=Severity.ERROR,
        about="cluster",
        title="no AKO instance is primary: blue and green are not",
        objects=(ObjectRef("StatefulSet", "ako", "blue"), ObjectRef("StatefulSet", "ako", "green")),
        owners=("ako-prod-blue", "ako-prod-green", "ako-gw-prod-green"),
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
                Kind.CONFIG_MAP,
                "ConfigMap/green/avi-k8s-config",
                "data.primaryInstance",
                "0",
                "green is not primary",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("install one AKO instance with AKOSettings.primaryInstance=true in a namespace of its own"),
            Remedy(
                "or make one of these primary: set deleteConfig=true on it and wait until its objects are gone (this"
                " takes its traffic down), then set primaryInstance=true and deleteConfig=false and restart it;"
                " without the deletion its objects are left without an owner"
            ),
        ),
    )


def test_one_primary_is_enough() -> None:
    assert not list(check(estate_subject(instance("avi-system"), BLUE, GREEN)))


def test_no_instance_at_all_is_not_reported() -> None:
    assert not list(check(estate_subject()))


def test_removed_instances_do_not_count() -> None:
    assert not list(check(estate_subject(instance("green", primary=False, health=Health.REMOVED))))


def test_changed_settings_make_it_likely_only() -> None:
    (finding,) = check(estate_subject(instance("blue", primary=False, config_state=ConfigState.RESTART_NEEDED)))
    assert finding.confidence is Confidence.LIKELY


def test_instance_without_settings_may_be_the_primary() -> None:
    bare = instance("avi-system", health=Health.NO_CONFIG)
    assert not list(check(estate_subject(bare, BLUE)))
    assert RULE.undecided([bare, BLUE]) == "configmaps: no avi-k8s-config of avi-system"
    assert not RULE.undecided([BLUE, GREEN])


def test_some_namespaces_are_not_enough() -> None:
    assert RULE.whole == {Kind.STATEFUL_SET, Kind.CONFIG_MAP}
