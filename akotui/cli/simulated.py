"""The demo: the simulation's own servers on 127.0.0.1, read by the same clients as a live cluster."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from akotui.engine import Source
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.simulation import CONTEXT, Simulation
from akotui.sources.avi import AviSource
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_tls import tls_context
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, Grant
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.secret import Secret


def check_scenario(name: str) -> None:
    """Refuse a scenario that does not exist.

    Raises:
        UsageError: names those that do.

    """
    if name not in SCENARIOS:
        raise UsageError(f"no such scenario: {clean(name, 200)}; there are {', '.join(SCENARIOS)}")


def scenarios() -> Mapping[str, str]:
    """Each scenario's name and what it shows, in one line."""
    return {name: scenario.title for name, scenario in SCENARIOS.items()}


async def sources(name: str, stack: AsyncExitStack, *, follow: bool) -> tuple[Source, ...]:
    """Start the scenario's servers, to be closed by `stack`, and return the sources that read them.

    With `follow` the scenario plays on.
    """
    check_scenario(name)
    simulation = Simulation(SCENARIOS[name], moment=datetime.now(UTC), live=follow)
    await stack.enter_async_context(simulation)
    token = Secret(f"Bearer {simulation.kubernetes_token}")
    connection = Connection(simulation.kubernetes_url, credentials=Fixed(Grant(token)), context=CONTEXT)

    async def connect() -> Connection:
        return connection

    account = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
    return (
        KubernetesSource(connect, follow=follow),
        AviSource(simulation.avi_url, account, verify=tls_context(), follow=follow),
    )
