"""Which Controllers and tenants were seen of those that a cluster uses, and what the coverage says of the others."""

from collections.abc import Mapping

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Coverage
from akotui.analysis.reach import IN_TENANTS, tenants_shown
from akotui.model.facts import Scope
from akotui.model.inventory import Cluster, Controller, Inventory
from akotui.model.kinds import AVI_TYPES, Kind, Plane
from akotui.rules import ALL_RULES
from tests.build import (
    AVI,
    ako,
    cluster,
    cluster_role,
    config_map,
    controller,
    ingress_class,
    inventory,
    namespace,
    table,
    tenant,
    virtual_service,
)

FURTHER = Scope("further.test", Plane.AVI)
TENANT = "ako.vmware.com/tenant-name"


def _unseen(read: Cluster, side: Controller | None = None, **more: Controller) -> str:
    """Why orphaned-virtual-service ran in part only; empty when it ran."""
    controllers = {AVI: side or controller(), **({FURTHER: more["further"]} if more else {})}
    return _covered(inventory(read, controllers=controllers))["orphaned-virtual-service"].reason


def _covered(read: Inventory) -> Mapping[str, Coverage]:
    return {one.rule: one for one in analyse(None, read, ALL_RULES).coverage}


def test_tenants_are_those_that_are_listed() -> None:
    side = controller(tenant("a"), tenant("b"), virtual_service(tenant="c"))
    assert tenants_shown(side) == {"a", "b"}


@pytest.mark.parametrize(
    "side",
    [
        controller(virtual_service(tenant="c"), unread=(Kind.TENANT,)),
        controller(virtual_service(tenant="c"), tenant("d"), partial=(Kind.TENANT,)),
    ],
    ids=["unread", "part"],
)
def test_while_tenants_are_not_all_listed_an_object_proves_that_its_tenant_is_seen(side: Controller) -> None:
    assert tenants_shown(side) - {"d"} == {"c"}


def test_every_kind_that_lies_in_tenants_is_known() -> None:
    assert {*AVI_TYPES} - IN_TENANTS == {Kind.CLUSTER, Kind.TENANT}


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (cluster(ako()), ""),
        (cluster(ako(tenantName="b")), "tenant b"),
        (cluster(ako(), config_map("gone", tenantName="b")), "tenant b"),
        (cluster(ako(), namespace(annotations={TENANT: "b"})), "tenant b"),
        (cluster(ako(tenantName="c"), namespace(annotations={TENANT: "b"})), "tenant b and c"),
    ],
)
def test_tenant_that_the_cluster_uses_and_nobody_showed_is_named(read: Cluster, words: str) -> None:
    assert _unseen(read) == (f"{words} not shown by the Controller to this account" if words else "")


def test_tenant_counts_on_the_controller_of_its_instance() -> None:
    read = cluster(ako(tenantName="b"))
    further = controller(tenant("b"))
    assert _unseen(read, further=further) == "tenant b not shown by the Controller to this account"
    assert _unseen(read, controller(tenant("b")), further=controller()) == ""


def test_instance_whose_controller_was_not_read_is_named() -> None:
    read = cluster(ako(), ako("blue", primary=False, controllerIP="other.test"))
    assert _unseen(read) == "the Controller of blue (other.test) is not known to be read"
    own = virtual_service(created_by="ako-prod-blue")
    assert _unseen(read, controller(own)) == ""


NO_TENANTS = msgspec.structs.replace(controller(), tenants=table())


@pytest.mark.parametrize(
    ("side", "words"),
    [(controller(unread=(Kind.TENANT,)), "tenants: not readable"), (NO_TENANTS, "tenants: none is shown")],
    ids=["unread", "empty"],
)
def test_tenants_that_are_not_listed_leave_open_what_is_hidden(side: Controller, words: str) -> None:
    found = _covered(inventory(cluster(ako(), ingress_class(), cluster_role()), side))
    reading = {rule.slug for rule in ALL_RULES if IN_TENANTS & (rule.needs | rule.whole | rule.traces)}
    told = {slug: one.status for slug, one in found.items() if one.reason.startswith(words)}
    assert told == dict.fromkeys(reading, "partial")
