"""Names are an account of their own: from the manifests of a scenario follows all that stands on its Controller."""

import pytest

from akotui.analysis.analyse import read_intent
from akotui.analysis.forecasts import prepare
from akotui.analysis.name_index import collisions, index_names
from akotui.analysis.predictions import Made
from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator import manifests
from akotui.simulator.controller import tenant_of
from akotui.simulator.documents import encode, text
from akotui.simulator.simulation import Simulation
from tests.build import cluster, inventory
from tests.simulator.staging import of_kind, served, staged

KINDS = {resource.plural: kind for kind, resource in RESOURCES.items()}

UNTOLD = {"openshift": {Made.CERTIFICATE}}
"""A Route does not tell which certificates AKO makes of it."""
WILDCARD = ("admin", Made.CERTIFICATE, manifests.WILDCARD)
"""A certificate that people put onto the Controller."""


def read(simulation: Simulation) -> list[object]:
    found = [
        decode(KINDS[plural], encode(each)) for plural in served(simulation) for each in of_kind(simulation, plural)
    ]
    assert not [each for each in found if isinstance(each, Broken)]
    return [each[1] for each in found if not isinstance(each, Broken)]


def absent(simulation: Simulation) -> tuple[Kind, ...]:
    return tuple(kind for plural, kind in KINDS.items() if plural not in served(simulation))


@pytest.mark.parametrize("name", ["every-kind", "openshift", "gateways"])
async def test_controller_holds_what_the_manifests_predict(name: str) -> None:
    async with staged(name) as simulation:
        index = index_names(prepare(read_intent(inventory(cluster(*read(simulation), absent=absent(simulation))))))
        types = simulation.avi.inventory.types
        held = {
            (tenant_of(each), made, text(each, "name"))
            for made in set(Made) - UNTOLD.get(name, set())
            for each in types.get(made.value, {}).values()
        }
    assert set(index.places()) == held - {WILDCARD}
    assert collisions(index) == ()
