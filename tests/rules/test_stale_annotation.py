import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Coverage, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Pointer
from akotui.model.avi import Tenant
from akotui.model.kinds import Kind
from akotui.rules.stale_annotation import RULE, check
from tests.build import (
    KUBERNETES,
    ako,
    cluster,
    controller,
    controller_cluster,
    ingress,
    instance,
    inventory,
    namespace,
    virtual_service,
    workload_subject,
)

GONE = Pointer("shop.example.com", "virtualservice-9", "cluster-1", found=False)
MAP, CLUSTER = "ako.vmware.com/host-fqdn-vs-uuid-map", "ako.vmware.com/controller-cluster-uuid"


def test_pointer_to_nothing_is_reported() -> None:
    (finding,) = check(workload_subject(server=instance(), pointers=(GONE,)))
    place = "Ingress/shop/web"
    assert finding == Finding(
        rule="stale-annotation",
        severity=Severity.WARNING,
        about=place,
        title="Ingress/shop/web points to a virtual service that is not on the Controller, for shop.example.com",
        objects=(ObjectRef("Ingress", "web", "shop"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.INGRESS,
                place,
                f"metadata.annotations.{MAP}",
                "virtualservice-9",
                "for shop.example.com: no virtual service has this uuid",
            ),
            Evidence(
                KUBERNETES,
                Kind.INGRESS,
                place,
                f"metadata.annotations.{CLUSTER}",
                "cluster-1",
                "the Controller that was read",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "restart avi-system: it writes the annotations of what it serves anew",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
            Remedy("take AKO's annotations out of the manifest, if it is kept elsewhere: AKO alone writes them"),
        ),
    )


@pytest.mark.parametrize("found", [True, None])
def test_pointer_that_leads_somewhere_or_to_an_unread_controller_is_fine(found: bool | None) -> None:  # noqa: FBT001 - a case
    pointer = Pointer("shop.example.com", "virtualservice-9", "cluster-2", found)
    assert not list(check(workload_subject(pointers=(pointer,))))


def _stale(uuid: str, cluster_uuid: str = "cluster-1", *, partial: tuple[Kind, ...] = ()) -> list[str]:
    notes = {MAP: f'{{"shop.example.com":"{uuid}"}}', CLUSTER: cluster_uuid}
    read = cluster(ako(), namespace(), ingress(annotations=notes))
    there = controller(virtual_service(ingresses=("shop/web",)), controller_cluster("cluster-1"), partial=partial)
    return [finding.about for finding in analyse(None, inventory(read, there), (RULE,)).findings]


def test_only_the_controller_that_was_meant_decides() -> None:
    assert _stale("virtualservice-9") == ["Ingress/shop/web"]
    assert _stale("virtualservice-9", "cluster-2") == []
    assert _stale(virtual_service().uuid) == []


def test_nothing_is_stale_while_virtual_services_are_not_all_read() -> None:
    assert _stale("virtualservice-9", partial=(Kind.VIRTUAL_SERVICE,)) == []


def test_annotation_that_is_no_json_says_nothing() -> None:
    assert _stale('"}') == []


HIDDEN = "tenant tenant-b not shown by the Controller to this account"


@pytest.mark.parametrize(
    ("tenant", "expected", "unseen"), [("admin", ["Ingress/shop/web"], ""), ("tenant-b", [], HIDDEN)]
)
def test_pointer_into_a_tenant_that_the_controller_does_not_show_is_not_stale(
    tenant: str, expected: list[str], unseen: str
) -> None:
    notes = {MAP: '{"shop.example.com":"virtualservice-9"}', CLUSTER: "cluster-1", "ako.vmware.com/tenant-name": tenant}
    read = cluster(ako(), namespace(), ingress(annotations=notes))
    there = controller(Tenant("tenant-admin", "admin"), controller_cluster("cluster-1"))
    estate = analyse(None, inventory(read, there), (RULE,))
    assert [finding.about for finding in estate.findings] == expected
    assert estate.coverage == (Coverage("stale-annotation", "partial" if unseen else "ran", unseen),)


@pytest.mark.parametrize(("shown", "expected"), [("admin", ["Ingress/shop/web"]), ("tenant-b", [])])
def test_pointer_that_names_no_tenant_lies_in_that_of_the_instance(shown: str, expected: list[str]) -> None:
    read = cluster(ako(), namespace(), ingress(annotations={MAP: '{"a.example.com":"gone"}', CLUSTER: "cluster-1"}))
    there = controller(Tenant("tenant-1", shown), controller_cluster("cluster-1"))
    assert [finding.about for finding in analyse(None, inventory(read, there), (RULE,)).findings] == expected
