import importlib
from collections import Counter

import pytest

from akotui.simulator.controller import tenant_of
from akotui.simulator.documents import Json, Object, member, objects, strings, text
from akotui.simulator.names import Instance
from akotui.simulator.scenarios import DEFAULT, SCENARIOS
from akotui.simulator.simulation import Simulation
from akotui.simulator.workloads import IngressHost
from akotui.simulator.world import World
from tests.simulator.staging import of_kind, served, staged

DANGLING = {"leftovers"}
"""Where annotations point to what is not there because the scenario is about that."""

HOLES = {("rough-edges", "virtualservice")}
"""Where a reference leads nowhere because the scenario is about that."""


def refs(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value] if value.startswith("https://") else []
    items = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [ref for item in items for ref in refs(item)]


def annotated(simulation: Simulation) -> list[Object]:
    """What AKO writes annotations to; Routes only where they are served."""
    plurals = {"ingresses", "services", "routes"}.intersection(served(simulation))
    return [found for plural in sorted(plurals) for found in of_kind(simulation, plural)]


def pointed_at(document: Object) -> list[str]:
    pointers = strings(document, "metadata", "annotations").get("ako.vmware.com/host-fqdn-vs-uuid-map", "")
    return [part for part in pointers.split('"') if part.startswith("virtualservice-")]


def state(simulation: Simulation) -> tuple[Json, ...]:
    """Everything both servers hold, but for resourceVersions and what depends on them."""
    kubernetes: list[Json] = []
    for plural in served(simulation):
        for document in of_kind(simulation, plural):
            metadata = document["metadata"]
            assert isinstance(metadata, dict)
            kept = {key: value for key, value in metadata.items() if key not in ("resourceVersion", "uid")}
            kubernetes.append({**document, "metadata": kept})
    types = simulation.avi.inventory.types
    return (kubernetes, {kind: dict(sorted(found.items())) for kind, found in types.items()})


@pytest.mark.parametrize("name", SCENARIOS)
async def test_every_reference_of_a_scenario_resolves(name: str) -> None:
    async with staged(name) as simulation:
        types = simulation.avi.inventory.types
        for kind, found in types.items():
            for document in found.values():
                for ref in refs(document):
                    target, _, uuid = ref.partition("#")[0].rpartition("/api/")[2].partition("/")
                    assert uuid in types.get(target, {uuid: {}}) or (name, target) in HOLES, (
                        f"{kind} {text(document, 'name')} refers to {ref}"
                    )


@pytest.mark.parametrize("name", SCENARIOS)
async def test_every_virtual_service_has_an_address_of_its_own_or_its_parents(name: str) -> None:
    async with staged(name) as simulation:
        types = simulation.avi.inventory.types
        for document in types["virtualservice"].values():
            assert ("vsvip_ref" in document) is not ("vh_parent_vs_ref" in document), text(document, "name")
        addresses = [
            text(vip, "ip_address", "addr") for found in types["vsvip"].values() for vip in objects(found, "vip")
        ]
        assert max(Counter(addresses).values()) == 1


@pytest.mark.parametrize("name", SCENARIOS)
async def test_annotations_point_to_virtual_services_that_exist(name: str) -> None:
    async with staged(name) as simulation:
        known = simulation.avi.inventory.types["virtualservice"]
        found = [
            (uuid, strings(document, "metadata", "annotations")["ako.vmware.com/tenant-name"])
            for document in annotated(simulation)
            for uuid in pointed_at(document)
        ]
        assert len(found) >= 3
        dangling = [uuid for uuid, _ in found if uuid not in known]
        assert bool(dangling) is (name in DANGLING)
        assert all(tenant_of(known[uuid]) == tenant for uuid, tenant in found if uuid in known)


async def test_demo_is_big_enough_to_look_real() -> None:
    async with staged(DEFAULT) as simulation:
        assert 38 <= len(of_kind(simulation, "namespaces")) <= 50
        assert 100 <= len(simulation.avi.inventory.types["virtualservice"]) <= 150
        owners = Counter(
            text(found, "created_by") for found in simulation.avi.inventory.types["virtualservice"].values()
        )
        assert set(owners) == {
            *("ako-prod", "ako-prod-blue", "ako-prod-green", "ako-prod-violet"),
            *("ako-gw-prod-avi-system", "ako-staging", ""),
        }
        assert {text(found, "metadata", "namespace") for found in of_kind(simulation, "statefulsets")} == {
            *("avi-system", "blue", "green"),
        }


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario_is_the_same_in_every_run(name: str) -> None:
    async with staged(name) as first, staged(name) as second:
        second.avi.server.requests.clear()
        address = first.avi_url.partition("://")[2].encode()
        other = second.avi_url.partition("://")[2].encode()
        one, two = repr(state(first)).encode(), repr(state(second)).encode()
        assert one.replace(address, b"") == two.replace(other, b"")


