"""Chains from Kubernetes objects and virtual services: every link, and where they break."""

import pytest

from akotui.analysis import chain_virtual_services, chain_workloads
from akotui.analysis.analyse import analyse
from akotui.analysis.chain import Chain, LinkState, Step, conclusion
from akotui.analysis.chain_case import Case, open_case
from akotui.analysis.subjects import State, Workload
from akotui.model.avi import ServiceMetadata
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.analysis.cases import case, case_of, facts, steps, weakest
from tests.analysis.golden import golden
from tests.build import (
    ako,
    cluster,
    config_map,
    controller,
    gateway,
    gateway_class,
    http_route,
    ingress,
    ingress_class,
    namespace,
    pool,
    pool_group,
    service,
    stateful_set,
    virtual_service,
    vs_vip,
)

WEB = Workload("Ingress", "shop", "web")
BLUE = ako("blue", primary=False, label=("tier", "blue"))
SHOP = namespace("shop", labels={"tier": "blue"})
MADE = virtual_service(
    "prod--shop.example.com", created_by="ako-prod-blue", ingresses=("shop/web",), vs_vip="vsvip-admin-vip"
)
VIP = vs_vip("vip")


def shop(*objects: object, unread: tuple[Kind, ...] = ()) -> Cluster:
    """Instance blue, and Ingress shop/web of AKO's class."""
    return cluster(BLUE, ingress_class(), ingress(), *objects, unread=unread)


def only_chain(given: Case, workload: Workload = WEB) -> Chain:
    (chain,) = chain_workloads.chains(workload, given)
    return chain


def of_virtual_service(given: Case) -> tuple[Chain, ...]:
    return chain_virtual_services.chains(given.estate.virtual_services[0], given)


def test_whole_chain_leads_from_ingress_to_address() -> None:
    chain = only_chain(case(shop(SHOP), MADE, VIP))
    place = "VirtualService/admin/prod--shop.example.com"
    config = "ConfigMap/blue/avi-k8s-config"
    assert chain.title == f"Ingress/shop/web → blue → {place} → 10.0.0.1"
    assert [(link.step.value, *facts(link)) for link in chain.links] == [
        ("object", "Ingress/shop/web", "metadata.name", "web", "the object is there"),
        ("class", "Ingress/shop/web", "spec.ingressClassName", "avi-lb", "its class"),
        ("class", "IngressClass/avi-lb", "spec.controller", "ako.vmware.com/avi-lb", "AKO's class"),
        ("namespace", "Namespace/shop", "metadata.name", "shop", "the namespace is there"),
        ("label", "Namespace/shop", "metadata.labels.tier", "blue", "what blue selects"),
        ("selector", config, "data.nsSyncLabelKey", "tier", "blue takes tier=blue"),
        ("selector", config, "data.nsSyncLabelValue", "blue", "blue takes tier=blue"),
        ("instance", "StatefulSet/blue/ako", "status.readyReplicas", "1 of 1", "blue is ready"),
        ("username", config, "data.primaryInstance", "false", "blue writes ako-prod-blue: with its namespace"),
        ("username", config, "data.clusterName", "prod", "part of ako-prod-blue"),
        ("virtual-service", place, "created_by", "ako-prod-blue", "exactly what blue writes"),
        ("marker", place, "markers.clustername", "prod", "a cluster name of this cluster"),
        ("vip", "VsVip/admin/vip", "vip", "10.0.0.1", "the address of this virtual service"),
    ]
    assert chain.state is LinkState.HOLDS


def test_chain_from_the_virtual_service_is_the_one_from_its_ingress() -> None:
    given = case(shop(SHOP), MADE, VIP)
    assert of_virtual_service(given) == chain_workloads.chains(WEB, given)


def test_chain_breaks_at_the_label_that_no_instance_selects() -> None:
    chain = only_chain(case(shop(namespace("shop", labels={"tier": "red"}))))
    assert weakest(chain) == ("label", "Namespace/shop", "metadata.labels.tier", "red")
    assert chain.weakest is not None
    assert chain.weakest.evidence.says == "blue selects tier=blue, and this is not it"


def test_chain_breaks_at_the_block_list_although_the_label_matches() -> None:
    blocking = ako("blue", primary=False, label=("tier", "blue"), blockedNamespaceList='["shop"]')
    chain = only_chain(case(cluster(blocking, ingress_class(), ingress(), SHOP)))
    assert weakest(chain) == ("block-list", "ConfigMap/blue/avi-k8s-config", "data.blockedNamespaceList", '["shop"]')


