import shlex

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import ConfigState, Instance
from akotui.analysis.subjects import NamespaceState
from akotui.model.kinds import Kind
from akotui.rules.double_owned_namespace import check
from tests.build import KUBERNETES, instance, namespace_subject

RED = instance("avi-system", selector=("team", "red"))
BLUE = instance("blue", primary=False, selector=("tier", "blue"))
TWIN = instance("green", primary=False, selector=("team", "red"))
OPEN = instance("avi-system")
LABELS = {"team": "red", "tier": "blue"}


def test_namespace_of_two_instances_is_reported() -> None:
    judged = namespace_subject("payments", labels=LABELS, claimants=(_given(RED), _given(BLUE)))
    (finding,) = check(judged)
    assert finding == Finding(
        rule="double-owned-namespace",
        severity=Severity.ERROR,
        about="payments",
        title="namespace payments is claimed by avi-system and blue",
        objects=(
            ObjectRef("Namespace", "payments"),
            ObjectRef("StatefulSet", "ako", "avi-system"),
            ObjectRef("StatefulSet", "ako", "blue"),
        ),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=(*_claim("avi-system", "team", "red"), *_claim("blue", "tier", "blue")),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "leave payments to blue: without this label avi-system deletes its virtual services of the namespace",
                "kubectl label namespace payments team-",
            ),
            Remedy(
                "leave payments to avi-system: without this label blue deletes its virtual services of the namespace",
                "kubectl label namespace payments tier-",
            ),
            Remedy(
                "leave payments to blue by adding it to AKOSettings.blockedNamespaceList of avi-system and"
                " restarting avi-system, which then deletes its virtual services of the namespace"
            ),
            Remedy(
                "leave payments to avi-system by adding it to AKOSettings.blockedNamespaceList of blue and"
                " restarting blue, which then deletes its virtual services of the namespace"
            ),
        ),
    )


def test_what_deletes_fewest_virtual_services_stands_first() -> None:
    held = {"avi-system": 4, "blue": 1}
    (finding,) = check(namespace_subject("payments", labels=LABELS, claimants=(RED, BLUE), held=held))
    assert [one.text.partition(":")[0].partition(" by ")[0] for one in finding.remedy] == [
        "leave payments to avi-system",
        "leave payments to blue",
        "leave payments to avi-system",
        "leave payments to blue",
    ]
    assert finding.remedy[0].command == "kubectl label namespace payments tier-"


def _given(one: Instance) -> Instance:
    settings = {"nsSyncLabelKey": one.label_key, "nsSyncLabelValue": one.label_value}
    return msgspec.structs.replace(one, settings=settings)


def _claim(name: str, key: str, value: str) -> tuple[Evidence, ...]:
    place, says = f"ConfigMap/{name}/avi-k8s-config", f"{name} takes {key}={value}"
    return (
        Evidence(
            KUBERNETES,
            Kind.NAMESPACE,
            "Namespace/payments",
            f"metadata.labels.{key}",
            value,
            f"equals the selector of {name}",
        ),
        Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelKey", key, says),
        Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.nsSyncLabelValue", value, says),
    )


def test_label_is_not_removed_when_that_would_leave_nobody() -> None:
    (finding,) = check(namespace_subject(labels=LABELS, claimants=(RED, TWIN)))
    assert not [remedy.command for remedy in finding.remedy if remedy.command]


def test_instance_without_selector_is_left_the_namespace_when_the_label_goes() -> None:
    (finding,) = check(namespace_subject(labels=LABELS, claimants=(OPEN, BLUE)))
    assert [remedy.command for remedy in finding.remedy if remedy.command] == ["kubectl label namespace shop tier-"]
    assert finding.evidence[0].says == "avi-system takes every namespace (not set: AKO's default)"


def test_changed_settings_make_it_likely_only() -> None:
    changed = instance("blue", selector=("tier", "blue"), config_state=ConfigState.RESTART_NEEDED)
    (finding,) = check(namespace_subject(labels=LABELS, claimants=(RED, changed)))
    assert finding.confidence is Confidence.LIKELY


def test_namespace_of_one_instance_is_fine() -> None:
    assert not list(check(namespace_subject(labels=LABELS, claimants=(RED,))))


def test_unknown_namespace_is_not_judged() -> None:
    assert not list(check(namespace_subject(claimants=(RED,), state=NamespaceState.UNKNOWN)))


@given(key=st.text(min_size=1).filter(lambda key: not key.startswith("-")), value=st.text(min_size=1))
def test_shell_reads_any_label_as_one_word(key: str, value: str) -> None:
    odd = instance("blue", selector=(key, value))
    (finding,) = check(namespace_subject(labels={key: value}, claimants=(OPEN, odd)))
    assert shlex.split(finding.remedy[0].command) == ["kubectl", "label", "namespace", "shop", f"{key}-"]


def test_label_that_would_be_an_option_is_in_no_command() -> None:
    odd = instance("blue", selector=("--all", "x"))
    (finding,) = check(namespace_subject(labels={"--all": "x"}, claimants=(OPEN, odd)))
    assert finding.remedy[0].command == ""
