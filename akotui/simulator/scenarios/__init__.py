"""Situations to look at: `SCENARIOS` by name, the demo's own first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from akotui.simulator.scenarios import (
    against_the_rules,
    all_well,
    kinds,
    moved_away,
    multi_ako,
    primaries,
    remains,
    rough_edges,
    twins,
)
from akotui.simulator.scenarios.scenario import Scenario

DEFAULT: Final = multi_ako.SCENARIO.name
SCENARIOS: Final[Mapping[str, Scenario]] = MappingProxyType(
    {
        scenario.name: scenario
        for scenario in (
            multi_ako.SCENARIO,
            all_well.SCENARIO,
            *kinds.SCENARIOS,
            *primaries.SCENARIOS,
            *against_the_rules.SCENARIOS,
            *twins.SCENARIOS,
            *remains.SCENARIOS,
            moved_away.SCENARIO,
            rough_edges.SCENARIO,
        )
    }
)