def test_instance_without_selector_claims_without_a_label() -> None:
    chain = only_chain(
        case(cluster(ako(), ingress_class(), ingress(), namespace()), virtual_service(ingresses=("shop/web",)))
    )
    assert "label holds" not in steps(chain)
    assert facts(next(link for link in chain.links if link.step is Step.SELECTOR))[3].startswith(
        "avi-system takes every namespace"
    )


@pytest.mark.parametrize(
    ("classes", "named", "expected"),
    [
        (
            (ingress_class(controller="nginx.test/x"),),
            "avi-lb",
            ("class", "IngressClass/avi-lb", "spec.controller", "nginx.test/x"),
        ),
        ((), "avi-lb", ("class", "IngressClass/avi-lb", "spec.controller", "absent")),
        ((ingress_class(),), None, ("class", "Ingress/shop/web", "spec.ingressClassName", "")),
    ],
)
def test_chain_breaks_at_a_class_that_is_not_akos(
    classes: tuple[object, ...], named: str | None, expected: tuple[str, str, str, str]
) -> None:
    chain = only_chain(case(cluster(BLUE, *classes, ingress(class_name=named), SHOP)))
    assert weakest(chain) == expected


def test_default_class_serves_an_ingress_that_names_none() -> None:
    chain = only_chain(case(cluster(BLUE, ingress_class(default=True), ingress(class_name=None), SHOP), MADE, VIP))
    assert chain.state is LinkState.HOLDS


def test_service_that_is_no_load_balancer_breaks_at_its_class() -> None:
    inner = Workload("Service", "shop", "db")
    chain = only_chain(case(cluster(BLUE, SHOP, service(type="ClusterIP"))), inner)
    assert weakest(chain) == ("class", "Service/shop/db", "spec.type", "ClusterIP")


def test_service_of_another_class_is_not_taken() -> None:
    inner = Workload("Service", "shop", "db")
    chain = only_chain(case(cluster(BLUE, SHOP, service(load_balancer_class="other.test/lb"))), inner)
    assert weakest(chain) == ("class", "Service/shop/db", "spec.loadBalancerClass", "other.test/lb")


def test_missing_virtual_service_breaks_the_chain_where_all_was_read() -> None:
    chain = only_chain(case(shop(SHOP)))
    assert chain.state is LinkState.BREAKS
    assert chain.title == "Ingress/shop/web → blue → no virtual service"
    assert steps(chain)[-1] == "virtual-service breaks"


def test_missing_virtual_service_is_unknown_where_the_controller_was_not_read() -> None:
    unread = controller(unread=(Kind.VIRTUAL_SERVICE,))
    for given in (case_of(shop(SHOP), unread), case_of(shop(SHOP), None)):
        chain = only_chain(given)
        assert chain.state is LinkState.UNKNOWN
        assert steps(chain)[-1] == "virtual-service unknown"


def test_unread_namespace_leaves_the_chain_open() -> None:
    chain = only_chain(case(shop(unread=(Kind.NAMESPACE,)), MADE, VIP))
    assert weakest(chain) == ("namespace", "Namespace/shop", "metadata.name", "not readable")
    assert "label holds" not in steps(chain)


def test_unread_instances_leave_an_unclaimed_namespace_open() -> None:
    chain = only_chain(case(cluster(ingress_class(), ingress(), SHOP, unread=(Kind.STATEFUL_SET,))))
    assert chain.state is LinkState.UNKNOWN
    assert weakest(chain)[0] == "instance"


def test_orphan_breaks_at_its_username_and_says_who_claims_its_namespace() -> None:
    made = virtual_service(created_by="ako-prod-violet", ingresses=("shop/web",))
    (chain,) = of_virtual_service(case(shop(SHOP), made))
    assert weakest(chain)[0] == "virtual-service"
    assert chain.weakest is not None
    assert chain.weakest.evidence.says == "no known instance writes it; known usernames: ako-prod-blue"
    assert "label holds" in steps(chain)


@pytest.mark.parametrize(
    ("read", "user", "story"),
    [
        (cluster(BLUE, config_map("violet", primaryInstance="false")), "ako-prod-violet", "only the ConfigMap is left"),
        (cluster(BLUE), "ako-prod", "before its primary flag changed"),
    ],
)
def test_orphan_tells_what_became_of_its_writer(read: Cluster, user: str, story: str) -> None:
    (chain,) = of_virtual_service(case(read, virtual_service(created_by=user)))
    assert chain.weakest is not None
    assert story in chain.weakest.evidence.says


