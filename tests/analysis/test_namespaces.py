import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.subjects import NamespaceState, NamespaceSubject
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.build import ako, cluster, controller, inventory, markers, namespace, service, stateful_set, virtual_service


def shop(read: Cluster) -> NamespaceSubject:
    vs = (virtual_service("prod--a", services=("shop/db",)), virtual_service("x--b", markers=markers("x")))
    (found,) = analyse(None, inventory(read, controller(*vs)), ()).namespaces
    return found


def test_namespace_states() -> None:
    assert shop(cluster(ako(label=("a", "b")), namespace())).state is NamespaceState.UNCLAIMED
    assert shop(cluster(ako(), namespace())).state is NamespaceState.OWNED
    assert shop(cluster(ako(), ako("blue"), namespace())).state is NamespaceState.DOUBLE_OWNED


def test_one_claim_is_no_verdict_while_instances_are_unread() -> None:
    one = cluster(ako(), namespace(), partial=(Kind.STATEFUL_SET,))
    two = cluster(ako(), ako("blue"), namespace(), partial=(Kind.STATEFUL_SET,))
    assert shop(one).state is NamespaceState.UNKNOWN
    assert shop(two).state is NamespaceState.DOUBLE_OWNED


def test_blocked_namespace_names_its_blockers() -> None:
    found = shop(cluster(ako(blockedNamespaceList='["shop"]'), ako("blue"), namespace()))
    assert [one.id for one in found.blockers] == ["avi-system"]
    assert [one.id for one in found.claimants] == ["blue"]


def test_namespace_counts_its_workloads_and_the_virtual_services_of_this_cluster() -> None:
    tenant = {"ako.vmware.com/tenant-name": "gold"}
    found = shop(cluster(ako(), stateful_set("blue"), namespace(annotations=tenant), service()))
    assert found.counts == {"ingresses": 0, "services": 1, "routes": 0, "gateways": 0}
    assert (found.virtual_services, found.tenant) == (1, "gold")
    assert [one.id for one in found.instances] == ["avi-system", "blue"]


def test_namespace_of_two_tells_whose_its_virtual_services_are_also_after_one_changed_hands() -> None:
    read = cluster(ako(), ako("blue", primary=False), namespace())
    mine = virtual_service("prod--a", services=("shop/db",))
    theirs = virtual_service("prod--b", services=("shop/db",), created_by="ako-prod-blue")
    given = virtual_service("prod--b", services=("shop/db",))
    before = analyse(None, inventory(read, controller(mine, theirs)), ())
    after = analyse(before, inventory(read, controller(mine, given)), ())
    assert [one.held for one in (*before.namespaces, *after.namespaces)] == [
        {"avi-system": 1, "blue": 1},
        {"avi-system": 2},
    ]
    assert shop(cluster(ako(), namespace())).held == {}


@pytest.mark.parametrize(
    ("unread", "word"),
    [
        (Kind.INGRESS, "ingresses"),
        (Kind.INGRESS_CLASS, "ingresses"),
        (Kind.SERVICE, "services"),
        (Kind.ROUTE, "routes"),
        (Kind.GATEWAY, "gateways"),
        (Kind.GATEWAY_CLASS, "gateways"),
    ],
)
def test_what_was_not_read_is_not_counted_as_none(unread: Kind, word: str) -> None:
    found = shop(cluster(ako(), namespace(), unread=(unread,), absent=() if unread is Kind.ROUTE else (Kind.ROUTE,)))
    assert {"ingresses", "services", "routes", "gateways"} - found.counts.keys() == {word}
