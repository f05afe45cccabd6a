from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.rules.gateways_served_twice import check
from tests.build import KUBERNETES, estate_subject, instance

FIRST = instance("avi-system", gateway_api=True)
SECOND = instance("blue", primary=False, gateway_api=True)
WITHOUT = instance("green", primary=False)


def test_two_gateway_containers_are_reported() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND, WITHOUT, gateways=(Workload("Gateway", "shop", "gw"),)))
    assert finding == Finding(
        rule="gateways-served-twice",
        severity=Severity.ERROR,
        about="cluster",
        title="avi-system and blue run the Gateway container: 1 Gateway served by each of them",
        objects=(
            ObjectRef("StatefulSet", "ako", "avi-system"),
            ObjectRef("StatefulSet", "ako", "blue"),
            ObjectRef("Gateway", "gw", "shop"),
        ),
        owners=("ako-gw-prod-avi-system", "ako-gw-prod-blue"),
        evidence=(
            _container("avi-system", "ako-gw-prod-avi-system"),
            _container("blue", "ako-gw-prod-blue"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "keep the Gateway container in one of them: set featureGates.GatewayAPI=false for blue or for the"
                " others, by a Helm upgrade; what the removed container made stays on the Controller and has to be"
                " removed there before the remaining one can make it anew"
            ),
        ),
    )


def _container(namespace: str, user: str) -> Evidence:
    return Evidence(
        KUBERNETES,
        Kind.STATEFUL_SET,
        f"StatefulSet/{namespace}/ako",
        "spec.template.spec.containers.name",
        "ako-gateway-api",
        f"{namespace} serves every Gateway of the cluster and writes {user}",
    )


def test_containers_without_gateways_are_reported_too() -> None:
    (finding,) = check(estate_subject(FIRST, SECOND))
    assert finding.title == "avi-system and blue run the Gateway container"


def test_one_gateway_container_is_fine() -> None:
    assert not list(check(estate_subject(FIRST, WITHOUT, gateways=(Workload("Gateway", "shop", "gw"),))))


def test_container_that_cannot_start_does_not_count() -> None:
    assert not list(check(estate_subject(FIRST, instance("blue", gateway_api=True, health=Health.NO_CONFIG))))
