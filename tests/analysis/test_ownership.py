import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.model.avi import Pool, ServiceMetadata, VirtualService
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.analysis.verdicts import verdict
from tests.build import (
    LIVE,
    ako,
    cluster,
    controller,
    data_script_set,
    gateway,
    gateway_class,
    http_route,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    pool,
    pool_group,
    route,
    service,
    virtual_service,
)

RED, BLUE = {"team": "red"}, {"team": "blue"}
PRIMARY = ako(label=("team", "red"))
OTHER = ako("blue", primary=False, label=("team", "blue"))
WEB = virtual_service(ingresses=("shop/web",), type="VS_TYPE_VH_CHILD")
WEB_OF_GONE = msgspec.structs.replace(WEB, parent="virtualservice-gone")
CHILD_OF_GATEWAY = virtual_service(
    "ako-gw-prod--0a",
    created_by="ako-gw-prod-avi-system",
    type="VS_TYPE_VH_CHILD",
    markers=markers(GatewayNamespace="shop", GatewayName="gw"),
    service_metadata=ServiceMetadata(gateway="shop/gw", http_route="shop/route"),
)


def said(found: VirtualServiceSubject) -> tuple[State, tuple[Reason, ...]]:
    return found.state, found.reasons


def shop(labels: dict[str, str], *objects: object, **read: tuple[Kind, ...]) -> Cluster:
    return cluster(PRIMARY, OTHER, namespace(labels=labels), ingress_class(), *objects, health=LIVE, **read)


OWNED = (State.OWNED, (Reason.USER_MATCHES_INSTANCE,))
UNKNOWN = (State.UNKNOWN, (Reason.NOT_READABLE,))


def test_source_in_a_claimed_namespace_is_owned() -> None:
    found = verdict(shop(RED, ingress()), WEB)
    assert said(found) == OWNED
    assert (found.owner, found.claimants, found.tenant_wanted) == ("avi-system", ("avi-system",), "admin")


def test_namespace_claimed_by_two_is_double_owned() -> None:
    read = cluster(PRIMARY, ako("blue", primary=False), namespace(labels=RED), ingress(), ingress_class())
    found = verdict(read, WEB)
    assert said(found) == (State.DOUBLE_OWNED, (Reason.NAMESPACE_CLAIMED_TWICE,))
    assert (found.owner, found.claimants) == ("avi-system", ("avi-system", "blue"))


def test_source_gone_is_stale_although_two_claim_its_namespace() -> None:
    read = cluster(PRIMARY, ako("blue", primary=False), namespace(labels=RED))
    found = verdict(read, WEB)
    assert said(found) == (State.STALE, (Reason.SOURCE_GONE,))
    assert found.claimants == ()


def test_namespace_that_lost_its_label_is_stale() -> None:
    assert said(verdict(shop({}, ingress()), WEB)) == (State.STALE, (Reason.NAMESPACE_NOT_CLAIMED,))


def test_namespace_that_went_to_another_instance_is_stale() -> None:
    found = verdict(shop(BLUE, ingress()), WEB)
    assert said(found) == (State.STALE, (Reason.NAMESPACE_CLAIMED_BY_OTHER,))
    assert found.claimants == ("blue",)


def test_deleted_namespace_is_stale() -> None:
    read = cluster(PRIMARY)
    assert said(verdict(read, WEB)) == (State.STALE, (Reason.SOURCE_GONE, Reason.NAMESPACE_GONE))


def test_blocked_namespace_is_stale() -> None:
    read = cluster(ako(blockedNamespaceList='["shop"]'), namespace(), ingress(), ingress_class())
    assert said(verdict(read, WEB)) == (State.STALE, (Reason.NAMESPACE_NOT_CLAIMED,))


def test_delete_config_is_stale_and_never_double_owned() -> None:
    read = cluster(ako(deleteConfig="true"), ako("blue", primary=False), namespace(), ingress(), ingress_class())
    assert verdict(read, WEB).state is State.STALE


