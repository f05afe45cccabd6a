import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Origin, Reason, State, Workload
from akotui.model.kinds import Kind
from akotui.rules.double_owned_virtual_service import check
from tests.build import AVI, KUBERNETES, instance, virtual_service, virtual_service_subject

OWNER = instance("avi-system")
PLACE = "VirtualService/admin/prod--payments-gw"


def test_virtual_service_of_a_namespace_of_two_is_reported() -> None:
    judged = virtual_service_subject(
        virtual_service("prod--payments-gw"),
        state=State.DOUBLE_OWNED,
        reasons=(Reason.NAMESPACE_CLAIMED_TWICE,),
        owner=OWNER,
        claimants=("avi-system", "blue"),
        namespaces=("payments",),
        origins=(Origin(Workload("Service", "payments", "gw"), found=True),),
    )
    (finding,) = check(judged)
    assert finding == Finding(
        rule="double-owned-virtual-service",
        severity=Severity.ERROR,
        about="virtualservice-admin-prod--payments-gw",
        title="virtual service prod--payments-gw is owned by avi-system and claimed by blue too",
        objects=(
            ObjectRef(
                "VirtualService", "prod--payments-gw", tenant="admin", id="virtualservice-admin-prod--payments-gw"
            ),
        ),
        owners=("ako-prod",),
        evidence=(
            Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "created_by", "ako-prod", "the username of avi-system"),
            Evidence(
                KUBERNETES,
                Kind.SERVICE,
                "Service/payments/gw",
                "metadata.name",
                "gw",
                "a Kubernetes object it was made from",
            ),
            Evidence(
                KUBERNETES,
                Kind.NAMESPACE,
                "Namespace/payments",
                "claimants",
                "avi-system and blue",
                "selectors and block lists give it to avi-system and blue",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "leave payments to avi-system: take away the label, or add the namespace to the block list, of blue;"
                " it has nothing to delete here"
            ),
        ),
    )


def test_gateway_served_by_two_containers_cites_both() -> None:
    judged = virtual_service_subject(
        state=State.DOUBLE_OWNED,
        reasons=(Reason.GATEWAY_SERVED_TWICE,),
        owner=OWNER,
        claimants=("avi-system", "blue"),
    )
    (finding,) = check(judged)
    assert [(cited.object, cited.value) for cited in finding.evidence[-2:]] == [
        ("StatefulSet/avi-system/ako", "ako-gateway-api"),
        ("StatefulSet/blue/ako", "ako-gateway-api"),
    ]
    assert "featureGates.GatewayAPI=false" in finding.remedy[0].text


@pytest.mark.parametrize("state", [State.OWNED, State.STALE, State.AMBIGUOUS, State.UNKNOWN])
def test_other_states_are_not_reported(state: State) -> None:
    judged = virtual_service_subject(state=state, owner=OWNER, claimants=("avi-system", "blue"))
    assert not list(check(judged))
