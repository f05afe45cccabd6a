from akotui.analysis.subjects import Origin, Workload
from akotui.model.kinds import Kind
from tests.analysis.verdicts import verdict
from tests.build import (
    ako,
    cluster,
    data_script_set,
    ingress,
    ingress_class,
    markers,
    namespace,
    pool,
    pool_group,
    service,
    virtual_service,
    vs_vip,
)

READ = cluster(ako(), namespace(), ingress(), ingress_class(), service())
WEB = Origin(Workload("Ingress", "shop", "web"), found=True)


def test_metadata_comes_before_markers() -> None:
    vs = virtual_service(ingresses=("shop/web",), markers=markers(Namespace="x", ServiceName="y"))
    assert verdict(READ, vs).origins == (WEB,)


def test_markers_tell_when_metadata_does_not() -> None:
    by_service = virtual_service(markers=markers(Namespace="shop", ServiceName="db"))
    assert verdict(READ, by_service).origins == (Origin(Workload("Service", "shop", "db"), found=True),)


def test_absent_object_of_a_kind_that_was_read_is_not_found() -> None:
    vs = virtual_service(ingresses=("shop/gone",))
    assert verdict(READ, vs).origins == (Origin(Workload("Ingress", "shop", "gone"), found=False),)


def test_absent_object_of_a_kind_read_in_part_is_open() -> None:
    read = cluster(ako(), namespace(), partial=(Kind.INGRESS,))
    vs = virtual_service(ingresses=("shop/gone",))
    assert verdict(read, vs).origins == (Origin(Workload("Ingress", "shop", "gone"), found=None),)


def test_insecure_hosts_of_a_shared_parent_are_found_through_datascript_group_and_pool() -> None:
    behind = pool(ingress="shop/web", markers=markers(Host="plain.example.com"))
    group = pool_group("prod--elsewhere", behind)
    script = data_script_set("prod--script", group)
    vs = virtual_service("prod--Shared-L7-0", data_scripts=(script.uuid,))
    found = verdict(READ, vs, behind, group, script)
    assert (found.origins, found.namespaces, found.hosts) == ((WEB,), ("shop",), ("plain.example.com",))


def test_pool_group_of_the_same_name_counts_only_in_the_same_tenant() -> None:
    behind = pool(ingress="shop/web")
    vs = virtual_service("prod--Shared-L7-0")
    assert verdict(READ, vs, behind, pool_group("prod--Shared-L7-0", behind)).origins == (WEB,)
    assert verdict(READ, vs, behind, pool_group("prod--Shared-L7-0", behind, tenant="other")).origins == ()


def test_child_has_the_address_of_its_parent() -> None:
    vip = vs_vip(addresses=("10.0.0.7",))
    parent = virtual_service("prod--Shared-L7-0", vs_vip=vip.uuid)
    child = virtual_service(type="VS_TYPE_VH_CHILD", parent=parent.uuid)
    assert verdict(READ, child, parent, vip).addresses == ("10.0.0.7",)


def test_key_without_a_name_names_nothing() -> None:
    assert verdict(READ, virtual_service(ingresses=("web",))).origins == ()


def test_origins_are_in_the_order_of_namespaces_then_names() -> None:
    names = ("shop-1", "shop")
    read = cluster(ako(), *map(namespace, names), *(ingress("web", each) for each in names), ingress_class())
    vs = virtual_service(ingresses=("shop-1/web", "shop/web"), type="VS_TYPE_VH_CHILD")
    found = verdict(read, vs)
    assert [one.workload.namespace for one in found.origins] == ["shop", "shop-1"]
    assert found.namespaces == ("shop", "shop-1")
