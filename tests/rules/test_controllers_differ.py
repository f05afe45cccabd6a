import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.facts import Scope
from akotui.model.kinds import Kind, Plane
from akotui.rules.controllers_differ import check
from tests.build import KUBERNETES, estate_subject, instance

FIRST = instance("avi-system", controller="10.0.0.5", settings={"controllerIP": "10.0.0.5"})
SECOND = instance("blue", primary=False, controller="10.9.0.5", settings={"controllerIP": "10.9.0.5"})
UUIDS = {"avi-system": "cluster-1", "blue": "cluster-2"}
READ = {"avi-system": "api/cluster of 10.0.0.5", "blue": "api/cluster of 10.9.0.5"}


def test_two_uuids_read_from_controllers_are_reported() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND, controller_uuids=UUIDS, uuid_sources=READ))
    assert finding == Finding(
        rule="controllers-differ",
        severity=Severity.ERROR,
        about="cluster",
        title="Controllers differ: avi-system uses 10.0.0.5 and blue uses 10.9.0.5",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=(
            _address("avi-system", "10.0.0.5"),
            _uuid("avi-system", "10.0.0.5", "cluster-1"),
            _address("blue", "10.9.0.5"),
            _uuid("blue", "10.9.0.5", "cluster-2"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "choose one Controller; on each instance that must move set deleteConfig=true and wait until its"
                " objects are gone (this takes its traffic down), then set ControllerSettings.controllerHost and"
                " deleteConfig=false and restart it"
            ),
        ),
    )


def _address(namespace: str, value: str) -> Evidence:
    place, says = f"ConfigMap/{namespace}/avi-k8s-config", f"the Controller of {namespace}"
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, place, "data.controllerIP", value, says)


def _uuid(namespace: str, address: str, uuid: str) -> Evidence:
    says = f"the Controller of {namespace} calls itself this"
    return Evidence(Scope(address, Plane.AVI), Kind.CLUSTER, "Cluster", "uuid", uuid, says)


def test_annotated_uuid_is_likely_and_cites_the_annotation() -> None:
    sources = {"avi-system": READ["avi-system"], "blue": "Ingress/blue-1/web"}
    (finding,) = check(estate_subject(FIRST, SECOND, controller_uuids=UUIDS, uuid_sources=sources))
    assert finding.confidence is Confidence.LIKELY
    assert finding.evidence[-1] == Evidence(
        KUBERNETES,
        Kind.INGRESS,
        "Ingress/blue-1/web",
        "metadata.annotations.ako.vmware.com/controller-cluster-uuid",
        "cluster-2",
        "blue wrote the uuid of its Controller",
    )


def test_two_addresses_of_one_uuid_are_one_controller() -> None:
    same = dict.fromkeys(UUIDS, "cluster-1")
    assert not list(check(estate_subject(FIRST, SECOND, controller_uuids=same, uuid_sources=READ)))


def test_addresses_alone_make_it_possible() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND))
    assert finding.confidence is Confidence.POSSIBLE
    assert finding.title.endswith("blue uses 10.9.0.5, perhaps two addresses of one")


def test_address_without_uuid_is_compared_with_the_addresses_that_have_one() -> None:
    known = {"avi-system": "cluster-1"}
    same = instance("blue", primary=False, controller="10.0.0.5")
    assert not list(check(estate_subject(FIRST, same, controller_uuids=known, uuid_sources=READ)))
    (finding,) = check(estate_subject(FIRST, SECOND, controller_uuids=known, uuid_sources=READ))
    assert finding.confidence is Confidence.POSSIBLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("avi.test", "AVI.test:443"),
        ("avi.test", "avi.test."),
        ("[fd00::5]", "[fd00::5]:443"),
        (" avi.test", "avi.test"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    pair = instance("avi-system", controller=one), instance("blue", primary=False, controller=other)
    assert not list(check(estate_subject(*pair)))


def test_end_of_an_ipv6_address_is_no_port() -> None:
    pair = instance("avi-system", controller="fd00::443"), instance("blue", primary=False, controller="fd00:")
    assert list(check(estate_subject(*pair)))


def test_missing_address_is_not_compared() -> None:
    assert not list(check(estate_subject(FIRST, instance("blue", primary=False, controller=""))))


def test_instances_of_one_address_are_named_together() -> None:
    third = instance("green", primary=False, controller="10.0.0.5")
    (finding,) = check(estate_subject(FIRST, SECOND, third, controller_uuids=UUIDS, uuid_sources=READ))
    assert finding.title == "Controllers differ: avi-system and green use 10.0.0.5 and blue uses 10.9.0.5"
