from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import looked_at
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from tests.build import (
    ako,
    cluster,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    pool,
    pool_group,
    service,
    virtual_service,
)

WORD = st.sampled_from(["red", "blue", ""])
LABELS = st.dictionaries(st.just("team"), st.sampled_from(["red", "blue"]))
USERS = st.sampled_from([None, "ako-prod", "ako-prod-blue", "ako-prod-violet", "ako-other", "me"])
KEYS = st.sampled_from(["shop/web", "bar/web", "gone/web"])
KUBERNETES_KINDS = st.sampled_from([Kind.INGRESS, Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.SERVICE])


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    installs = [ako(label=("team", "red")), ako("blue", primary=draw(st.booleans()), label=("team", draw(WORD)))]
    objects = [namespace(name, labels=draw(LABELS)) for name in draw(st.sets(st.sampled_from(["shop", "bar"])))]
    ingresses = [ingress(*key.split("/")) for key in draw(st.sets(KEYS))]
    services = [
        virtual_service(name, created_by=draw(USERS), ingresses=(draw(KEYS),))
        for name in draw(st.sets(st.sampled_from(["prod--a", "prod--Shared-L7-0", "x--c", "d"])))
    ]
    read = cluster(
        tuple(installs[: draw(st.integers(0, 2))]),
        tuple(objects),
        tuple(ingresses),
        ingress_class(),
        partial=draw(st.sets(KUBERNETES_KINDS, max_size=2)),
    )
    return inventory(read, controller(tuple(services)))


@given(inventories(), inventories())
def test_previous_estate_changes_nothing_but_identity(before: Inventory, after: Inventory) -> None:
    assert analyse(analyse(None, before, ()), after, ()) == analyse(None, after, ())


def test_equal_subjects_stay_identical() -> None:
    def state(*extra: object) -> Inventory:
        vs = (virtual_service(ingresses=("shop/web",)), virtual_service("prod--b", services=("shop/db",)))
        read = cluster(ako(), namespace(), namespace("bar"), ingress(), service(), ingress_class(), *extra)
        return inventory(read, controller(*vs))

    before = looked_at(analyse(None, state(), ()))
    same = analyse(before, state(), ())
    assert same.virtual_services is before.virtual_services
    assert same.namespaces is before.namespaces
    assert same.instances is before.instances
    assert same.overview is before.overview
    changed = analyse(before, state(service("bar", "new")), ())
    assert changed.virtual_services is before.virtual_services
    assert [new is old for new, old in zip(changed.namespaces, before.namespaces, strict=True)] == [False, True]


def test_nothing_read_is_nothing_known() -> None:
    estate = analyse(None, Inventory(), ())
    assert (estate.complete, estate.instances, estate.virtual_services) == (False, (), ())
    assert estate.sources[0].unread


def test_matched_namespaces_are_unknown_while_namespaces_are_unread() -> None:
    (found,) = analyse(None, inventory(cluster(ako(), unread=(Kind.NAMESPACE,))), ()).instances
    assert found.matched is None


def test_instances_count_what_they_own() -> None:
    behind = pool(ingress="shop/web")
    group = pool_group("prod--Shared-L7-0", behind)
    owned = (virtual_service("prod--Shared-L7-0"), virtual_service(ingresses=("shop/web",)))
    read = cluster(ako(), ako("blue", primary=False, label=("a", "b")), namespace(), ingress())
    found = analyse(None, inventory(read, controller(*owned, behind, group)), ()).instances
    assert [(one.instance.id, one.virtual_services, len(one.others)) for one in found] == [
        ("avi-system", 2, 1),
        ("blue", 0, 1),
    ]