def test_one_of_two_sources_in_a_claimed_namespace_is_enough() -> None:
    vs = virtual_service(ingresses=("shop/web", "gone/web"))
    assert said(verdict(shop(RED, ingress()), vs)) == OWNED


def test_instance_that_claims_only_the_other_source_is_no_rival() -> None:
    vs = virtual_service(ingresses=("shop/web", "bar/web"))
    read = shop(RED, ingress(), namespace("bar", labels=BLUE), ingress("bar"))
    found = verdict(read, vs)
    assert said(found) == OWNED
    assert found.claimants == ("avi-system", "blue")


@pytest.mark.parametrize("kind", [Kind.INGRESS, Kind.NAMESPACE])
def test_unreadable_sources_or_namespaces_are_unknown(kind: Kind) -> None:
    objects = [namespace(labels=RED)] if kind is Kind.INGRESS else [ingress()]
    assert said(verdict(cluster(PRIMARY, ingress_class(), *objects, unread=(kind,)), WEB)) == UNKNOWN


def test_source_not_seen_in_a_partial_list_is_unknown() -> None:
    assert said(verdict(shop(RED, partial=(Kind.INGRESS,)), WEB)) == UNKNOWN


def test_unreadable_source_in_a_namespace_of_another_is_stale_all_the_same() -> None:
    found = verdict(shop(BLUE, unread=(Kind.INGRESS,)), WEB)
    assert said(found) == (State.STALE, (Reason.NAMESPACE_CLAIMED_BY_OTHER,))


def test_unread_routes_leave_a_missing_ingress_open() -> None:
    assert said(verdict(shop(RED, absent=(), unread=(Kind.ROUTE,)), WEB)) == UNKNOWN


def test_route_is_found_under_the_name_of_an_ingress() -> None:
    found = verdict(shop(RED, route(), absent=()), WEB)
    assert said(found) == OWNED
    assert str(found.origins[0].workload) == "Route/shop/web"


def test_wrong_tenant_is_stale() -> None:
    annotated = namespace(labels=RED, annotations={"ako.vmware.com/tenant-name": "gold"})
    found = verdict(cluster(PRIMARY, annotated, ingress(), ingress_class()), WEB)
    assert said(found) == (State.STALE, (Reason.TENANT_DIFFERS,))
    assert found.tenant_wanted == "gold"


def test_tenant_known_only_by_its_uuid_proves_nothing() -> None:
    uuid = "tenant-2652e572-7e09-4f77-ad78-bfee805924dd"
    assert verdict(shop(RED, ingress()), virtual_service(ingresses=("shop/web",), tenant=uuid)).state is State.OWNED


def test_wrong_cloud_is_stale() -> None:
    vs = virtual_service(ingresses=("shop/web",), cloud="vcenter")
    assert said(verdict(shop(RED, ingress()), vs)) == (State.STALE, (Reason.CLOUD_DIFFERS,))


def test_double_ownership_comes_before_a_wrong_tenant() -> None:
    read = cluster(PRIMARY, ako("blue", primary=False), namespace(labels=RED), ingress(), ingress_class())
    found = verdict(read, virtual_service(ingresses=("shop/web",), tenant="other"))
    assert said(found) == (State.DOUBLE_OWNED, (Reason.NAMESPACE_CLAIMED_TWICE, Reason.TENANT_DIFFERS))


def shared_vip(tenant: str) -> VirtualService:
    return virtual_service("prod--shop-key", tenant=tenant, markers=markers(Namespace="shop", GatewayName="key"))


