from pathlib import Path

import httpx
import pytest

from akotui.simulator.documents import Object, member, objects, text
from akotui.simulator.simulation import Simulation
from akotui.simulator.states import read

pytestmark = pytest.mark.usefixtures("asked_by_hand")

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(params=["steady", "gateway", "deleted"])
def state(request: pytest.FixtureRequest) -> tuple[Object, Object]:
    return read(GOLDEN / f"{request.param}.kube.json"), read(GOLDEN / f"{request.param}.avi.json")


async def test_recorded_state_is_served_as_it_was_recorded(state: tuple[Object, Object]) -> None:
    kubernetes, avi = state
    async with Simulation() as simulation:
        simulation.load(kubernetes, avi)
        token = {"Authorization": f"Bearer {simulation.kubernetes_token}"}
        async with httpx.AsyncClient(base_url=simulation.kubernetes_url, headers=token, trust_env=False) as client:
            for path in kubernetes:
                served = (await client.get(path)).json()
                assert [_bare(item) for item in served["items"]] == [
                    _bare(item) for item in sorted(objects(kubernetes, path, "items"), key=_key)
                ]
            groups = (await client.get("/apis")).json()["groups"]
            assert "route.openshift.io" not in {group["name"] for group in groups}
        async with httpx.AsyncClient(base_url=simulation.avi_url, trust_env=False) as client:
            login = {"username": simulation.avi_username, "password": simulation.avi_password}
            await client.post("/login", json=login)
            for kind in avi:
                query = f"/api/{kind}?include_name=true&page_size=200"
                answer = (await client.get(query, headers={"X-Avi-Tenant": "*"})).json()
                assert answer["results"] == member(avi, kind, "results")
            assert (await client.get("/api/cluster")).json()["uuid"] == "cluster-0f6b1d3e-0000-4000-8000-000000000001"


def _key(item: Object) -> str:
    namespace, name = text(item, "metadata", "namespace"), text(item, "metadata", "name")
    return f"{namespace}/{name}" if namespace else name


def _bare(item: Object) -> Object:
    metadata = item["metadata"]
    assert isinstance(metadata, dict)
    return {**item, "metadata": {name: value for name, value in metadata.items() if name != "resourceVersion"}}


async def test_instances_can_be_pointed_at_the_simulated_controller() -> None:
    async with Simulation() as simulation:
        simulation.load(read(GOLDEN / "steady.kube.json"), read(GOLDEN / "steady.avi.json"))
        simulation.point_instances_here()
        blue = simulation.kubernetes.store.read("configmaps", "blue/avi-k8s-config")
        assert f"http://{text(blue, 'data', 'controllerIP')}" == simulation.avi_url
