"""From names to objects; names collide exactly where AKO's own do."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.name_index import collisions, index_names, index_virtual_services
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Type, Workload
from akotui.model.kinds import Kind
from tests.analysis.naming import BASICS, forecaster, web
from tests.build import ako, gateway, gateway_class, infra_setting, ingress_class, namespace, service

SPACES = ("a", "a-b", "b")
SETTINGS = ("x", "a", "a-b")
Thing = tuple[str, str, str]
"""A Service's or Gateway's namespace and name, or a host's setting and name, with the word for which it is."""

services = st.tuples(st.just("service"), st.sampled_from(SPACES), st.sampled_from(["c", "b-c", "b-b-c"]))
gateways = st.tuples(st.just("gateway"), st.sampled_from(SPACES), st.sampled_from(["c", "b-c"]))
hosts = st.tuples(
    st.just("host"), st.sampled_from(["", *SETTINGS]), st.sampled_from(["c", "b-c", "y.z", "x-y.z", "a-b-c", "b-y.z"])
)


def written(thing: Thing) -> str:
    """What AKO puts behind the prefix: parts joined by dashes, so that where one ends is lost."""
    kind, first, second = thing
    words = f"{first}-{second}" if first else second
    return f"{words}-EVH" if kind == "gateway" else words


def objects(things: frozenset[Thing]) -> list[object]:
    made: list[object] = [ingress_class(f"class-{name}", infra_setting=name) for name in SETTINGS]
    made += [infra_setting(name, shard_size="SMALL") for name in SETTINGS]
    for number, (kind, first, second) in enumerate(sorted(things)):
        match kind:
            case "service":
                made.append(service(first, second))
            case "gateway":
                made.append(gateway(first, second))
            case _:
                name = f"class-{first}" if first else "avi-lb"
                made.append(web(second, name=f"i{number}", tls=(second,), class_name=name))
    return made


@given(st.frozensets(services | hosts | gateways, max_size=8), st.booleans())
def test_names_collide_exactly_where_akos_do(things: frozenset[Thing], evh: bool) -> None:  # noqa: FBT001 - drawn
    basics = (ako(gateway=True, enableEVH=str(evh).lower()), ingress_class(), gateway_class(), namespace("shop"))
    index = index_virtual_services(forecaster(*basics, *map(namespace, SPACES), *objects(things)))
    by_name: dict[tuple[bool, str], set[Thing]] = defaultdict(set)
    for thing in things:
        by_name[thing[0] == "gateway", written(thing)].add(thing)
    wanted = sorted(len(group) for group in by_name.values() if len(group) > 1)
    assert sorted(len({each.subject for each in found.predictions}) for found in collisions(index)) == wanted


@given(st.frozensets(services | hosts | gateways, max_size=8))
def test_every_predicted_name_resolves_to_what_it_was_predicted_from(things: frozenset[Thing]) -> None:
    basics = (ako(gateway=True), ingress_class(), gateway_class(), namespace("shop"))
    index = index_names(forecaster(*basics, *map(namespace, SPACES), *objects(things)))
    for (tenant, made, name), group in index.places().items():
        for each in group:
            assert (each.tenant, each.made, each.name) == (tenant, made, name)
            assert each in index.resolve(name)
            assert each in index.resolve(name, tenant)
    assert {each.made for group in index.places().values() for each in group} <= set(Made)


def test_two_services_with_one_name_collide() -> None:
    near, far = service("a", "b-c"), service("a-b", "c")
    index = index_names(forecaster(*BASICS, namespace("a"), namespace("a-b"), near, far))
    found = collisions(index)
    assert {(each.made, each.name) for each in found} == {
        (Made.VIRTUAL_SERVICE, "prod--a-b-c"),
        (Made.VS_VIP, "prod--a-b-c"),
    }
    assert found[0].workloads == (Workload("Service", "a", "b-c"), Workload("Service", "a-b", "c"))
    assert found[0].instances == ("avi-system",)


def test_one_host_in_two_ingresses_is_one_object() -> None:
    first, second = (web("a.example.com", name=name, tls=("a.example.com",)) for name in ("one", "two"))
    index = index_names(forecaster(*BASICS, first, second))
    assert collisions(index) == ()
    assert {each.workload.name for each in index.resolve("prod--a.example.com", "admin")} == {"one", "two"}


def test_two_instances_collide_on_all_but_what_holds_their_name() -> None:
    both = (ako(), ako("blue", primary=False), ingress_class(), namespace("shop"))
    index = index_virtual_services(forecaster(*both, web("a.example.com", tls=("a.example.com",)), service()))
    found = collisions(index)
    assert {each.name for each in found} == {"prod--a.example.com", "prod--shop-db"}
    assert {each.instances for each in found} == {("avi-system", "blue")}
    types = {each.type for group in index.places().values() for each in group}
    assert types == {Type.SHARED_PARENT, Type.CHILD, Type.L4}


def test_one_name_in_two_tenants_is_two_objects() -> None:
    away = namespace("away", annotations={"ako.vmware.com/tenant-name": "tenant-a"})
    index = index_names(forecaster(*BASICS, away, web("a.example.com"), web("a.example.com", space="away")))
    shard = next(name for _, _, name in index.places() if "Shared-L7" in name)
    assert {each.tenant for each in index.resolve(shard)} == {"admin", "tenant-a"}
    assert {each.workload.namespace for each in index.resolve(shard, "tenant-a")} == {"away"}
    assert collisions(index) == ()


def test_services_that_share_a_vip_are_one_object() -> None:
    shared = [service("shop", name, annotations={"ako.vmware.com/enable-shared-vip": "key"}) for name in ("a", "b")]
    index = index_names(forecaster(*BASICS, *shared))
    assert collisions(index) == ()
    assert {each.workload.name for each in index.resolve("prod--shop-key")} == {"a", "b"}


def test_index_tells_why_it_may_not_hold_all_names() -> None:
    basics = (*BASICS, web("a.example.com"))
    assert index_names(forecaster(*basics)).unknown == ()
    assert len(index_names(forecaster(*basics, unread=[Kind.HOST_RULE])).unknown) == 1
