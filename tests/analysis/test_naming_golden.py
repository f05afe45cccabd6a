"""Names of a real run: every object on the Controller is predicted from its Kubernetes source, and resolved back."""

from collections.abc import Mapping

import msgspec
import pytest

from akotui.analysis.analyse import analyse, read_intent
from akotui.analysis.estate import Estate
from akotui.analysis.forecasts import prepare
from akotui.analysis.name_index import NameIndex, collisions, index_names, index_virtual_services
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Type
from akotui.model import avi
from akotui.model.inventory import Controller, Inventory, Table
from akotui.model.kinds import RESOURCES, Kind
from tests.analysis.golden import STATES, golden
from tests.build import AVI

Thing = avi.VirtualService | avi.VsVip | avi.Pool | avi.PoolGroup
SHARED = (Type.SHARED_PARENT, Type.PASSTHROUGH)


@pytest.fixture(scope="module", params=["steady", "gateway", "deleted"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def inventory(state: str) -> Inventory:
    return golden(state)


@pytest.fixture(scope="module")
def estate(inventory: Inventory) -> Estate:
    return analyse(None, inventory, ())


@pytest.fixture(scope="module")
def names(inventory: Inventory) -> NameIndex:
    return index_names(prepare(read_intent(inventory)))


def made(controller: Controller) -> Mapping[tuple[str, Made, str], Thing]:
    tables = {
        Made.VIRTUAL_SERVICE: controller.virtualservices,
        Made.VS_VIP: controller.vsvips,
        Made.POOL: controller.pools,
        Made.POOL_GROUP: controller.poolgroups,
    }
    return {(each.tenant, kind, each.name): each for kind, table in tables.items() for each in table.rows.values()}


def test_what_stands_on_the_controller_is_exactly_what_is_predicted(inventory: Inventory, names: NameIndex) -> None:
    predicted = {place for place in names.places() if place[1] is not Made.CERTIFICATE}
    assert predicted == set(made(inventory.controllers[AVI]))
    assert names.unknown == ()


def test_every_object_was_made_by_who_was_predicted_to_make_it(inventory: Inventory, names: NameIndex) -> None:
    for place, found in made(inventory.controllers[AVI]).items():
        if not isinstance(found, avi.VsVip):
            assert {each.user for each in names.places()[place]} == {found.created_by}


def test_every_virtual_service_resolves_to_the_objects_it_names(estate: Estate, names: NameIndex) -> None:
    for one in estate.virtual_services:
        resolved = names.resolve(one.vs.name, one.vs.tenant)
        found = [each for each in resolved if each.made is Made.VIRTUAL_SERVICE]
        assert {each.type for each in found} == {one.type}
        told = {origin.workload for origin in one.origins}
        if one.type is Type.GATEWAY_CHILD:
            told = {work for work in told if work.kind == "HTTPRoute"}
        if one.type is not Type.SHARED_PARENT:
            assert {each.workload for each in found} == told
        if one.type not in (Type.L4, Type.GATEWAY_PARENT, Type.GATEWAY_CHILD, Type.SHARED_PARENT):
            assert {each.host for each in found} == set(one.hosts)


def test_shared_parents_resolve_to_the_hosts_in_their_vip(inventory: Inventory, names: NameIndex) -> None:
    controller = inventory.controllers[AVI]
    for vip in controller.vsvips.rows.values():
        resolved = [each for each in names.resolve(vip.name, vip.tenant) if each.made is Made.VS_VIP]
        if "Shared-" in vip.name:
            served = {host for host in vip.hosts if not host.startswith(vip.name)}
            assert {each.host for each in resolved} == served


def test_certificates_have_the_predicted_names(state: str, names: NameIndex) -> None:
    raw = msgspec.json.decode((STATES / f"{state}.avi.json").read_bytes(), type=dict[str, dict[str, object]])
    found = msgspec.convert(raw["sslkeyandcertificate"]["results"], list[dict[str, object]])
    predicted = {(tenant, name) for tenant, kind, name in names.places() if kind is Made.CERTIFICATE}
    assert predicted == {(str(each["tenant_ref"]).partition("#")[2], each["name"]) for each in found}


def test_virtual_services_alone_are_the_same(inventory: Inventory, names: NameIndex) -> None:
    alone = index_virtual_services(prepare(read_intent(inventory))).places()
    assert alone == {place: group for place, group in names.places().items() if place[1] is Made.VIRTUAL_SERVICE}


def test_nothing_collides(names: NameIndex) -> None:
    assert collisions(names) == ()


@pytest.mark.parametrize("kind", RESOURCES)
def test_what_was_not_read_is_never_foretold_otherwise_without_saying_so(
    kind: Kind, inventory: Inventory, names: NameIndex
) -> None:
    blind = msgspec.structs.replace(inventory.cluster, **{kind.value: Table()})
    found = index_names(prepare(read_intent(msgspec.structs.replace(inventory, cluster=blind))))
    assert set(found.places()) <= set(names.places())
    assert found.unknown or found.places() == names.places()