def test_foreign_virtual_service_has_no_objects_here() -> None:
    made = virtual_service(
        "other--x", created_by="ako-other", ingresses=("shop/web",), markers={"clustername": ("other",)}
    )
    (chain,) = of_virtual_service(case(shop(SHOP), made))
    assert steps(chain)[:2] == ["virtual-service breaks", "marker breaks"]


def test_username_of_two_instances_leaves_the_owner_open() -> None:
    twins = (ako("a", primary=True), ako("b", primary=True))
    made = virtual_service(ingresses=("shop/web",))
    (chain,) = of_virtual_service(case(cluster(*twins, namespace(), ingress_class(), ingress()), made))
    link = next(link for link in chain.links if link.step is Step.VIRTUAL_SERVICE)
    assert (link.state, link.evidence.says) == (LinkState.UNKNOWN, "it may be of a or b")


def test_source_that_is_gone_breaks_the_chain_at_its_beginning() -> None:
    (chain,) = of_virtual_service(case(cluster(BLUE, ingress_class(), SHOP), MADE, VIP))
    assert weakest(chain) == ("object", "Ingress/shop/web", "metadata.name", "absent")


def test_second_claimant_breaks_the_chain_as_a_rival() -> None:
    second = ako("green", primary=False, label=("team", "shop"))
    both = namespace("shop", labels={"tier": "blue", "team": "shop"})
    (chain,) = of_virtual_service(case(cluster(BLUE, second, ingress_class(), ingress(), both), MADE, VIP))
    assert weakest(chain) == ("rival", "Namespace/shop", "metadata.labels.team", "shop")


def test_namespace_of_another_instance_shows_who_claims_it_now() -> None:
    other = ako("green", primary=False, label=("tier", "green"))
    moved = namespace("shop", labels={"tier": "green"})
    (chain,) = of_virtual_service(case(cluster(BLUE, other, ingress_class(), ingress(), moved), MADE, VIP))
    assert weakest(chain)[0] == "label"
    rival = next(link for link in chain.links if link.step is Step.RIVAL)
    assert rival.evidence.says == "equals the selector of green, which claims shop"


def test_wrong_tenant_and_cloud_break_the_chain() -> None:
    lost = virtual_service(created_by="ako-prod-blue", ingresses=("shop/web",), tenant="elsewhere", cloud="Other-Cloud")
    (chain,) = of_virtual_service(case(shop(SHOP), lost))
    assert {"tenant breaks", "cloud breaks"} <= set(steps(chain))


def test_instance_that_removes_its_objects_breaks_the_chain() -> None:
    leaving = ako("blue", primary=False, label=("tier", "blue"), deleteConfig="true")
    (chain,) = of_virtual_service(case(cluster(leaving, ingress_class(), ingress(), SHOP), MADE, VIP))
    assert weakest(chain) == ("instance", "ConfigMap/blue/avi-k8s-config", "data.deleteConfig", "true")


def test_child_without_parent_breaks_at_its_parent() -> None:
    child = virtual_service(
        created_by="ako-prod-blue", ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="virtualservice-gone"
    )
    (chain,) = of_virtual_service(case(shop(SHOP), child))
    assert "parent breaks" in steps(chain)


def test_virtual_service_without_address_breaks_at_its_vip() -> None:
    unplaced = vs_vip("vip", addresses=())
    (chain,) = of_virtual_service(case(shop(SHOP), MADE, unplaced))
    assert weakest(chain) == ("vip", "VsVip/admin/vip", "vip", "")


def test_unread_vips_leave_the_address_open() -> None:
    (chain,) = of_virtual_service(case_of(shop(SHOP), controller(MADE, unread=(Kind.VS_VIP,))))
    assert steps(chain)[-1] == "vip unknown"


def test_shared_parent_holds_by_itself_and_shows_what_it_carries() -> None:
    shared = virtual_service("prod--blue-Shared-L7-0", created_by="ako-prod-blue", vs_vip="vsvip-admin-vip")
    insecure = pool(ingress="shop/web", created_by="ako-prod-blue")
    group = pool_group("prod--blue-Shared-L7-0", insecure)
    own, carried = of_virtual_service(case(shop(namespace()), shared, insecure, group, VIP))
    assert own.state is LinkState.HOLDS
    assert (carried.title, carried.state) == ("it carries Ingress/shop/web", LinkState.BREAKS)


