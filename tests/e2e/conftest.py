"""Sites to run the program on; what it asked them for is looked through after each test."""

import json
from collections import defaultdict
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from akotui.simulator.documents import Object
from akotui.simulator.http import Recorded
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.simulation import Simulation
from akotui.simulator.store import Served
from tests.e2e.canaries import files_below, issued, refuse_secrets
from tests.e2e.program import Site

CLUSTER_ROLES = Served("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", namespaced=False)
AKO_CR: Object = {"apiVersion": CLUSTER_ROLES.api_version, "kind": "ClusterRole", "metadata": {"name": "ako-cr"}}
AKO_STARTED = "2026-01-01T00:00:00Z"
ALLOWED_POSTS = frozenset({"/login", "/logout"})


def refuse_writes(kubernetes: list[Recorded], avi: list[Recorded], reviews: frozenset[str] = frozenset()) -> None:
    """Fail when anything but reads, a login and a logout arrived; `reviews` are paths that only the doctor posts to."""
    posted = {(request.method, request.path) for request in kubernetes if request.method != "GET"}
    assert posted <= {("POST", path) for path in reviews}
    written = {(request.method, request.path) for request in avi if request.method != "GET"}
    assert written <= {("POST", path) for path in ALLOWED_POSTS}


def refuse_haste(asked: list[Recorded]) -> None:
    """Fail when the same was read more than twenty times within a minute."""
    moments = defaultdict[tuple[object, ...], list[float]](list)
    for one in asked:
        if one.method != "GET":
            continue  # reviews of rights: each asks for another one
        moments[one.path, one.query].append(one.at)
    for what, times in moments.items():
        assert all(later - first > 60 for first, later in zip(times, times[20:], strict=False)), what


def refuse_writes_to(simulation: Simulation, reviews: frozenset[str] = frozenset()) -> None:
    refuse_writes(simulation.kubernetes.server.requests, simulation.avi.server.requests, reviews)
    refuse_haste(simulation.kubernetes.server.requests)
    assert simulation.avi.sessions.refused <= 1


@pytest.fixture
def reviews() -> frozenset[str]:
    """The paths of the cluster that a test's commands may post to: none, but for the doctor."""
    return frozenset()


@pytest.fixture
def state() -> str:
    """Which recorded state the site serves."""
    return "steady"


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
async def site(golden: Path, state: str, tmp_path: Path, reviews: frozenset[str]) -> AsyncGenerator[Site]:
    """A recorded state, served over HTTP."""
    kubernetes, avi = (json.loads((golden / f"{state}.{side}.json").read_bytes()) for side in ("kube", "avi"))
    async with Simulation() as simulation:
        simulation.load(kubernetes, avi)
        # the recording left out what every API server has and the primary's release makes
        simulation.kubernetes.store.serve(CLUSTER_ROLES)
        simulation.kubernetes.put(AKO_CR)
        date_settings(simulation)
        simulation.point_instances_here()
        site = Site(simulation, tmp_path)
        yield site
        refuse_writes_to(simulation, reviews)
        refuse_secrets(issued(simulation), files_below(tmp_path))


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncGenerator[Site]:
    """The stage of the demo, standing still."""
    async with Simulation(SCENARIOS["multi-ako"]) as simulation:
        yield Site(simulation, tmp_path)
        refuse_writes_to(simulation)
