import msgspec
import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.gateway_of_other_instance import check
from tests.build import KUBERNETES, instance, workload_subject

SERVER = instance(gateway_api=True, selector=("team", "red"), settings={"clusterName": "prod"})
BLUE = instance("blue", primary=False, selector=("tier", "blue"), settings={"clusterName": "prod"})


def _setting(namespace: str, key: str, value: str, says: str) -> Evidence:
    place = f"ConfigMap/{namespace}/avi-k8s-config"
    return Evidence(KUBERNETES, Kind.CONFIG_MAP, place, f"data.{key}", value, f"{says} (not set: AKO's default)")


def test_gateway_served_against_the_selector_is_reported() -> None:
    (finding,) = check(workload_subject("Gateway", servers=(SERVER,), claimants=(BLUE,)))
    assert finding == Finding(
        rule="gateway-of-other-instance",
        severity=Severity.INFO,
        about="Gateway/shop/web",
        title="Gateway/shop/web is served by avi-system; its namespace is claimed by blue",
        objects=(ObjectRef("Gateway", "web", "shop"),),
        owners=("ako-gw-prod-avi-system",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.STATEFUL_SET,
                "StatefulSet/avi-system/ako",
                "spec.template.spec.containers.name",
                "ako-gateway-api",
                "avi-system serves every Gateway and writes ako-gw-prod-avi-system",
            ),
            _setting("avi-system", "nsSyncLabelKey", "team", "avi-system takes team=red"),
            _setting("avi-system", "nsSyncLabelValue", "red", "avi-system takes team=red"),
            _setting("blue", "nsSyncLabelKey", "tier", "blue takes tier=blue"),
            _setting("blue", "nsSyncLabelValue", "blue", "blue takes tier=blue"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("nothing to do if one instance is meant to serve all Gateways: AKO offers no other way"),),
    )


def test_gateway_in_a_namespace_of_nobody_is_reported() -> None:
    (finding,) = check(workload_subject("Gateway", servers=(SERVER,), claimants=()))
    assert finding.title == "Gateway/shop/web is served by avi-system; its namespace is claimed by nobody"


@pytest.mark.parametrize(
    "fields",
    [
        {"servers": (SERVER,), "claimants": (SERVER,)},
        {"servers": (), "claimants": (BLUE,)},
        {"servers": (SERVER,), "claimants": None},
        {"servers": (SERVER,), "claimants": (BLUE,), "ours": False},
    ],
)
def test_own_unserved_unread_and_foreign_gateways_are_fine(fields: dict[str, object]) -> None:
    assert not list(check(msgspec.structs.replace(workload_subject("Gateway"), **fields)))


def test_ingress_is_none_of_its_business() -> None:
    assert not list(check(workload_subject("Ingress", servers=(SERVER,), claimants=(BLUE,))))