def gateways(*instances: object) -> Cluster:
    return cluster(*instances, namespace(), gateway_class(), gateway(), http_route())


def test_gateway_and_route_stand_in_one_chain_that_asks_for_no_label() -> None:
    told = ServiceMetadata(gateway="shop/gw", http_route="shop/route")
    child = virtual_service(
        "ako-gw-prod--child",
        created_by="ako-gw-prod-blue",
        service_metadata=told,
        type="VS_TYPE_VH_CHILD",
        vs_vip="vsvip-admin-vip",
    )
    serving = (stateful_set("blue", gateway=True), config_map("blue", primaryInstance="false"))
    given = case(gateways(serving), child, VIP)
    (chain,) = of_virtual_service(given)
    assert [link.evidence.object for link in chain.links if link.step is Step.OBJECT] == [
        "Gateway/shop/gw",
        "HTTPRoute/shop/route",
    ]
    assert {"label holds", "namespace holds"}.isdisjoint(steps(chain))
    assert only_chain(given, Workload("Gateway", "shop", "gw")) == chain


def test_chain_of_a_child_breaks_where_its_route_names_other_gateways() -> None:
    told = ServiceMetadata(gateway="shop/gw", http_route="shop/route")
    child = virtual_service(
        "ako-gw-prod--child",
        created_by="ako-gw-prod-avi-system",
        service_metadata=told,
        type="VS_TYPE_VH_CHILD",
        vs_vip="vsvip-admin-vip",
    )
    detached = http_route(parents=("shop/other",))
    given = case(cluster(ako(gateway=True), namespace(), gateway_class(), gateway(), detached), child, VIP)
    (chain,) = of_virtual_service(given)
    broken = [
        (link.step, link.evidence.object, link.evidence.field) for link in chain.links if link.state is LinkState.BREAKS
    ]
    assert (Step.CLASS, "HTTPRoute/shop/route", "spec.parentRefs") in broken


def test_gateway_without_a_gateway_container_is_served_by_nobody() -> None:
    chain = only_chain(case(gateways(ako("blue"))), Workload("Gateway", "shop", "gw"))
    assert weakest(chain) == ("username", "StatefulSet/blue/ako", "spec.template.spec.containers", "ako")


@pytest.mark.parametrize("state", ["steady", "deleted", "gateway"])
def test_every_chain_of_a_recorded_virtual_service_holds_up_to_its_address(state: str) -> None:
    read = golden(state)
    given = open_case(read, analyse(None, read, ()))
    for subject in given.estate.virtual_services:
        chains = chain_virtual_services.chains(subject, given)
        assert subject.state is State.OWNED
        assert {chain.state for chain in chains} == {LinkState.HOLDS}, subject.vs.name
        assert chains[0].links[-1].step is Step.VIP


@pytest.mark.parametrize("state", ["steady", "deleted", "gateway"])
def test_name_of_a_recorded_virtual_service_is_a_witness_for_its_owner(state: str) -> None:
    read = golden(state)
    given = open_case(read, analyse(None, read, ()))
    for subject in given.estate.virtual_services:
        links = [link for chain in chain_virtual_services.chains(subject, given) for link in chain.links]
        named = [link for link in links if link.step is Step.NAME]
        assert all(link.state is LinkState.HOLDS for link in named), subject.vs.name
        assert named or not subject.origins, subject.vs.name


def test_conclusion_prefers_the_way_that_holds() -> None:
    given = case(shop(SHOP), MADE, VIP)
    whole = only_chain(given)
    broken = only_chain(case(shop(SHOP)))
    assert conclusion((broken, whole)) == whole.title
    assert conclusion((broken,)).startswith("breaks at ")
    assert conclusion(()) == "nothing leads from it"


def test_name_that_another_object_gets_too_is_told_with_both() -> None:
    services = service("shop", "a-db"), service("shop-a", "db")
    read = cluster(ako(), namespace("shop"), namespace("shop-a"), *services)
    (chain,) = chain_workloads.chains(Workload("Service", "shop", "a-db"), case(read))
    says = "avi-system gives it to that of Service/shop-a/db, too: the first to be made keeps it"
    assert ("Service/shop/a-db", "spec", "prod--shop-a-db", says) in [facts(link) for link in chain.links]
