"""Scenarios set on running servers, and what stands on them then."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from akotui.simulator.documents import Object
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.simulation import Simulation


@asynccontextmanager
async def staged(name: str) -> AsyncGenerator[Simulation, None]:
    async with Simulation(SCENARIOS[name]) as simulation:
        yield simulation


def of_kind(simulation: Simulation, plural: str) -> list[Object]:
    cluster = simulation.kubernetes.store
    found = [cluster.read(plural, key) for key in cluster.collection(plural).entries]
    return [document for document in found if document]


def served(simulation: Simulation) -> list[str]:
    """The plurals that discovery lists."""
    return [collection.served.plural for collection in simulation.kubernetes.store.collections.values()]
