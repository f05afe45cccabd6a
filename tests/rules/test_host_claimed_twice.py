import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Coverage, Evidence, Finding, Lag, ObjectRef, Remedy, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.subjects import Named, Workload
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from akotui.rules.host_claimed_twice import RULE, check
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    ako,
    cluster,
    controller,
    host_subject,
    ingress,
    ingress_class,
    instance,
    inventory,
    namespace,
    vip_subject,
    virtual_service,
    virtual_service_subject,
    vs_vip,
)

RED, BLUE = instance("avi-system"), instance("blue", primary=False)
IN_RED, IN_BLUE = Workload("Ingress", "red-web", "shop"), Workload("Ingress", "blue-web", "shop")
BOTH = ("avi-system", "blue")
CHILD = virtual_service_subject(virtual_service(), owner=RED)
SHARED = virtual_service_subject(
    virtual_service("prod--blue-Shared-L7-0", created_by="ako-prod-blue"), owner=BLUE, confidence=Confidence.LIKELY
)


def test_host_in_namespaces_of_two_instances_is_reported() -> None:
    names = tuple(Named("admin", "prod--x", one, work) for one, work in zip(BOTH, (IN_RED, IN_BLUE), strict=True))
    judged = host_subject(instances=BOTH, workloads=(IN_BLUE, IN_RED), virtual_services=(CHILD,), names=names)
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
            Evidence(
                KUBERNETES,
                Kind.INGRESS,
                "Ingress/red-web/shop",
                "spec",
                "prod--x",
                "what avi-system calls the virtual service that serves shop.example.com in tenant admin; blue the same:"
                " the first to be made keeps the name, what comes later gets 409",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("serve shop.example.com from namespaces of one instance, or give one of the two another host name"),
        ),
        lag=Lag.EXCLUDED,
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


HOST = "shop.example.com"
IN_VIPS = tuple(
    vip_subject(
        vs_vip(f"prod--{infix}Shared-L7-0", hosts=(HOST,)),
        virtual_services=(f"prod--{infix}Shared-L7-0",),
        owners=(user,),
        instances=(name,),
    )
    for infix, user, name in (("", "ako-prod", "avi-system"), ("blue-", "ako-prod-blue", "blue"))
)


def test_host_in_the_vips_of_two_instances_is_reported() -> None:
    (finding,) = check(host_subject(vips=IN_VIPS))
    names = ("prod--Shared-L7-0", "prod--blue-Shared-L7-0")
    assert finding == Finding(
        rule="host-claimed-twice",
        severity=Severity.ERROR,
        about=HOST,
        title="host shop.example.com is published in DNS by avi-system and blue",
        objects=tuple(ObjectRef("VsVip", name, tenant="admin", id=f"vsvip-admin-{name}") for name in names),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=tuple(
            Evidence(
                AVI,
                Kind.VS_VIP,
                f"VsVip/admin/{name}",
                "dns_info.fqdn",
                HOST,
                f"the VSVIP of {owner}, used by {name}",
            )
            for name, owner in zip(names, BOTH, strict=True)
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("serve shop.example.com from namespaces of one instance, or give one of the two another host name"),
        ),
    )


def test_vips_of_one_doubly_claimed_namespace_are_left_to_the_other_rule() -> None:
    assert not list(check(host_subject(instances=BOTH, workloads=(IN_RED,), vips=IN_VIPS)))
    third = host_subject(instances=("avi-system", "green"), workloads=(IN_RED,), vips=IN_VIPS)
    assert len(list(check(third))) == 1


def _found(*users: str) -> tuple[list[str], Coverage]:
    """The findings when each of these users has a VSVIP that publishes the host; only avi-system is to serve it."""
    read = cluster(
        ako(label=("team", "red")),
        ako("blue", primary=False, label=("team", "blue")),
        namespace("shop", labels={"team": "red"}),
        ingress(),
        ingress_class(),
    )
    vips = [vs_vip(f"prod--{number}", hosts=(HOST,)) for number, _ in enumerate(users)]
    using = [virtual_service(vip.name, created_by=user, vs_vip=vip.uuid) for vip, user in zip(vips, users, strict=True)]
    estate = analyse(None, inventory(read, controller(*vips, *using)), (RULE,))
    return [one.about for one in estate.findings], estate.coverage[0]


def test_only_vips_of_two_known_instances_count() -> None:
    ran = Coverage("host-claimed-twice", "ran")
    assert _found("ako-prod", "ako-prod-blue") == ([HOST], ran)
    assert _found("ako-prod", "ako-prod") == ([], ran)
    assert _found("ako-prod", "ako-prod-violet") == ([], ran)
    assert _found("ako-prod", "ako-staging") == ([], ran)


def _later(before: Inventory, *objects: object) -> list[str]:
    """The titles when these objects come while akotui watches, and two minutes later."""
    told: list[str] = []
    estate = analyse(None, before, (RULE,))
    for at in (MOMENT, MOMENT + LAG):
        now = msgspec.structs.replace(inventory(before.cluster, controller(*objects)), at=at)
        estate = analyse(estate, now, (RULE,))
        told.append(", ".join(one.title for one in estate.findings))
    return told


SPACES = (
    *(ako(label=("team", "red")), ako("blue", primary=False, label=("team", "blue"))),
    *(namespace("shop", labels={"team": "red"}), namespace("bar", labels={"team": "blue"})),
)
ASKED = cluster(*SPACES, ingress(), ingress_class())


def test_host_that_two_serve_for_a_moment_is_not_reported() -> None:
    two = [virtual_service(f"prod--{user}", created_by=user, hosts=(HOST,)) for user in ("ako-prod", "ako-prod-blue")]
    title = f"host {HOST} is served by avi-system and blue"
    assert _later(inventory(ASKED, controller()), *two) == ["", title]


def test_host_that_two_want_is_reported_at_once() -> None:
    estate = analyse(None, inventory(ASKED, controller()), (RULE,))
    both = inventory(cluster(*SPACES, ingress(), ingress("bar"), ingress_class()), controller())
    (finding,) = analyse(estate, both, (RULE,)).findings
    assert finding.title == f"host {HOST} is wanted by avi-system and blue"


def test_host_that_two_want_is_reported_without_a_controller() -> None:
    both = inventory(cluster(*SPACES, ingress(), ingress("bar"), ingress_class()))
    estate = analyse(None, both, (RULE,))
    assert [one.about for one in estate.findings] == [HOST]
    assert estate.coverage[0].status == "partial"
