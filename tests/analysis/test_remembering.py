"""Judging again only what a change concerns: whatever happened before, the result is that of judging everything."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis import surveying
from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate, looked_at
from akotui.analysis.findings import Confidence
from akotui.analysis.memory import Memory
from akotui.model.avi import L4PolicySet, ServiceMetadata
from akotui.model.changes import Change, Changed, HealthChanged, Lost, Replaced, apply
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Coverage, Extent, Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    ako,
    cluster,
    cluster_role,
    config_map,
    controller,
    controller_cluster,
    data_script_set,
    gateway,
    gateway_class,
    http_policy_set,
    http_route,
    ingress,
    ingress_class,
    inventory,
    l4_policy_set,
    lease,
    markers,
    namespace,
    pod,
    pool,
    pool_group,
    route,
    runtime,
    service,
    stateful_set,
    virtual_service,
    vs_vip,
)

MAP, OF = "ako.vmware.com/host-fqdn-vs-uuid-map", "ako.vmware.com/controller-cluster-uuid"
SHARED_VIP = {"ako.vmware.com/enable-shared-vip": "together"}
OTHER = Scope("other.test", Plane.AVI)
LATELY, AHEAD = MOMENT + timedelta(seconds=30), MOMENT + timedelta(minutes=8)

POINTER = {MAP: '{"shop.example.com": "virtualservice-admin-prod--a"}', OF: "cluster-1"}
BEHIND = pool("prod--p", ingress="shop/web")
OF_SECURE = pool("prod--q", ingress="bar/web", created_by="ako-prod-blue")
GROUP = pool_group("prod--Shared-L7-0", BEHIND)
SCRIPTED = pool_group("prod--scripted", OF_SECURE)
PARENT = virtual_service("prod--Shared-L7-0")
PASSING = virtual_service("prod--Shared-Passthrough-0")
CHILD = virtual_service("prod--a", ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent=PARENT.uuid)
TWIN = ServiceMetadata(passthrough_parent=PASSING.name)

OBJECTS: Mapping[Kind, Sequence[object]] = {
    Kind.NAMESPACE: [
        namespace("shop", labels={"team": "red"}),
        namespace("shop", labels={"team": "blue"}),
        namespace("shop", labels={"team": "red"}, annotations={"ako.vmware.com/tenant-name": "gold"}),
        namespace("bar", labels={"team": "blue"}),
        namespace("bar"),
    ],
    Kind.STATEFUL_SET: [stateful_set(), stateful_set("blue"), stateful_set("blue", gateway=True)],
    Kind.CONFIG_MAP: [
        ako(label=("team", "red"))[1],
        ako(label=("team", "blue"), deleteConfig="true")[1],
        ako("blue", primary=False, label=("team", "blue"))[1],
        ako("blue", primary=False, blockedNamespaceList='["shop"]')[1],
        config_map("blue", clusterName="next"),
    ],
    Kind.POD: [pod(started=MOMENT), pod(ready=False)],
    Kind.LEASE: [lease(renewed=MOMENT), lease(renewed=MOMENT + timedelta(minutes=2))],
    Kind.CLUSTER_ROLE: [cluster_role()],
    Kind.INGRESS: [
        ingress("shop", "web"),
        ingress("shop", "web", annotations=POINTER),
        ingress("shop", "web", hosts=("bar.example.com",), class_name="other"),
        ingress("bar", "web", hosts=("shop.example.com", "bar.example.com"), annotations={OF: "cluster-2"}),
        ingress("bar", "late", metadata=msgspec.structs.replace(ingress("bar", "late").metadata, created=LATELY)),
        ingress("bar", "late", metadata=msgspec.structs.replace(ingress("bar", "late").metadata, created=AHEAD)),
        ingress("gone", "web", class_name=None),
    ],
    Kind.INGRESS_CLASS: [ingress_class(), ingress_class(default=True), ingress_class(controller="else")],
    Kind.SERVICE: [
        service("shop", "db"),
        service("shop", "db", load_balancer_class="else"),
        service("shop", "db", type="ClusterIP"),
        service("shop", "one", annotations=SHARED_VIP),
        service("shop", "two", annotations=SHARED_VIP),
        service("bar", "db", annotations=POINTER, type="ClusterIP"),
    ],
    Kind.GATEWAY: [gateway("shop", "gw"), gateway("shop", "gw", class_name="else"), gateway("bar", "gw")],
    Kind.GATEWAY_CLASS: [gateway_class(), gateway_class(controller="else")],
    Kind.HTTP_ROUTE: [http_route(hosts=("shop.example.com",)), http_route(parents=("bar/gw",))],
    Kind.ROUTE: [route(), route("bar", "web", host="bar.example.com")],
    Kind.CLUSTER: [controller_cluster(), controller_cluster("cluster-2")],
    Kind.VIRTUAL_SERVICE: [
        PARENT,
        msgspec.structs.replace(PARENT, data_scripts=("vsdatascriptset-admin-prod--script",), vs_vip="vsvip-admin-v"),
        PASSING,
        virtual_service("prod--Shared-Passthrough-0-insecure", service_metadata=TWIN),
        CHILD,
        msgspec.structs.replace(CHILD, last_modified=LATELY, hosts=("shop.example.com",)),
        msgspec.structs.replace(CHILD, last_modified=AHEAD, hosts=("shop.example.com",)),
        msgspec.structs.replace(CHILD, created_by="ako-prod-blue", cloud="else", vs_vip="vsvip-admin-w"),
        msgspec.structs.replace(CHILD, vs_vip="vsvip-admin-v", parent=None, type="", tenant="gold"),
        virtual_service("prod--b", services=("shop/db",), hosts=("bar.example.com",), pool=BEHIND.uuid),
        virtual_service("prod--b", policies=(http_policy_set().uuid,)),
        virtual_service("prod--c", markers=markers(Namespace="shop", GatewayName="together")),
        virtual_service("ako-gw-prod--g", created_by="ako-gw-prod-blue", markers=markers(
            GatewayNamespace="shop", GatewayName="gw")),
        virtual_service("old--a", created_by="ako-old", ingresses=("shop/web",), markers=markers("old")),
        virtual_service("else", created_by="me", markers={}),
        *(virtual_service(f"prod--{n}", ingresses=("gone/web",), tenant=f"t{n}") for n in range(6)),
    ],
    Kind.VS_VIP: [vs_vip("v", hosts=("a.test",)), vs_vip("v", addresses=("10.0.0.2",)), vs_vip("w", hosts=("a.test",))],
    Kind.POOL: [BEHIND, msgspec.structs.replace(BEHIND, created_by="ako-prod-gone"), OF_SECURE],
    Kind.POOL_GROUP: [GROUP, msgspec.structs.replace(GROUP, pools=()), SCRIPTED],
    Kind.DATA_SCRIPT_SET: [data_script_set("prod--script", SCRIPTED), data_script_set("prod--script")],
    Kind.HTTP_POLICY_SET: [http_policy_set(), http_policy_set(created_by="ako-prod-gone")],
    Kind.L4_POLICY_SET: [l4_policy_set()],
    Kind.RUNTIME: [runtime(CHILD.uuid), runtime(CHILD.uuid, "OPER_DOWN", "no servers")],
}  # fmt: skip
KINDS = list(OBJECTS)


def key(thing: object) -> str:
    """The key under which a table holds an object."""
    described = getattr(thing, "metadata", None)
    return cast("str", described.key if described else getattr(thing, "uuid", ""))


@st.composite
def steps(draw: st.DrawFn) -> Callable[[Inventory], Change]:
    """One thing that happens: objects come, change and go, lists are read anew, fail, are partly understood."""
    kind = draw(st.sampled_from(KINDS))
    scope = KUBERNETES if kind.plane is Plane.KUBERNETES else draw(st.sampled_from([AVI, AVI, OTHER]))
    later = timedelta(seconds=draw(st.sampled_from([0, 1, 20, 130, 400])))
    some = {key(thing): thing for thing in draw(st.lists(st.sampled_from(OBJECTS[kind]), max_size=4))}
    keys = st.sampled_from(sorted(map(key, OBJECTS[kind])))
    how = draw(st.sampled_from(["change", "change", "change", "delete", "list", "lose", "health"]))
    broken = {"#1": "no JSON"} if how == "list" and draw(st.integers(0, 4)) == 0 else {}
    extent = draw(st.sampled_from([Extent.COMPLETE, Extent.COMPLETE, Extent.PARTIAL, Extent.ABSENT]))
    gone = frozenset({draw(keys)}) - (some.keys() if how == "change" else set())
    state = draw(st.sampled_from([SourceState.LIVE, SourceState.OFF]))

    def happen(before: Inventory) -> Change:
        at = (before.at or MOMENT) + later
        match how:
            case "change":
                return Changed(scope, kind, some, {}, frozenset(), at)
            case "delete":
                return Changed(scope, kind, {}, {}, gone, at)
            case "list":
                rows = {} if extent is Extent.ABSENT else some
                return Replaced(scope, kind, "", rows, broken, Coverage(extent, (), at))
            case "lose":
                return Lost(scope, kind, "", "no answer", at)
            case _:
                return HealthChanged(scope, state, "", "", at)

    return happen


def first() -> Inventory:
    """An estate with a little of everything."""
    installed = ako(label=("team", "red")), ako("blue", primary=False, label=("team", "blue"), gateway=True)
    spaces = namespace("shop", labels={"team": "red"}), namespace("bar", labels={"team": "blue"})
    asked = ingress(annotations=POINTER), ingress("bar", "web", hosts=("bar.example.com",)), service()
    routed = gateway(), http_route(), gateway_class()
    read = cluster(*installed, *spaces, *asked, *routed, ingress_class(), cluster_role())
    parent = msgspec.structs.replace(PARENT, vs_vip="vsvip-admin-v")
    made = parent, CHILD, PASSING, virtual_service("prod--b", services=("shop/db",)), BEHIND, GROUP, vs_vip("v")
    return inventory(read, controller(*made, controller_cluster()))


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=12), st.booleans())
def test_after_any_history_the_result_is_that_of_judging_everything(
    history: list[Callable[[Inventory], Change]],
    from_nothing: bool,  # noqa: FBT001 - drawn
) -> None:
    known = Inventory() if from_nothing else first()
    estate = analyse(None, known, ALL_RULES)
    for happen in history:
        known = apply(known, [happen(known)])
        everything = analyse(forgetful(estate), known, ALL_RULES)
        estate = analyse(estate, known, ALL_RULES)
        assert estate == everything


def forgetful(estate: Estate) -> Estate:
    """The estate with its history, but without what makes the next one quick."""
    return msgspec.structs.replace(estate, memory=Memory())


def test_all_that_an_estate_says_is_compared() -> None:
    estate = analyse(None, first(), ALL_RULES)
    assert msgspec.structs.replace(estate, virtual_services=()) != estate
    assert forgetful(estate) == estate


def poll(known: Inventory, *services: object) -> Inventory:
    """The Controller's virtual services read again: these instead of those of the same uuid, the others as before."""
    rows = {**known.controllers[AVI].virtualservices.rows, **{key(one): one for one in services}}
    copies = {uuid: msgspec.structs.replace(cast("msgspec.Struct", row)) for uuid, row in rows.items()}
    at = (known.at or MOMENT) + timedelta(seconds=15)
    listed = Replaced(AVI, Kind.VIRTUAL_SERVICE, "", copies, {}, Coverage(Extent.COMPLETE, (), at))
    return apply(known, [listed])


