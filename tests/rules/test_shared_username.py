from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Reason, State, UserState
from akotui.model.kinds import Kind
from akotui.rules.shared_username import RULE, check
from tests.build import (
    AVI,
    KUBERNETES,
    ako,
    cluster,
    instance,
    inventory,
    markers,
    user_subject,
    virtual_service,
    virtual_service_subject,
)

EU = instance("eu", primary=False, settings={"clusterName": "prod"})
TWIN = instance("avi-system", cluster_name="prod-eu", settings={"clusterName": "prod-eu"})
USER = "ako-prod-eu"
ADVICE = Remedy(
    "give one of them another clusterName or, if it is not primary, another namespace; do not set deleteConfig on it"
    " while objects of the other bear this username: they would be deleted too"
)
BY_MARKER = Remedy("what decides whose an object is: its marker clustername, which names the cluster that made it")
FOREIGN = virtual_service_subject(
    virtual_service("prod-eu--a", created_by=USER, markers=markers("prod-eu")),
    state=State.AMBIGUOUS,
    reasons=(Reason.USER_MATCHES_INSTANCE, Reason.MARKER_OF_OTHER_CLUSTER),
)
OWN = virtual_service_subject(virtual_service("prod--b", created_by=USER), owner=EU)


def test_username_of_two_instances_is_reported() -> None:
    (finding,) = check(user_subject(USER, OWN, state=UserState.AMBIGUOUS, instances=(TWIN, EU)))
    assert finding == Finding(
        rule="shared-username",
        severity=Severity.ERROR,
        about=USER,
        title="username ako-prod-eu is written by avi-system and eu",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "eu")),
        owners=(USER,),
        evidence=(_writes("avi-system", "prod-eu"), _writes("eu", "prod")),
        confidence=Confidence.CERTAIN,
        remedy=(ADVICE, BY_MARKER),
    )


def _writes(namespace: str, cluster_name: str) -> Evidence:
    place, says = f"ConfigMap/{namespace}/avi-k8s-config", f"{namespace} writes {USER}"
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.clusterName", cluster_name, says)


def test_username_that_another_cluster_uses_is_reported() -> None:
    (finding,) = check(user_subject(USER, OWN, FOREIGN, state=UserState.AMBIGUOUS, instances=(EU,)))
    place = "VirtualService/admin/prod-eu--a"
    assert finding == Finding(
        rule="shared-username",
        severity=Severity.ERROR,
        about=USER,
        title="username ako-prod-eu is written by eu and cluster prod-eu",
        objects=(
            ObjectRef("StatefulSet", "ako", "eu"),
            ObjectRef("VirtualService", "prod-eu--a", tenant="admin", id="virtualservice-admin-prod-eu--a"),
        ),
        owners=(USER,),
        evidence=(
            _writes("eu", "prod"),
            Evidence(AVI, Kind.VIRTUAL_SERVICE, place, "created_by", USER, "the same username"),
            Evidence(AVI, Kind.VIRTUAL_SERVICE, place, "markers.clustername", "prod-eu", "another cluster made it"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(ADVICE, BY_MARKER),
    )


def test_username_of_one_instance_is_fine() -> None:
    assert not list(check(user_subject(USER, OWN, state=UserState.KNOWN, instances=(EU,))))


def test_username_of_another_cluster_alone_is_none_of_ours() -> None:
    assert not list(check(user_subject("ako-test", FOREIGN, state=UserState.FOREIGN, instances=(EU,))))


def test_between_instances_of_one_cluster_name_only_the_sources_decide() -> None:
    both = instance("avi-system"), instance("blue")
    (finding,) = check(user_subject("ako-prod", state=UserState.AMBIGUOUS, instances=both))
    assert finding.remedy[1].text.startswith("what decides whose an object is: the namespaces of its sources")


def test_instances_are_judged_while_no_virtual_service_bears_the_name() -> None:
    estate = analyse(None, inventory(cluster(ako(), ako("blue"))), (RULE,))
    assert [(finding.about, finding.rule) for finding in estate.findings] == [("ako-prod", "shared-username")]
    assert [covered.status for covered in estate.coverage] == ["partial"]
