"""What two instances that want one host would call what serves it: a forecast that follows every change."""

import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.memory import Memory
from akotui.model.changes import Changed, apply
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Ingress, Namespace
from akotui.rules import ALL_RULES
from tests.analysis.naming import web
from tests.build import KUBERNETES, MOMENT, ako, cluster, gateway, gateway_class, ingress_class, inventory, namespace

HOST = "shop.example.com"
RED, BLUE = ako(label=("team", "red")), ako("blue", primary=False, label=("team", "blue"))


def place(name: str, tenant: str = "", setting: str = "") -> Namespace:
    notes = {"ako.vmware.com/tenant-name": tenant, "aviinfrasetting.ako.vmware.com/name": setting}
    return namespace(name, labels={"team": name}, annotations={key: value for key, value in notes.items() if value})


def wanted(*objects: object, tls: bool = True, unread: tuple[Kind, ...] = ()) -> Inventory:
    """The host is asked for in namespace red and in namespace blue."""
    secure = (HOST,) if tls else ()
    asking = web(HOST, space="red", tls=secure), web(HOST, space="blue", tls=secure)
    spaces = objects or (place("red"), place("blue"))
    read = cluster(RED, BLUE, ingress_class(), *asking, *spaces, unread=unread, absent=(Kind.ROUTE,))
    return inventory(read)


def called(estate: Estate) -> list[str]:
    """Each name with its tenant and who would give it."""
    (host,) = estate.hosts
    return [f"{one.instance}: {one.tenant}/{one.name.removeprefix('prod--')}" for one in host.names]


def judged(read: Inventory) -> Estate:
    return analyse(None, read, ALL_RULES)


def test_secure_host_gets_one_child_name_of_both_and_a_parent_of_each() -> None:
    assert called(judged(wanted())) == [
        "avi-system: admin/Shared-L7-6",
        "blue: admin/blue-Shared-L7-6",
        "avi-system: admin/shop.example.com",
        "blue: admin/shop.example.com",
    ]


def test_insecure_host_gets_a_name_of_its_own_from_each() -> None:
    assert called(judged(wanted(tls=False))) == ["avi-system: admin/Shared-L7-6", "blue: admin/blue-Shared-L7-6"]


def test_host_of_gateways_alone_is_not_foretold() -> None:
    containers = ako(gateway=True), ako("blue", primary=False, gateway=True)
    read = cluster(*containers, gateway_class(), namespace(), gateway(hosts=(HOST,)), gateway("b", hosts=(HOST,)))
    (host,) = judged(inventory(read)).hosts
    assert (host.instances, host.names) == (("avi-system", "blue"), ())


def test_host_of_one_doubly_claimed_namespace_is_not_foretold() -> None:
    both = namespace("red", labels={"team": "red", "tier": "blue"})
    read = cluster(
        RED, ako("blue", primary=False, label=("tier", "blue")), both, web(HOST, space="red"), ingress_class()
    )
    (host,) = judged(inventory(read)).hosts
    assert (host.instances, host.names) == (("avi-system", "blue"), ())


def change(read: Inventory, kind: Kind, thing: Ingress | Namespace) -> tuple[Estate, Estate]:
    """The estates before and after; the second is checked to be that of judging everything."""
    before = judged(read)
    after = apply(read, [Changed(KUBERNETES, kind, {thing.metadata.key: thing}, {}, frozenset(), MOMENT)])
    estate = analyse(before, after, ALL_RULES)
    assert estate == analyse(msgspec.structs.replace(before, memory=Memory()), after, ALL_RULES)
    return before, estate


def test_names_follow_an_ingress_whose_hosts_stay_the_same() -> None:
    before, after = change(wanted(), Kind.INGRESS, web(HOST, space="blue"))
    assert len(called(before)) == 4
    assert called(after) == [
        "avi-system: admin/Shared-L7-6",
        "blue: admin/blue-Shared-L7-6",
        "avi-system: admin/shop.example.com",
    ]


def test_names_follow_the_tenant_of_a_namespace() -> None:
    _, after = change(wanted(tls=False), Kind.NAMESPACE, place("blue", tenant="gold"))
    assert called(after) == ["avi-system: admin/Shared-L7-6", "blue: gold/blue-Shared-L7-6"]


def test_names_follow_the_infra_setting_of_a_namespace() -> None:
    first = wanted(place("red"), place("blue", setting="none"), tls=False)
    _, after = change(first, Kind.NAMESPACE, place("blue"))
    assert called(judged(first)) == ["avi-system: admin/Shared-L7-6"]
    assert called(after) == ["avi-system: admin/Shared-L7-6", "blue: admin/blue-Shared-L7-6"]


def test_what_was_not_read_makes_a_name_doubtful() -> None:
    (host,) = judged(wanted(unread=(Kind.HOST_RULE,))).hosts
    assert {one.doubt for one in host.names} == {
        "HostRules were not all read: one may change how shop.example.com is served"
    }


def says(estate: Estate) -> list[tuple[str, str]]:
    """What the finding says of names: the name and the words."""
    (finding,) = (one for one in estate.findings if one.rule == "host-claimed-twice")
    return [(one.value.removeprefix("prod--"), one.says) for one in finding.evidence if one.field == "spec"]


def test_finding_tells_of_names_that_collide() -> None:
    ((name, told),) = says(judged(wanted()))
    assert name == "shop.example.com"
    assert told == (
        "what avi-system calls the virtual service that serves shop.example.com in tenant admin; blue the same: the"
        " first to be made keeps the name, what comes later gets 409"
    )


def test_finding_tells_of_names_that_do_not_collide() -> None:
    words = "what {} calls the virtual service that serves shop.example.com in tenant {}"
    assert says(judged(wanted(tls=False))) == [
        ("Shared-L7-6", words.format("avi-system", "admin")),
        ("blue-Shared-L7-6", words.format("blue", "admin")),
    ]
    apart = judged(wanted(place("red"), place("blue", tenant="gold")))
    assert ("shop.example.com", words.format("blue", "gold")) in says(apart)


def test_finding_tells_of_doubt() -> None:
    ((_, told),) = says(judged(wanted(unread=(Kind.HOST_RULE,))))
    assert told.endswith("(HostRules were not all read: one may change how shop.example.com is served)")
