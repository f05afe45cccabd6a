"""Which scenarios the demo has; loads neither its servers' clients nor a screen."""

from collections.abc import Mapping

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.scenarios.scenario import Scenario


def scenario(name: str) -> Scenario:
    """Return the scenario of this name.

    Raises:
        UsageError: there is none; names those that exist.

    """
    if name not in SCENARIOS:
        raise UsageError(f"no such scenario: {clean(name, 200)}; there are {', '.join(SCENARIOS)}")
    return SCENARIOS[name]


def titles() -> Mapping[str, str]:
    """Each scenario's name and what it shows, in one line."""
    return {name: one.title for name, one in SCENARIOS.items()}