@pytest.mark.parametrize(("tenant", "state"), [("admin", State.OWNED), ("gold", State.OWNED), ("x", State.STALE)])
def test_shared_address_may_stay_in_the_tenant_of_the_instance(tenant: str, state: State) -> None:
    annotated = namespace(labels=RED, annotations={"ako.vmware.com/tenant-name": "gold"})
    joined = service(annotations={"ako.vmware.com/enable-shared-vip": "key"})
    found = verdict(cluster(PRIMARY, annotated, joined), shared_vip(tenant))
    assert found.state is state
    assert [str(origin.workload) for origin in found.origins] == ["Service/shop/db"]


def test_instance_that_leaves_layer_four_alone_is_no_rival_for_a_service() -> None:
    layer7 = ako("blue", primary=False, layer7Only="true")
    vs = virtual_service("prod--shop-db", services=("shop/db",))
    found = verdict(cluster(PRIMARY, layer7, namespace(labels=RED), service()), vs)
    assert (said(found), found.claimants) == (OWNED, ("avi-system",))


def test_shared_parent_is_never_double_owned_and_may_be_empty() -> None:
    read = cluster(PRIMARY, ako("blue", primary=False), namespace(labels=RED))
    assert said(verdict(read, virtual_service("prod--Shared-L7-0", type="VS_TYPE_VH_PARENT"))) == OWNED


def test_shared_parent_in_a_wrong_cloud_is_stale() -> None:
    found = verdict(cluster(PRIMARY), virtual_service("prod--Shared-L7-0", cloud="vcenter"))
    assert said(found) == (State.STALE, (Reason.CLOUD_DIFFERS,))


def test_shared_parent_named_for_another_instance_says_so() -> None:
    found = verdict(shop(RED), virtual_service("prod--blue-Shared-L7-0"))
    assert found.reasons == (Reason.USER_MATCHES_INSTANCE, Reason.NAME_OF_OTHER_INSTANCE)


def passthrough(ingress_key: str) -> tuple[object, ...]:
    behind = pool(ingress=ingress_key)
    group = pool_group("prod--host", behind)
    script = data_script_set("prod--Shared-Passthrough-0", group)
    return behind, group, script


SHARD = virtual_service(
    "prod--Shared-Passthrough-0", data_scripts=("vsdatascriptset-admin-prod--Shared-Passthrough-0",)
)


def test_passthrough_shard_is_judged_by_the_ingresses_of_its_pools() -> None:
    assert said(verdict(shop(RED, ingress()), SHARD, *passthrough("shop/web"))) == OWNED
    gone = verdict(shop(RED), SHARD, *passthrough("shop/web"))
    assert said(gone) == (State.STALE, (Reason.SOURCE_GONE,))


def test_passthrough_shard_whose_pool_lost_its_metadata_is_unknown() -> None:
    behind, *rest = passthrough("shop/web")
    assert isinstance(behind, Pool)
    odd = msgspec.structs.replace(behind, service_metadata=ServiceMetadata(), unreadable_metadata="not JSON")
    side = controller(SHARD, odd, *rest)
    side = msgspec.structs.replace(side, pools=msgspec.structs.replace(side.pools, broken={odd.uuid: "not JSON"}))
    (found,) = analyse(None, inventory(shop(RED, ingress()), side), ()).virtual_services
    assert said(found) == UNKNOWN


def test_child_without_parent_stays_what_it_is() -> None:
    vs = virtual_service(ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="virtualservice-gone")
    found = verdict(shop(RED, ingress()), vs)
    assert said(found) == (State.OWNED, (Reason.USER_MATCHES_INSTANCE, Reason.PARENT_GONE))


def test_metadata_that_cannot_be_read_leaves_the_verdict_open() -> None:
    assert said(verdict(shop(RED), virtual_service(unreadable_metadata="not JSON"))) == UNKNOWN
    assert said(verdict(shop(RED), virtual_service())) == OWNED


def gatewayed(*instances: object) -> Cluster:
    return cluster(*instances, namespace(), gateway(), http_route(), gateway_class())


def test_gateway_object_ignores_selectors() -> None:
    read = gatewayed(ako(label=("team", "red"), gateway=True))
    assert said(verdict(read, CHILD_OF_GATEWAY)) == OWNED


