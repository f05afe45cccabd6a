from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Reason, State
from akotui.model.kinds import Kind
from akotui.rules.child_without_parent import RULE, check
from tests.build import AVI, instance, virtual_service, virtual_service_subject

CHILD = virtual_service("prod--a.example.com", type="VS_TYPE_VH_CHILD", parent="virtualservice-gone")
REASONS = (Reason.USER_MATCHES_INSTANCE, Reason.PARENT_GONE)


def test_child_whose_parent_is_gone_is_reported() -> None:
    (finding,) = check(virtual_service_subject(CHILD, reasons=REASONS, owner=instance()))
    place = "VirtualService/admin/prod--a.example.com"
    assert finding == Finding(
        rule="child-without-parent",
        severity=Severity.ERROR,
        about="virtualservice-admin-prod--a.example.com",
        title="child prod--a.example.com of avi-system has no parent: virtualservice-gone is not on the Controller",
        objects=(
            ObjectRef(
                "VirtualService",
                "prod--a.example.com",
                tenant="admin",
                id="virtualservice-admin-prod--a.example.com",
            ),
        ),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                AVI,
                Kind.VIRTUAL_SERVICE,
                place,
                "type",
                "VS_TYPE_VH_CHILD",
                "a child: its address is that of its parent",
            ),
            Evidence(
                AVI,
                Kind.VIRTUAL_SERVICE,
                place,
                "vh_parent_vs_ref",
                "virtualservice-gone",
                "no virtual service has this uuid",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "restart avi-system: at its start it makes what is missing anew",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
        ),
    )


def test_orphaned_child_can_only_be_removed() -> None:
    (finding,) = check(virtual_service_subject(CHILD, state=State.ORPHANED, reasons=REASONS))
    assert finding.title.startswith("child prod--a.example.com has no parent")
    assert [remedy.command for remedy in finding.remedy] == [""]


def test_child_with_parent_is_fine() -> None:
    assert not list(check(virtual_service_subject(CHILD, owner=instance())))


def test_some_virtual_services_are_not_enough() -> None:
    assert RULE.whole == {Kind.VIRTUAL_SERVICE}
