import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import State
from akotui.model.avi import Runtime
from akotui.model.kinds import Kind
from akotui.rules.virtual_service_down import check
from tests.build import AVI, instance, virtual_service, virtual_service_subject

DOWN = Runtime("", "OPER_DOWN", "pool is down")


def test_virtual_service_that_is_down_is_reported() -> None:
    (finding,) = check(virtual_service_subject(virtual_service("prod--a"), owner=instance(), runtime=DOWN))
    place = "VirtualService/admin/prod--a"
    assert finding == Finding(
        rule="virtual-service-down",
        severity=Severity.INFO,
        about="virtualservice-admin-prod--a",
        title="virtual service prod--a of avi-system is OPER_DOWN: pool is down",
        objects=(ObjectRef("VirtualService", "prod--a", tenant="admin", id="virtualservice-admin-prod--a"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(AVI, Kind.VIRTUAL_SERVICE, place, "runtime.oper_status.state", "OPER_DOWN", "it does not serve"),
            Evidence(
                AVI,
                Kind.VIRTUAL_SERVICE,
                place,
                "runtime.oper_status.reason",
                "pool is down",
                "the Controller's reason",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("follow the reason on the Controller: its pools, Service Engines and events"),),
    )


def test_down_without_reason_or_owner_is_said_shortly() -> None:
    (finding,) = check(virtual_service_subject(virtual_service("prod--a"), runtime=Runtime("", "OPER_FAILED")))
    assert finding.title == "virtual service prod--a is OPER_FAILED"


@pytest.mark.parametrize("state", ["OPER_UP", "OPER_CREATING", "OPER_DISABLED", "OPER_UNKNOWN", ""])
def test_other_states_are_no_news(state: str) -> None:
    assert not list(check(virtual_service_subject(runtime=Runtime("", state))))


def test_state_that_was_not_read_is_not_judged() -> None:
    assert not list(check(virtual_service_subject()))


@pytest.mark.parametrize("state", [State.UNMANAGED, State.FOREIGN])
def test_virtual_services_of_others_are_not_reported(state: State) -> None:
    assert not list(check(virtual_service_subject(state=state, runtime=DOWN)))
