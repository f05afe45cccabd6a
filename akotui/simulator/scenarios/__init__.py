"""Situations to look at: `SCENARIOS` by name, the demo's own first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from akotui.simulator.scenarios import against_the_rules, all_well, multi_ako, rough_edges
from akotui.simulator.scenarios.scenario import Scenario

DEFAULT: Final = multi_ako.SCENARIO.name
SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType(
    {
        scenario.name: scenario
        for scenario in (multi_ako.SCENARIO, all_well.SCENARIO, *against_the_rules.SCENARIOS, rough_edges.SCENARIO)
    }
)
