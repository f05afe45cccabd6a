from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.rules.host_claimed_twice import check
from tests.build import AVI, KUBERNETES, host_subject, instance, virtual_service, virtual_service_subject

RED, BLUE = instance("avi-system"), instance("blue", primary=False)
IN_RED, IN_BLUE = Workload("Ingress", "red-web", "shop"), Workload("Ingress", "blue-web", "shop")
BOTH = ("avi-system", "blue")
CHILD = virtual_service_subject(virtual_service(), owner=RED)
SHARED = virtual_service_subject(
    virtual_service("prod--blue-Shared-L7-0", created_by="ako-prod-blue"), owner=BLUE, confidence=Confidence.LIKELY
)


def test_host_in_namespaces_of_two_instances_is_reported() -> None:
    judged = host_subject(instances=BOTH, workloads=(IN_BLUE, IN_RED), virtual_services=(CHILD,))
    (finding,) = check(judged)
    assert finding == Finding(
        rule="host-claimed-twice",
        severity=Severity.ERROR,
        about="shop.example.com",
        title="host shop.example.com is wanted by avi-system and blue",
        objects=(
            ObjectRef("Ingress", "shop", "blue-web"),
            ObjectRef("Ingress", "shop", "red-web"),
            ObjectRef(
                "VirtualService",
                "prod--shop.example.com",
                tenant="admin",
                id="virtualservice-admin-prod--shop.example.com",
            ),
        ),
        owners=("ako-prod",),
        evidence=(
            _asks("blue-web"),
            _asks("red-web"),
            Evidence(
                AVI,
                Kind.VIRTUAL_SERVICE,
                "VirtualService/admin/prod--shop.example.com",
                "created_by",
                "ako-prod",
                "avi-system serves shop.example.com with it",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("serve shop.example.com from namespaces of one instance, or give one of the two another host name"),
        ),
    )


def _asks(namespace: str) -> Evidence:
    place, says = f"Ingress/{namespace}/shop", "asks for shop.example.com"
    return Evidence(KUBERNETES, Kind.INGRESS, place, "metadata.name", "shop", says)


def test_host_served_by_two_instances_is_reported() -> None:
    (finding,) = check(host_subject(instances=("blue",), virtual_services=(CHILD, SHARED)))
    assert finding.title == "host shop.example.com is served by avi-system and blue"
    assert finding.confidence is Confidence.LIKELY


def test_host_of_one_doubly_claimed_namespace_is_left_to_the_other_rule() -> None:
    assert not list(check(host_subject(instances=BOTH, workloads=(IN_RED,), virtual_services=(CHILD,))))


def test_host_of_doubly_served_gateways_is_left_to_the_other_rule() -> None:
    workloads = Workload("Gateway", "red-web", "gw"), Workload("HTTPRoute", "blue-web", "shop")
    assert not list(check(host_subject(instances=BOTH, workloads=workloads)))


def test_host_of_one_instance_is_fine() -> None:
    judged = host_subject(instances=("avi-system",), workloads=(IN_RED, IN_BLUE), virtual_services=(CHILD, CHILD))
    assert not list(check(judged))


def test_virtual_service_without_owner_is_no_second_owner() -> None:
    nobody = virtual_service_subject(virtual_service("prod--x"))
    assert not list(check(host_subject(instances=("avi-system",), virtual_services=(CHILD, nobody))))
