"""What an instance would call the virtual services that are missing, and what stands there: it follows every change."""

from collections.abc import Mapping

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.foreseen import Foreseen, Standing
from akotui.analysis.memory import Memory
from akotui.model.avi import VirtualService
from akotui.model.changes import Changed, apply
from akotui.model.facts import Scope
from akotui.model.inventory import Controller, Inventory
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from tests.analysis.naming import web
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    ako,
    cluster,
    controller,
    gateway,
    gateway_class,
    infra_setting,
    ingress_class,
    inventory,
    namespace,
    service,
    tenant,
    virtual_service,
)

HOST = "shop.example.com"
SECURE = web(HOST, tls=(HOST,))
CHILD = "prod--shop.example.com"
FREE = Foreseen((HOST,), "admin", CHILD, standing=Standing(AVI))
OTHER = virtual_service(CHILD, created_by="ako-test", markers={})


def shop(setting: str = "", tenant: str = "") -> object:
    notes = {"ako.vmware.com/tenant-name": tenant, "aviinfrasetting.ako.vmware.com/name": setting}
    return namespace("shop", annotations={key: value for key, value in notes.items() if value})


def seen(*objects: object, made: tuple[object, ...] = (), unread: tuple[Kind, ...] = ()) -> Inventory:
    """What is wanted, unless given a secure Ingress, and what there is on the one Controller."""
    basics = (ako(gateway=True), ingress_class(), gateway_class())
    wanted = objects or (shop(), SECURE)
    return inventory(cluster(*basics, *wanted, unread=unread, absent=(Kind.ROUTE,)), controller(*made, tenant()))


def foretold(estate: Estate) -> list[Foreseen]:
    return [each for one in estate.workloads for each in one.foreseen]


def judged(read: Inventory) -> Estate:
    return analyse(None, read, ALL_RULES)


def after(before: Estate, read: Inventory) -> Estate:
    """The next estate, which is that of judging everything."""
    estate = analyse(before, read, ALL_RULES)
    assert estate == analyse(msgspec.structs.replace(before, memory=Memory()), read, ALL_RULES)
    return estate


def changed(read: Inventory, kind: Kind, rows: Mapping[str, object], *, gone: tuple[str, ...] = ()) -> Inventory:
    scope = AVI if kind is Kind.VIRTUAL_SERVICE else KUBERNETES
    return apply(read, [Changed(scope, kind, rows, {}, frozenset(gone), MOMENT)])


def standing(one: VirtualService, scope: Scope = AVI) -> Standing:
    return Standing(scope, one.uuid, one.created_by)


def test_secure_host_would_have_a_virtual_service_of_its_own() -> None:
    assert foretold(judged(seen())) == [FREE]


def test_insecure_host_would_be_on_the_shared_one() -> None:
    parent = virtual_service("prod--Shared-L7-6")
    told = Foreseen((HOST,), "admin", "prod--Shared-L7-6", shared=True, standing=standing(parent))
    assert foretold(judged(seen(shop(), web(HOST), made=(parent,)))) == [told]


def test_hosts_of_one_name_are_told_together_and_those_that_are_served_are_not() -> None:
    hosts = "a.example.com", "b.example.com", HOST
    one_parent = ako(shardVSSize="SMALL", enableEVH="false", vipPerNamespace="true")
    served = virtual_service(ingresses=("shop/web",), hosts=(HOST,))
    read = cluster(one_parent, ingress_class(), shop(), web(*hosts, tls=(HOST,)), absent=(Kind.ROUTE,))
    told = foretold(judged(inventory(read, controller(served))))
    assert [(each.hosts, each.shared) for each in told] == [(hosts[:2], True)]


def test_service_and_gateway_have_one_name_each() -> None:
    assert foretold(judged(seen(shop(), service(), gateway()))) == [
        Foreseen((), "admin", "ako-gw-prod--shop-gw-EVH", standing=Standing(AVI)),
        Foreseen((), "admin", "prod--shop-db", standing=Standing(AVI)),
    ]


def test_name_in_another_tenant_or_on_another_controller_is_not_taken() -> None:
    assert foretold(judged(seen(made=(virtual_service(CHILD, tenant="gold"),)))) == [FREE]
    elsewhere = Scope("other.test", AVI.plane)
    read = seen()
    two = Inventory(read.cluster, {**read.controllers, elsewhere: controller(OTHER)}, MOMENT)
    assert foretold(judged(two)) == [FREE]


def test_namesake_in_a_tenant_that_is_not_named_leaves_it_open() -> None:
    stray = virtual_service(CHILD, tenant="tenant-00000000-0000", created_by="ako-test", markers={})
    assert foretold(judged(seen(made=(stray,)))) == [msgspec.structs.replace(FREE, standing=None)]


