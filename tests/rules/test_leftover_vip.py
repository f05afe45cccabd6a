import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.leftover_vip import RULE, check
from tests.build import AVI, ako, cluster, controller, inventory, vip_subject, virtual_service, vs_vip

VIP = vs_vip(hosts=("shop.example.com",))
PLACE = "VsVip/admin/prod--shop.example.com"


def test_vip_that_nothing_uses_is_reported() -> None:
    (finding,) = check(vip_subject(VIP))
    assert finding == Finding(
        rule="leftover-vip",
        severity=Severity.INFO,
        about=VIP.uuid,
        title="VSVIP prod--shop.example.com (10.0.0.1 and shop.example.com) is used by no virtual service",
        objects=(ObjectRef("VsVip", "prod--shop.example.com", tenant="admin", id=VIP.uuid),),
        owners=(),
        evidence=(
            Evidence(AVI, Kind.VS_VIP, PLACE, "markers.clustername", "prod", "AKO made it for this cluster"),
            Evidence(AVI, Kind.VS_VIP, PLACE, "vip.ip_address", "10.0.0.1", "it still holds this address"),
            Evidence(
                AVI, Kind.VIRTUAL_SERVICE, "VirtualService", "vsvip_ref", VIP.uuid, "no virtual service refers to it"
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("remove it on the Controller, if neither its addresses nor its names are to be used again"),),
    )


def test_vip_of_a_shared_parent_is_kept_on_purpose() -> None:
    (finding,) = check(vip_subject(vs_vip("prod--Shared-L7-0")))
    assert finding.title.endswith("is used by no virtual service, which AKO keeps on purpose")


@pytest.mark.parametrize("fields", [{"virtual_services": ("prod--shop.example.com",)}, {"ours": False}])
def test_used_and_foreign_ones_are_fine(fields: dict[str, object]) -> None:
    assert not list(check(vip_subject(VIP, **fields)))


def _left(*objects: object, partial: tuple[Kind, ...] = ()) -> list[str]:
    there = controller(VIP, vs_vip("other--a"), objects, partial=partial)
    return [finding.objects[0].name for finding in analyse(None, inventory(cluster(ako()), there), (RULE,)).findings]


def test_virtual_services_tell_which_are_used() -> None:
    user = virtual_service(vs_vip=VIP.uuid)
    assert _left() == ["other--a", "prod--shop.example.com"]  # both bear the marker of cluster prod
    assert _left(user) == ["other--a"]
    assert _left(user, virtual_service("prod--b", vs_vip="vsvip-admin-other--a")) == []


def test_nothing_is_left_over_while_virtual_services_are_not_all_read() -> None:
    assert _left(partial=(Kind.VIRTUAL_SERVICE,)) == []
