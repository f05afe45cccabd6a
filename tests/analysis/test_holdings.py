import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.holdings import Holdings, holdings
from akotui.model.kinds import Kind
from tests.build import (
    ako,
    cluster,
    controller,
    data_script_set,
    http_policy_set,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    pool,
    pool_group,
    table,
    virtual_service,
    vs_vip,
)

VIP = vs_vip("prod--Shared-L7-0")
BEHIND = pool("prod--behind", ingress="shop/status")
GROUP = pool_group("prod--Shared-L7-0", BEHIND)
SCRIPT = data_script_set("prod--Shared-L7-0", GROUP)
POLICY = http_policy_set("prod--shop-web.example.com")
OWN = msgspec.structs.replace(pool("prod--own", ingress="shop/web"), markers=markers(Host="web.example.com"))
OTHER_HOST = msgspec.structs.replace(pool("prod--other", ingress="shop/web"), markers=markers(Host="api.example.com"))
PARENT = virtual_service(
    "prod--Shared-L7-0", uuid="parent", type="VS_TYPE_VH_PARENT", vs_vip=VIP.uuid, data_scripts=(SCRIPT.uuid,)
)


def child(host: str, *policies: str) -> object:
    return virtual_service(
        f"prod--{host}",
        uuid=host,
        type="VS_TYPE_VH_CHILD",
        parent="parent",
        hosts=(host,),
        ingresses=("shop/web",),
        policies=policies,
    )


def judged(*unread: Kind) -> Estate:
    read = cluster(ako(), ingress_class(), namespace("shop"), ingress(), ingress("shop", "status"))
    made = (PARENT, child("web.example.com", POLICY.uuid), child("api.example.com", POLICY.uuid))
    parts = (VIP, BEHIND, GROUP, SCRIPT, POLICY, OWN, OTHER_HOST)
    return analyse(None, inventory(read, controller(*made, *parts, unread=unread)), ())


def held(*uuids: str, users: tuple[str, ...] = (), unread: tuple[Kind, ...] = ()) -> Holdings:
    known = judged(*unread)
    chosen = [one for one in known.virtual_services if one.vs.uuid in uuids]
    return holdings(chosen, known.virtual_services, known.memory.inventory, users)


def names(found: Holdings) -> dict[str, tuple[str, ...]]:
    return {one.name: one.shared for one in found.parts}


def test_parent_goes_with_its_children_its_address_and_all_that_it_refers_to() -> None:
    found = held("parent")
    assert [one.vs.uuid for one in found.services] == ["parent", "api.example.com", "web.example.com"]
    assert [(one.kind, one.name) for one in found.parts] == [
        (Kind.VS_VIP, "prod--Shared-L7-0"),
        (Kind.POOL_GROUP, "prod--Shared-L7-0"),
        (Kind.POOL, "prod--behind"),
        (Kind.POOL, "prod--other"),
        (Kind.POOL, "prod--own"),
        (Kind.DATA_SCRIPT_SET, "prod--Shared-L7-0"),
        (Kind.HTTP_POLICY_SET, "prod--shop-web.example.com"),
    ]
    assert not any(one.shared for one in found.parts)


def test_child_goes_with_the_parts_of_its_host_and_what_others_need_says_so() -> None:
    found = held("web.example.com")
    assert [one.vs.uuid for one in found.services] == ["web.example.com"]
    assert names(found) == {"prod--own": (), "prod--shop-web.example.com": ("prod--api.example.com",)}


def test_all_parts_of_a_username_are_counted_in() -> None:
    assert "prod--behind" in names(held("web.example.com", users=("ako-prod",)))
    assert names(held(users=("ako-gone",))) == {}


def test_what_could_not_be_read_is_said() -> None:
    found = held("web.example.com", unread=(Kind.POOL,))
    assert found.unread == ("pools: not readable",)


def test_what_was_read_and_not_understood_may_hang_on_it_too() -> None:
    known = judged()
    pools = table(BEHIND, broken={"#1": "no uuid"})
    torn = inventory(cluster(), msgspec.structs.replace(controller(), pools=pools))
    found = holdings(known.virtual_services[:1], known.virtual_services, torn)
    assert found.unread == ("pools: 1 could not be understood",)


class Weighed(str):
    """A uuid that counts how often it is looked for."""

    __slots__ = ("looked",)
    looked: int

    def __hash__(self) -> int:
        self.looked = getattr(self, "looked", 0) + 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other)


def test_each_virtual_service_is_looked_for_a_few_times_however_many_there_are() -> None:
    hosts = [f"h{number}.example.com" for number in range(60)]
    made = (
        PARENT,
        *(child(host) for host in hosts),
        *(virtual_service(f"prod--{host}-L7-dedicated") for host in hosts),
    )
    known = analyse(None, inventory(cluster(ako()), controller(*made)), ())
    every = [
        msgspec.structs.replace(one, vs=msgspec.structs.replace(one.vs, uuid=Weighed(one.vs.uuid)))
        for one in known.virtual_services
    ]
    parents = [one for one in every if one.vs.uuid == "parent"]
    found = holdings(parents, every, known.memory.inventory)
    assert len(found.services) == 1 + len(hosts)
    looked = [uuid.looked for one in every if isinstance(uuid := one.vs.uuid, Weighed)]
    assert max(looked) < len(hosts) / 2
