"""Each kind of object explained: what exists, what it comes to, and the findings that touch it."""

from akotui.analysis import explanations
from akotui.analysis.chain import LinkState, Step
from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from tests.analysis.cases import case, case_of, facts, steps
from tests.build import (
    ako,
    cluster,
    config_map,
    controller,
    ingress,
    ingress_class,
    namespace,
    virtual_service,
    vs_vip,
)

BLUE = ako("blue", primary=False, label=("tier", "blue"))
SHOP = namespace("shop", labels={"tier": "blue"})
MADE = virtual_service(
    created_by="ako-prod-blue", ingresses=("shop/web",), vs_vip="vsvip-admin-vip", hosts=("shop.example.com",)
)
READ = cluster(BLUE, ako(primary=True, label=("x", "y")), ingress_class(), ingress(), SHOP)
GIVEN = case(READ, MADE, vs_vip("vip"))
ORPHAN = virtual_service("prod--old", created_by="ako-prod-violet")


def test_virtual_service_has_its_verdict_and_its_findings() -> None:
    given = case(READ, ORPHAN)
    found = explanations.virtual_service(given.estate.virtual_services[0], given)
    assert (found.state, found.reasons) == ("orphaned", ("user-matches-no-instance",))
    assert found.verdict == "orphaned: user-matches-no-instance"
    assert [one.rule for one in found.findings] == ["orphaned-virtual-service"]


def test_object_lists_what_is_found_about_its_namespace() -> None:
    second = ako("green", primary=False, label=("team", "shop"))
    both = namespace("shop", labels={"tier": "blue", "team": "shop"})
    given = case(cluster(BLUE, second, ingress_class(), ingress(), both), MADE)
    found = explanations.workload(Workload("Ingress", "shop", "web"), given)
    assert {"double-owned-namespace", "double-owned-virtual-service"} <= {one.rule for one in found.findings}


def test_object_that_is_gone_does_not_exist_and_one_that_was_not_read_may() -> None:
    gone = Workload("Ingress", "shop", "gone")
    assert explanations.workload(gone, GIVEN).exists is False
    assert explanations.workload(gone, case(cluster(BLUE, SHOP, unread=(Kind.INGRESS,)))).exists is None


def test_namespace_leads_to_its_instance_and_the_virtual_services_made_of_it() -> None:
    found = explanations.namespace("shop", GIVEN)
    (chain,) = found.chains
    assert found.verdict == "owned by blue"
    assert steps(chain) == [
        "namespace holds",
        "label holds",
        "selector holds",
        "selector holds",
        "instance holds",
        "username holds",
        "username holds",
        "virtual-service holds",
    ]


def test_namespace_shows_what_others_left_in_it() -> None:
    left = virtual_service("prod--old", created_by="ako-prod-violet", ingresses=("shop/web",))
    found = explanations.namespace("shop", case(READ, MADE, left))
    assert [chain.title for chain in found.chains] == [
        "Namespace/shop → blue",
        "Namespace/shop ← virtual services of others",
    ]
    assert found.chains[1].state is LinkState.BREAKS


def test_namespace_that_is_gone_still_shows_what_names_it() -> None:
    found = explanations.namespace("shop", case(cluster(BLUE), MADE))
    assert found.exists is False
    assert steps(found.chains[0]) == ["namespace breaks", "virtual-service breaks"]


def test_host_leads_from_everything_that_wants_it_to_everything_that_serves_it() -> None:
    stranger = virtual_service("prod--other", created_by="ako-prod-violet", hosts=("shop.example.com",))
    found = explanations.host("shop.example.com", case(READ, MADE, stranger, vs_vip("vip")))
    assert found.verdict == "served by 2 virtual services, wanted by blue"
    assert [chain.state for chain in found.chains] == [LinkState.HOLDS, LinkState.BREAKS]


def test_host_that_nothing_names_does_not_exist() -> None:
    assert explanations.host("nowhere.example.com", GIVEN).exists is False
    unread = case_of(READ, controller(unread=(Kind.VIRTUAL_SERVICE,)))
    assert explanations.host("nowhere.example.com", unread).exists is None


def test_address_leads_back_to_the_object_behind_it() -> None:
    found = explanations.address("10.0.0.1", GIVEN)
    (chain,) = found.chains
    assert chain.links[0].evidence.object == "Ingress/shop/web"
    assert chain.state is LinkState.HOLDS


