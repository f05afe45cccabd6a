"""What a scenario says it shows, the whole program finds, over HTTP and with its own clients."""

from contextlib import AsyncExitStack

import pytest

from akotui.cli.simulated import sources
from akotui.engine import Engine
from akotui.rules import ALL_RULES
from akotui.simulator.scenarios import SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario_shows_the_rules_it_names(name: str) -> None:
    async with AsyncExitStack() as stack:
        estate = await Engine(await sources(name, stack, follow=False), ALL_RULES).settled(20)
    found = {finding.rule for finding in estate.findings}
    known = {rule.slug for rule in ALL_RULES}
    assert estate.complete
    assert set(SCENARIOS[name].rules) & known <= found
    if name == "all-well":
        assert found == set()