async def test_demo_plays_a_round_and_is_back_where_it_began() -> None:
    async with staged(DEFAULT) as simulation:
        begin = state(simulation)
        seen: list[tuple[Json, ...]] = []
        steps = SCENARIOS[DEFAULT].steps
        assert steps is not None
        for _ in range(10):
            assert 4 <= await simulation.step() <= 6
            seen.append(state(simulation))
        changes = [one != two for one, two in zip([begin, *seen], seen, strict=False)]
        assert all(change or number in (3, 4) for number, change in enumerate(changes)), changes
        assert begin in seen


async def test_second_owner_gets_409_for_names_that_are_taken() -> None:
    async with staged(DEFAULT) as simulation:
        found = simulation.avi.inventory.find("virtualservice", "prod--pay.example.com", "admin")
        assert text(found, "created_by") == "ako-prod"
        vip = next(
            vip
            for vip in simulation.avi.inventory.types["vsvip"].values()
            if text(vip, "name").startswith("prod--blue-Shared-L7-")
            and "pay.example.com" in [text(entry, "fqdn") for entry in objects(vip, "dns_info")]
        )
        assert member(vip, "created_by") is None


async def test_stopped_instance_leaves_its_objects_and_cleans_up_when_it_is_back() -> None:
    async with Simulation() as simulation:
        world = World(simulation)
        rule = IngressHost("shop", "web", "shop.example.com")
        world.namespace("shop", {"team": "red"}, rule)
        world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")))
        world.sync()
        uuid = world.uuid("avi-system", rule)
        assert uuid in simulation.avi.inventory.types["virtualservice"]
        world.stop("avi-system")
        world.relabel("shop", team=None)
        world.sync()
        assert uuid in simulation.avi.inventory.types["virtualservice"]
        world.start("avi-system")
        world.sync()
        assert simulation.avi.inventory.types["virtualservice"] == {}


async def test_what_an_uninstalled_instance_wrote_stays_on_its_ingresses() -> None:
    async with staged("primary-uninstalled") as simulation:
        store = simulation.kubernetes.store
        assert pointed_at(store.read("ingresses", "catalog/web") or {})
        assert not pointed_at(store.read("ingresses", "billing/web") or {})  # blue cleared what it serves no more


async def test_primary_takes_the_classes_and_the_role_along() -> None:
    async with staged("primary-uninstalled") as simulation:
        for plural in ("ingressclasses", "gatewayclasses", "clusterroles"):
            assert of_kind(simulation, plural) == []


async def test_under_a_new_username_an_instance_does_not_know_its_own_objects() -> None:
    async with staged("renamed-cluster") as simulation:
        found = simulation.avi.inventory.types["virtualservice"].values()
        users = Counter(text(document, "created_by") for document in found)
        assert users["ako-test"] == users["ako-prod"] > 0
        assert users["ako-test-blue"] == users["ako-prod-blue"] > 0


async def test_leader_renews_its_lease_while_the_demo_plays() -> None:
    async with staged("high-availability") as simulation:
        leases: list[tuple[str, str]] = []
        for _ in range(12):
            assert await simulation.step() <= 20
            (lease,) = of_kind(simulation, "leases")
            leases.append((text(lease, "spec", "holderIdentity"), text(lease, "spec", "renewTime")))
    assert [holder for holder, _ in leases] == ["ako-1", *["ako-0"] * 8, "ako-1", *["ako-0"] * 2]
    assert len(set(leases[1:9])) == 8


@pytest.mark.parametrize("name", SCENARIOS)
def test_listed_scenario_fits_a_line(name: str) -> None:
    longest = max(map(len, SCENARIOS))
    assert longest + 2 + len(SCENARIOS[name].title) <= 80
    assert not SCENARIOS[name].title.endswith(".")
    assert SCENARIOS[name].description.endswith(".")


@pytest.mark.parametrize("name", SCENARIOS)
def test_index_of_a_scenario_tells_where_each_rule_shows(name: str) -> None:
    module = importlib.import_module(SCENARIOS[name].build.__module__)
    index = (module.__doc__ or "").partition("Which rule shows where:")[2]
    missing = [rule for rule in SCENARIOS[name].rules if rule not in index]
    assert missing == []