def test_one_changed_virtual_service_is_judged_alone() -> None:
    known = first()
    before = looked_at(analyse(None, known, ALL_RULES))
    changed = virtual_service("prod--b", services=("shop/db",), created_by="ako-gone")
    after = analyse(before, poll(known, changed), ALL_RULES)
    assert after.memory.verdicts.work == 1
    olds = {one.vs.uuid: one for one in before.virtual_services}
    assert [one.vs.name for one in after.virtual_services if olds[one.vs.uuid] is not one] == ["prod--b"]
    assert sorted(after.memory.survey.users.touched) == ["ako-gone", "ako-prod"]
    assert after.namespaces is before.namespaces


def test_one_new_ingress_touches_its_namespace_its_host_and_itself() -> None:
    known = first()
    before = analyse(None, known, ALL_RULES)
    new = {"shop/new": ingress("shop", "new", hosts=("new.example.com",))}
    at = MOMENT + timedelta(seconds=1)
    after = analyse(before, apply(known, [Changed(KUBERNETES, Kind.INGRESS, new, {}, frozenset(), at)]), ALL_RULES)
    survey = after.memory.survey
    assert after.memory.verdicts.work == 0
    assert [list(rows.touched) for rows in (survey.namespaces.value, survey.hosts.value, survey.users)] == [
        ["shop"],
        ["new.example.com"],
        [],
    ]
    assert list(map(str, survey.workloads.touched)) == ["Ingress/shop/new"]


