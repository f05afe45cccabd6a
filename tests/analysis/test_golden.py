"""What real AKO 2.2.1 left behind: every virtual service belongs to the instance that made it."""

import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import ConfigState, Health
from akotui.analysis.subjects import NamespaceState, State, Type, UserState
from tests.analysis.golden import golden

MAKERS = {
    "ako-my-cluster": "avi-system",
    "ako-gw-my-cluster-avi-system": "avi-system",
    "ako-my-cluster-blue": "blue",
    "ako-my-cluster-green": "green",
}
MATCHED = {
    "avi-system": ("mig-1", "mig-2", "mig-tenant"),
    "blue": ("blue-1", "blue-2", "blue-tenant"),
    "green": ("green-1",),
}


@pytest.fixture(scope="module", params=["steady", "gateway", "deleted"])
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def estate(state: str) -> Estate:
    return analyse(None, golden(state), ())


def test_three_instances_with_exactly_their_usernames(estate: Estate, state: str) -> None:
    users = {one.instance.id: one.instance.users for one in estate.instances}
    gateway = () if state == "steady" else ("ako-gw-my-cluster-avi-system",)
    assert users == {
        "avi-system": ("ako-my-cluster", *gateway),
        "blue": ("ako-my-cluster-blue",),
        "green": ("ako-my-cluster-green",),
    }


def test_matched_namespaces_follow_the_selectors(estate: Estate) -> None:
    assert {one.instance.id: one.matched for one in estate.instances} == MATCHED


def test_settings_are_read_as_ako_reads_them(estate: Estate) -> None:
    green = next(one.instance for one in estate.instances if one.instance.id == "green")
    assert (green.enable_evh, green.primary, green.shard_size) == (True, False, "SMALL")
    assert (green.version, green.installed_by, green.health) == ("2.2.1", "helm", Health.READY)
    assert green.config_state is ConfigState.UNKNOWN


def test_every_virtual_service_is_owned_by_its_maker(estate: Estate) -> None:
    owners = {(one.vs.name, one.vs.tenant): one.owner for one in estate.virtual_services}
    made = {(one.vs.name, one.vs.tenant): MAKERS[one.vs.created_by or ""] for one in estate.virtual_services}
    assert owners == made


def test_nothing_is_anything_but_owned_for_certain(estate: Estate) -> None:
    verdicts = {(one.state, one.confidence) for one in estate.virtual_services}
    assert verdicts == {(State.OWNED, Confidence.CERTAIN)}


def test_no_type_is_unknown(estate: Estate) -> None:
    assert Type.UNKNOWN not in {one.type for one in estate.virtual_services}


def test_all_but_shared_parents_name_a_source_that_exists(estate: Estate) -> None:
    for one in estate.virtual_services:
        if one.type is not Type.SHARED_PARENT:
            assert {origin.found for origin in one.origins} == {True}


def test_every_child_has_the_address_of_its_parent(estate: Estate) -> None:
    addresses = {one.vs.uuid: one.addresses for one in estate.virtual_services}
    children = [one for one in estate.virtual_services if one.vs.parent]
    assert children
    assert all(one.addresses and one.addresses == addresses[one.vs.parent or ""] for one in children)


def test_namespaces_are_owned_once_or_by_nobody(estate: Estate) -> None:
    owned = {
        one.namespace.metadata.name: one.claimants[0].id
        for one in estate.namespaces
        if one.state is NamespaceState.OWNED
    }
    assert owned == {name: owner for owner, names in MATCHED.items() for name in names}
    nobody = next(one for one in estate.namespaces if one.namespace.metadata.name == "nobody")
    assert nobody.state is NamespaceState.UNCLAIMED
    assert nobody.counts == {"ingresses": 1, "services": 1, "routes": 0, "gateways": 0}


def test_namespace_tenants_are_wanted_and_met(estate: Estate) -> None:
    tenants = {one.vs.tenant: one.tenant_wanted for one in estate.virtual_services if one.type is Type.L4}
    assert tenants == {"admin": "admin", "tenant-a": "tenant-a", "tenant-b": "tenant-b"}


def test_all_users_are_known(estate: Estate) -> None:
    assert {one.state for one in estate.users} == {UserState.KNOWN}


def test_the_annotations_name_one_controller(estate: Estate) -> None:
    assert set(estate.overview.controller_uuids.values()) == {"cluster-0f6b1d3e-0000-4000-8000-000000000001"}
    assert set(estate.overview.controller_uuids) == set(MATCHED)


def test_the_passthrough_twin_has_the_source_of_its_secure_half(estate: Estate) -> None:
    twins = [one for one in estate.virtual_services if one.vs.name.endswith("-insecure")]
    sources = {one.vs.name: [str(origin.workload) for origin in one.origins] for one in twins}
    assert sources == {
        "my-cluster--Shared-Passthrough-0-insecure": ["Ingress/mig-2/passthrough"],
        "my-cluster--blue-Shared-Passthrough-0-insecure": ["Ingress/blue-2/passthrough"],
    }
