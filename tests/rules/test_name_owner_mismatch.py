import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Reason, State
from akotui.model.kinds import Kind
from akotui.rules.name_owner_mismatch import check
from tests.build import AVI, instance, markers, virtual_service, virtual_service_subject

NAME = "prod--blue-Shared-L7-0"
PLACE = f"VirtualService/admin/{NAME}"


def test_name_of_another_instance_is_reported() -> None:
    reasons = (Reason.USER_MATCHES_INSTANCE, Reason.NAME_OF_OTHER_INSTANCE)
    (finding,) = check(virtual_service_subject(virtual_service(NAME), reasons=reasons, owner=instance()))
    assert finding == Finding(
        rule="name-owner-mismatch",
        severity=Severity.WARNING,
        about=f"virtualservice-admin-{NAME}",
        title=f"virtual service {NAME} contradicts itself: created_by says avi-system, the name says another instance",
        objects=(ObjectRef("VirtualService", NAME, tenant="admin", id=f"virtualservice-admin-{NAME}"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "name", NAME, "AKO makes it from its settings"),
            Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "created_by", "ako-prod", "the username of avi-system"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("compare with the settings of the instances and the Controller's log of configuration changes"),
        ),
    )


def test_marker_of_another_cluster_than_the_name_is_reported() -> None:
    (finding,) = check(virtual_service_subject(virtual_service("old--a", markers=markers("prod"))))
    assert finding.title == (
        "virtual service old--a contradicts itself: its marker says cluster prod, its name does not"
    )
    assert (finding.evidence[-1].field, finding.evidence[-1].value) == ("markers.clustername", "prod")


@pytest.mark.parametrize("name", ["prod--a.example.com", "ako-gw-prod--shop-gw-EVH"])
def test_name_of_the_marked_cluster_is_fine(name: str) -> None:
    assert not list(check(virtual_service_subject(virtual_service(name))))


def test_name_without_marker_says_nothing() -> None:
    assert not list(check(virtual_service_subject(virtual_service("odd", markers={}))))


@pytest.mark.parametrize("state", [State.UNMANAGED, State.FOREIGN])
def test_virtual_services_of_others_are_not_reported(state: State) -> None:
    assert not list(check(virtual_service_subject(virtual_service("odd"), state=state)))