def test_a_poll_that_brings_nothing_new_judges_nothing() -> None:
    known = first()
    before = looked_at(analyse(None, known, ALL_RULES))
    after = analyse(before, poll(known), ALL_RULES)
    assert after.memory.verdicts.work == 0
    for part in ("overview", "instances", "namespaces", "virtual_services", "hosts", "users", "workloads", "vips"):
        assert getattr(after, part) is getattr(before, part), part
    assert after.coverage is before.coverage
    assert after.at != before.at


def test_one_more_list_of_a_controller_describes_no_namespace_or_host_anew_and_reads_no_wish_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    described = Counter[str]()

    def counted(noun: str, original: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
        def count(names: Sequence[object], *rest: object) -> Iterator[object]:
            described[noun] += len(names)
            return original(names, *rest)

        return count

    unread = msgspec.structs.replace(first().controllers[AVI], l4policysets=Table[L4PolicySet]())
    known = msgspec.structs.replace(first(), controllers={AVI: unread})
    before = looked_at(analyse(None, known, ALL_RULES))
    monkeypatch.setattr(surveying, "describe_namespaces", counted("namespaces", surveying.describe_namespaces))
    monkeypatch.setattr(surveying, "describe_hosts", counted("hosts", surveying.describe_hosts))
    listed = Replaced(AVI, Kind.L4_POLICY_SET, "", {}, {}, Coverage(Extent.COMPLETE, (), MOMENT))
    after = analyse(before, apply(known, [listed]), ALL_RULES)
    assert (described["namespaces"], described["hosts"]) == (0, 0)
    assert after.memory.intentions.things.now is before.memory.intentions.things.now
    assert after.coverage != before.coverage
    assert after.memory.verdicts.work == len(after.virtual_services), "rules that rest on it look at each once more"


def follow(known: Inventory, change: Change) -> tuple[Estate, Estate]:
    """The estates before and after a change; the second is checked to be that of judging everything."""
    before = analyse(None, known, ALL_RULES)
    after = apply(known, [change])
    estate = analyse(before, after, ALL_RULES)
    assert estate == analyse(forgetful(before), after, ALL_RULES)
    return before, estate


def come(kind: Kind, *things: object) -> Changed:
    """Objects that come or change, a second later."""
    scope = KUBERNETES if kind.plane is Plane.KUBERNETES else AVI
    rows = {key(thing): thing for thing in things}
    return Changed(scope, kind, rows, {}, frozenset(), MOMENT + timedelta(seconds=1))


def test_what_a_clock_ahead_wrote_is_judged_anew_when_its_moment_comes() -> None:
    early = ingress(metadata=msgspec.structs.replace(ingress().metadata, created=AHEAD))
    made = msgspec.structs.replace(CHILD, last_modified=AHEAD)
    known = inventory(cluster(*ako(), namespace("shop"), early, ingress_class()), controller(made))
    estate, young = analyse(None, known, ALL_RULES), [True]
    for minute in range(1, 16):
        known = msgspec.structs.replace(known, at=MOMENT + timedelta(minutes=minute))
        estate = analyse(estate, known, ALL_RULES)
        assert estate == analyse(forgetful(estate), known, ALL_RULES)
        young.append(all(one.settled for one in estate.workloads))
    assert young == [True] * 4 + [False] * 9 + [True] * 3


def test_an_ingress_follows_the_virtual_service_it_points_to() -> None:
    late = ingress("bar", "late", hosts=("late.example.com",), annotations=POINTER)
    known = inventory(cluster(*ako(), namespace("bar"), late, ingress_class()), controller(controller_cluster()))
    before, after = follow(known, come(Kind.VIRTUAL_SERVICE, virtual_service("prod--a")))
    assert [pointer.found for one in (before, after) for pointer in one.workloads[0].pointers] == [False, True]


def test_workloads_follow_the_first_virtual_service_that_their_instance_owns() -> None:
    installed = ako(label=("team", "red"), controllerIP="else.test")
    read = cluster(*installed, namespace("shop", labels={"team": "red"}), ingress(), ingress_class())
    known = inventory(read, controller())
    before, after = follow(known, come(Kind.VIRTUAL_SERVICE, PARENT))
    assert [one.workloads[0].located for one in (before, after)] == [Confidence.LIKELY, Confidence.CERTAIN]


def test_the_uuid_of_a_controller_follows_who_claims_the_namespace_where_ako_wrote_it() -> None:
    installed = ako(label=("team", "red"), controllerIP="else.test")
    noted = ingress(annotations={OF: "cluster-9"})
    known = inventory(cluster(*installed, namespace("shop"), noted, ingress_class()), controller())
    before, after = follow(known, come(Kind.NAMESPACE, namespace("shop", labels={"team": "red"})))
    assert [one.overview.controller_uuids for one in (before, after)] == [{}, {"avi-system": "cluster-9"}]