def test_address_of_a_vip_that_nothing_uses_breaks_at_the_virtual_service() -> None:
    found = explanations.address("10.0.0.9", case(READ, vs_vip("left", addresses=("10.0.0.9",))))
    (chain,) = found.chains
    assert steps(chain) == ["virtual-service breaks", "vip holds"]


def test_address_in_a_status_that_no_virtual_service_has_breaks_at_the_vip() -> None:
    stale = ingress(addresses=("10.0.0.9",))
    given = case(cluster(BLUE, ingress_class(), stale, SHOP))
    (chain,) = explanations.address("10.0.0.9", given).chains
    assert steps(chain) == ["object holds", "vip breaks"]
    assert facts(chain.links[0])[:3] == ("Ingress/shop/web", "status", "10.0.0.9")


def test_address_is_compared_in_any_spelling() -> None:
    found = explanations.address("2001:db8::1", case(READ, vs_vip("six", addresses=("2001:DB8:0::1",))))
    assert found.exists is True


def test_unknown_address_may_exist_while_vips_are_unread() -> None:
    assert explanations.address("10.0.0.9", GIVEN).exists is False
    assert explanations.address("10.0.0.9", case_of(READ, None)).exists is None


def test_username_leads_to_its_writer_and_everything_it_made() -> None:
    subject = next(one for one in GIVEN.estate.users if one.name == "ako-prod-blue")
    found = explanations.user("ako-prod-blue", subject, GIVEN)
    assert found.verdict == "written by blue; 1 virtual service"
    assert [chain.state for chain in found.chains] == [LinkState.HOLDS]


def test_username_without_writer_is_compared_with_all_and_read_in_every_way() -> None:
    given = case(READ, virtual_service("prod--old", created_by="ako-prod-a-b"))
    subject = next(one for one in given.estate.users if one.name == "ako-prod-a-b")
    (chain,) = explanations.user("ako-prod-a-b", subject, given).chains
    says = [facts(link)[3] for link in chain.links]
    assert says[:2] == ["avi-system writes ako-prod", "blue writes ako-prod-blue"]
    assert "namespace a-b of cluster prod" in says[2]
    assert chain.state is LinkState.BREAKS


def test_username_that_an_instance_would_write_exists_before_it_has_written() -> None:
    assert explanations.user("ako-prod-blue", None, case(READ)).exists is True
    assert explanations.user("ako-prod-green", None, case(READ)).exists is False
    assert explanations.user("ako-prod-green", None, case_of(READ, None)).exists is None


def test_instance_shows_what_it_claims_writes_and_owns() -> None:
    found = explanations.instance(GIVEN.instances["blue"], GIVEN)
    assert found.verdict == "ready: claims 1 namespace, owns 1 virtual service"
    (chain,) = found.chains
    assert {link.step for link in chain.links} == {
        Step.INSTANCE,
        Step.USERNAME,
        Step.SELECTOR,
        Step.NAMESPACE,
        Step.VIRTUAL_SERVICE,
    }


def test_virtual_services_that_were_not_read_are_not_said_to_be_none() -> None:
    blind = case_of(READ, None)
    unread = "an unknown number of virtual services"
    assert explanations.user("ako-prod-blue", None, blind).verdict == f"written by blue; {unread}"
    assert explanations.instance(blind.instances["blue"], blind).verdict == f"ready: claims 1 namespace, owns {unread}"
    assert explanations.address("10.0.0.9", blind).verdict == "no virtual service that was read answers there"
    assert explanations.address("10.0.0.9", GIVEN).verdict == "no virtual service answers there"
    wanted = explanations.host("shop.example.com", blind).verdict
    assert wanted == "served by no virtual service that was read, wanted by blue"


def test_removed_instance_breaks_at_its_stateful_set() -> None:
    given = case(cluster(BLUE, config_map("green")))
    found = explanations.instance(given.instances["green"], given)
    assert found.object == ObjectRef("ConfigMap", "avi-k8s-config", "green")
    assert found.chains[0].weakest is not None
    assert facts(found.chains[0].weakest)[:3] == ("StatefulSet/green/ako", "metadata.name", "absent")


def test_instance_that_was_not_seen_may_exist_while_stateful_sets_are_unread() -> None:
    assert explanations.unseen_instance("x", GIVEN).exists is False
    assert explanations.unseen_instance("x", case(cluster(unread=(Kind.STATEFUL_SET,)))).exists is None
