"""Sites to run the program on."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from akotui.simulator.documents import Object
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.simulation import Simulation
from akotui.simulator.store import Served
from tests.e2e.program import Site
from tests.politeness import QUICK, Manners, agree

CLUSTER_ROLES = Served("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", namespaced=False)
AKO_CR: Object = {"apiVersion": CLUSTER_ROLES.api_version, "kind": "ClusterRole", "metadata": {"name": "ako-cr"}}
AKO_STARTED = "2026-01-01T00:00:00Z"


@pytest.fixture
def reviews() -> frozenset[str]:
    """The paths of the cluster that a test's commands may post to: none, but for the doctor."""
    return frozenset()


@pytest.fixture
def at_once() -> int:
    """How many programs read the Controller at the same time."""
    return 1


@pytest.fixture
def state() -> str:
    """Which recorded state the site serves."""
    return "steady"


@pytest.fixture
def recorded(golden: Path, state: str) -> tuple[Object, Object]:
    """What the cluster and the Controller had."""
    kubernetes, avi = (json.loads((golden / f"{state}.{side}.json").read_bytes()) for side in ("kube", "avi"))
    return kubernetes, avi


def date_settings(simulation: Simulation) -> None:
    """Say of every ConfigMap that it was not changed since AKO started: the recording has no managedFields."""
    for key in list(simulation.kubernetes.store.collection("configmaps").entries):
        document = simulation.kubernetes.store.read("configmaps", key)
        assert document is not None
        metadata = document["metadata"]
        assert isinstance(metadata, dict)
        metadata["managedFields"] = [{"operation": "Update", "time": AKO_STARTED}]
        simulation.kubernetes.put(document)


@pytest.fixture
async def site(
    recorded: tuple[Object, Object], tmp_path: Path, reviews: frozenset[str], at_once: int
) -> AsyncGenerator[Site]:
    """A recorded state, served over HTTP."""
    async with Simulation() as simulation:
        simulation.load(*recorded)
        # the recording left out what every API server has and the primary's release makes
        simulation.kubernetes.store.serve(CLUSTER_ROLES)
        simulation.kubernetes.put(AKO_CR)
        date_settings(simulation)
        simulation.point_instances_here()
        agree(
            Manners(rate=QUICK, programs=at_once, posts=reviews, why="so the options and the commands of the test say")
        )
        yield Site(simulation, tmp_path)


@pytest.fixture
async def demo(tmp_path: Path, at_once: int) -> AsyncGenerator[Site]:
    """The stage of the demo, standing still."""
    async with Simulation(SCENARIOS["multi-ako"]) as simulation:
        agree(Manners(rate=QUICK, programs=at_once, why="so the options of the test say"))
        yield Site(simulation, tmp_path)
