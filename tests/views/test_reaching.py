import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from akotui.views.lines import plain
from akotui.views.reaching import named, page
from akotui.views.sections import Page, lines, markdown
from tests.build import (
    MOMENT,
    ako,
    cluster,
    cluster_role,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    pool,
    virtual_service,
    vs_vip,
)

VIP = vs_vip("prod--Shared-L7-0", addresses=("10.0.0.7",))
PARENT = virtual_service("prod--Shared-L7-0", uuid="parent", type="VS_TYPE_VH_PARENT", vs_vip=VIP.uuid)
CHILD = virtual_service(
    "prod--web.example.com", uuid="child", ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="parent"
)
NEXT = virtual_service(
    "prod--api.example.com", uuid="next", ingresses=("api/web",), type="VS_TYPE_VH_CHILD", parent="parent"
)
LEFT = virtual_service("prod--left", uuid="left", created_by="ako-prod-green", services=("shop/db",))
POOL = pool("prod--left", service="shop/db", created_by="ako-prod-green")


def judged(*made: object) -> Estate:
    read = cluster(
        *(ako(label=("team", "red")), cluster_role(), ingress_class()),
        *(namespace("shop", labels={"team": "red"}), namespace("api", labels={"team": "red"})),
        *(ingress("shop", hosts=("web.example.com",)), ingress("api", hosts=("api.example.com",))),
    )
    return analyse(None, inventory(read, controller(*(made or (PARENT, CHILD, NEXT, LEFT, POOL, VIP)))), ALL_RULES)


def told(found: Page) -> str:
    return "\n".join(map(plain, lines(found)))


def service(known: Estate, uuid: str) -> object:
    return next(one for one in known.virtual_services if one.vs.uuid == uuid)


def test_namespace_tells_its_workloads_hosts_services_addresses_and_who_shares_them() -> None:
    known = judged()
    space = next(one for one in known.namespaces if one.namespace.metadata.name == "shop")
    found = page(space, known)
    assert [section.title for section in found.sections] == [
        "claimed by (1)",
        "workloads of AKO's classes (1)",
        "hosts (1)",
        "virtual services that come from it (2)",
        "shared parents they hang on (1)",
        "addresses (1)",
        "other namespaces that share them (1)",
    ]
    text = told(found)
    assert "Ingress/shop/web  k8s 17:00:00Z" in text
    assert "▲ admin/prod--Shared-L7-0  shared with api  10.0.0.7  avi 17:00:00Z" in text
    assert "api  claimed by avi-system" in text


def test_what_hangs_on_a_namespace_is_not_nothing_where_no_controller_was_read() -> None:
    read = cluster(
        *(ako(label=("team", "red")), cluster_role(), ingress_class(), namespace("shop", labels={"team": "red"})),
        ingress("shop", hosts=("web.example.com",)),
        unread=[Kind.SERVICE],
    )
    known = analyse(None, inventory(read), ALL_RULES)
    text = told(page(known.namespaces[0], known))
    assert text.startswith("owned; at least 1 workload, virtual services unknown. ")
    assert "web.example.com  served by nothing that was read" in text
    assert "could not be read: there may be more (5)" in text
    assert "? services: " in text
    assert "? virtualservices: no Avi Controller is read" in text


def test_what_hangs_on_a_namespace_is_all_of_it_where_all_was_read() -> None:
    known = judged(LEFT, VIP)
    text = told(page(next(one for one in known.namespaces if one.namespace.metadata.name == "shop"), known))
    assert text.startswith("owned; 1 workload, 1 virtual service. ")
    assert "web.example.com  served by nothing  k8s" in text
    assert "there may be more" not in text


def test_child_tells_the_parent_that_stays_and_its_other_children() -> None:
    known = judged()
    text = told(page(service(known, "child"), known))
    assert "1 virtual service, 0 parts." in text
    assert "▲ avi-system would make what it wants of these again." in text
    assert "admin/prod--Shared-L7-0  shared with prod--api.example.com" in text


def test_shared_parent_tells_all_of_its_children() -> None:
    known = judged()
    text = told(page(service(known, "parent"), known))
    assert "virtual services, children among them (3)" in text
    assert "VSVIP on the Controller (1)" in text


def test_finding_about_orphans_tells_what_would_have_to_be_removed() -> None:
    known = judged()
    orphaned = next(one for one in known.findings if one.rule == "orphaned-virtual-service")
    found = page(orphaned, known)
    assert found.title == f"Blast radius of {orphaned.title}"
    assert "Pool on the Controller (1)" in told(found)
    assert "would make" not in told(found)


def test_finding_about_left_over_parts_tells_them() -> None:
    known = judged(POOL)
    left = next(one for one in known.findings if one.rule == "leftover-objects")
    assert "admin/prod--left" in told(page(left, known))


def test_finding_about_a_namespace_tells_of_the_namespace() -> None:
    known = judged()
    assert named(Workload("Ingress", "shop", "web"), known) == "ns shop"


def test_username_tells_everything_that_bears_it() -> None:
    known = judged()
    user = next(one for one in known.users if one.name == "ako-prod-green")
    assert "1 virtual service, 1 part." in told(page(user, known))


def test_instance_tells_what_its_removal_would_do() -> None:
    known = judged()
    found = page(known.instances[0], known)
    text = told(found)
    assert text.startswith("If avi-system were uninstalled (without deleteConfig")
    for part in ("ClusterRole ako-cr", "namespaces (2)", "virtual services: left behind (3)", "addresses that stay"):
        assert part in text
    assert found.commands == ()


def test_what_is_gone_says_so() -> None:
    known = judged()
    assert told(page(service(known, "child"), judged(PARENT))) == "It is not there any more."


@pytest.mark.parametrize("subject", [None, "note"])
def test_nothing_hangs_on_what_is_no_object(subject: object) -> None:
    assert named(subject, judged()) is None


def test_markdown_says_that_nothing_was_changed_and_has_a_table_a_section() -> None:
    known = judged()
    text = markdown(page(service(known, "left"), known), MOMENT)
    assert text.startswith(
        "## Blast radius of vs prod--left\n\n**Nothing was changed. Facts of 2026-11-22T17:00:00Z.**\n"
    )
    assert "| ○ | `admin/prod--left` |  | orphaned | avi 17\\:00\\:00Z |" in text