def test_nothing_is_foretold_while_the_controller_was_not_read_in_full() -> None:
    read = seen()
    for partly in (controller(partial=(Kind.VIRTUAL_SERVICE,)), controller(partial=(Kind.POOL,)), Controller()):
        assert foretold(judged(Inventory(read.cluster, {AVI: partly}, MOMENT))) == []


def test_nothing_is_foretold_of_what_is_served() -> None:
    served = virtual_service(ingresses=("shop/web",), hosts=(HOST,))
    assert foretold(judged(seen(made=(served,)))) == []


def test_what_was_not_read_makes_a_name_doubtful_and_what_stands_there_is_told_all_the_same() -> None:
    (told,) = foretold(judged(seen(made=(OTHER,), unread=(Kind.HOST_RULE,))))
    doubt = "HostRules were not all read: one may change how shop.example.com is served"
    assert told == msgspec.structs.replace(FREE, doubt=doubt, standing=standing(OTHER))


def test_name_that_none_can_tell_says_why() -> None:
    told = foretold(judged(seen(shop("gold"), SECURE, infra_setting(status="Rejected"))))
    assert told == [Foreseen((HOST,), doubt="AviInfraSetting gold is not Accepted")]


def test_what_comes_under_a_name_and_leaves_it_is_followed() -> None:
    first = judged(seen())
    taken = changed(seen(), Kind.VIRTUAL_SERVICE, {OTHER.uuid: OTHER})
    second = after(first, taken)
    renamed = msgspec.structs.replace(OTHER, name="prod--moved.example.com")
    third = after(second, changed(taken, Kind.VIRTUAL_SERVICE, {OTHER.uuid: renamed}))
    back = after(third, taken)
    gone = after(back, changed(taken, Kind.VIRTUAL_SERVICE, {}, gone=(OTHER.uuid,)))
    held = msgspec.structs.replace(FREE, standing=standing(OTHER))
    assert [foretold(one) for one in (first, second, third, back, gone)] == [[FREE], [held], [FREE], [held], [FREE]]


def test_name_follows_the_namespace_and_its_settings() -> None:
    gold, none = infra_setting(shard_size="DEDICATED"), infra_setting("none", status="Rejected")
    first = seen(shop(), SECURE, gold, none)
    told = [foretold(judged(first))]
    estate = judged(first)
    for space in (shop("none"), shop("gold"), shop(tenant="admin"), shop()):
        read = changed(first, Kind.NAMESPACE, {"shop": space})
        estate = after(estate, read)
        told.append(foretold(estate))
    names = [[each.name or each.doubt for each in some] for some in told]
    dedicated = "prod--shop.example.com-L7-dedicated"
    assert names == [[CHILD], ["AviInfraSetting none is not Accepted"], [dedicated], [CHILD], [CHILD]]


def test_name_follows_an_infra_setting_the_instance_and_its_own_object() -> None:
    first = seen(shop("gold"), SECURE, infra_setting(status="Rejected"))
    estate = judged(first)
    accepted = seen(shop("gold"), SECURE, infra_setting(shard_size="DEDICATED"))
    second = after(estate, accepted)
    insecure = after(second, seen(shop(), web(HOST), infra_setting()))
    told = [[each.name for each in foretold(one)] for one in (estate, second, insecure)]
    assert told == [[""], ["prod--shop.example.com-L7-dedicated"], ["prod--Shared-L7-6"]]


PLACES = st.sampled_from(
    [CHILD, "prod--Shared-L7-6", "prod--shop-db", "ako-gw-prod--shop-gw-EVH", "prod--b.example.com"]
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("vs"), st.integers(0, 3), st.none() | PLACES, st.sampled_from(["admin", "gold"])),
        st.tuples(st.just("ns"), st.just(0), st.sampled_from(["", "gold"]), st.sampled_from(["", "gold"])),
        st.tuples(st.just("tls"), st.just(0), st.sampled_from(["", HOST]), st.just("")),
    ),
    max_size=6,
)


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_any_history_tells_what_all_at_once_tells(steps: list[tuple[str, int, str | None, str]]) -> None:
    read = seen(shop(), web(HOST, "b.example.com"), service(), gateway(), infra_setting(), made=(tenant("gold"),))
    estate = judged(read)
    for what, number, value, other in steps:
        uuid = f"virtualservice-{number}"
        if what == "ns":
            read = changed(read, Kind.NAMESPACE, {"shop": shop(value or "", other)})
        elif what == "tls":
            read = changed(read, Kind.INGRESS, {"shop/web": web(HOST, "b.example.com", tls=(value,) if value else ())})
        elif value is None:
            read = changed(read, Kind.VIRTUAL_SERVICE, {}, gone=(uuid,))
        else:
            made = virtual_service(value, tenant=other, uuid=uuid, created_by=f"ako-{number}", markers={})
            read = changed(read, Kind.VIRTUAL_SERVICE, {uuid: made})
        estate = after(estate, read)