def test_gateway_served_by_two_containers_is_double_owned() -> None:
    read = gatewayed(ako(gateway=True), ako("blue", primary=False, gateway=True))
    found = verdict(read, CHILD_OF_GATEWAY)
    assert said(found) == (State.DOUBLE_OWNED, (Reason.GATEWAY_SERVED_TWICE,))
    assert found.claimants == ("avi-system", "blue")


def test_gateway_child_without_its_route_is_stale_though_its_gateway_is_there() -> None:
    read = cluster(ako(gateway=True), namespace(), gateway(), gateway_class())
    assert said(verdict(read, CHILD_OF_GATEWAY)) == (State.STALE, (Reason.SOURCE_GONE,))


def test_gateway_object_with_unread_routes_is_unknown() -> None:
    read = cluster(ako(gateway=True), namespace(), gateway(), gateway_class(), unread=(Kind.HTTP_ROUTE,))
    assert said(verdict(read, CHILD_OF_GATEWAY)) == UNKNOWN


def across(gold: str, vs_tenant: str, *, partial: tuple[Kind, ...] = ()) -> VirtualServiceSubject:
    """The child of a Gateway in shop and an HTTPRoute in bar, in `vs_tenant`; namespace `gold` asks for tenant gold."""
    notes = {"ako.vmware.com/tenant-name": "gold"}
    spaces = [namespace(name, annotations=notes if name == gold else None) for name in ("shop", "bar")]
    route_there = http_route("bar", parents=("shop/gw",))
    read = cluster(ako(gateway=True), *spaces, gateway(), route_there, gateway_class(), partial=partial)
    metadata = ServiceMetadata(gateway="shop/gw", http_route="bar/route")
    return verdict(read, msgspec.structs.replace(CHILD_OF_GATEWAY, service_metadata=metadata, tenant=vs_tenant))


def test_gateway_child_is_wanted_in_the_tenant_of_its_gateway_whatever_its_route_asks_for() -> None:
    assert [across("shop", tenant).state for tenant in ("gold", "admin")] == [State.OWNED, State.STALE]
    assert [across("bar", tenant).state for tenant in ("gold", "admin")] == [State.STALE, State.OWNED]


def test_source_that_was_not_read_is_unknown_although_two_claim_its_namespace() -> None:
    both = namespace(labels={"team": "red", "tier": "blue"})
    rival = ako("blue", primary=False, label=("tier", "blue"))
    read = cluster(PRIMARY, rival, both, ingress_class(), partial=(Kind.INGRESS,))
    assert said(verdict(read, WEB)) == UNKNOWN


@pytest.mark.parametrize("cloud", ["", "cloud-1a2b3c4d-0000-4000-8000-000000000000"])
def test_cloud_whose_name_is_not_known_proves_nothing(cloud: str) -> None:
    assert said(verdict(shop(RED, ingress()), msgspec.structs.replace(WEB, cloud=cloud, parent=None))) == OWNED


def test_tenant_of_a_namespace_that_was_not_read_is_not_known() -> None:
    spread = virtual_service(tenant="gold", ingresses=("shop/web",), created_by="ako-gw-prod-avi-system")
    read = cluster(ako(gateway=True), ingress(), ingress_class(), unread=(Kind.NAMESPACE,))
    assert Reason.TENANT_DIFFERS not in verdict(read, spread).reasons


def test_parent_that_was_not_read_is_not_gone() -> None:
    side = controller(WEB_OF_GONE, partial=(Kind.VIRTUAL_SERVICE,))
    (found,) = analyse(None, inventory(shop(RED, ingress()), side), ()).virtual_services
    assert said(found) == OWNED
    (found,) = analyse(None, inventory(shop(RED, ingress()), controller(WEB_OF_GONE)), ()).virtual_services
    assert Reason.PARENT_GONE in found.reasons
