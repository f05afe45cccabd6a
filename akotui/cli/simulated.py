"""The demo: the simulation's own servers on 127.0.0.1, read by the same clients as a live cluster."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

from akotui.cli.scenarios import scenario
from akotui.engine import Source
from akotui.simulator.simulation import CONTEXT, Simulation
from akotui.sources.avi import AviSource
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_tls import tls_context
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, Grant
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.pace import Pace
from akotui.sources.secret import Secret

_HASTE: Final = Pace(burst=200, rate=25.0)
"""Nobody else asks the demo's Controller."""
_KEPT: Final = 1_000
"""Requests that its servers remember: a demo may run for days, and nobody asks it for them."""


async def sources(
    name: str, stack: AsyncExitStack, *, follow: bool, moment: datetime | None = None
) -> tuple[Source, ...]:
    """Start the scenario's servers, to be closed by `stack`, and return the sources that read them.

    With `follow` the scenario plays on. `moment` is the scenario's own now, this moment unless given.

    Raises:
        UsageError: no such scenario.

    """
    simulation = Simulation(scenario(name), moment=moment or datetime.now(UTC), live=follow)
    for server in (simulation.kubernetes.server, simulation.avi.server):
        server.kept = _KEPT
    await stack.enter_async_context(simulation)
    token = Secret(f"Bearer {simulation.kubernetes_token}")
    connection = Connection(simulation.kubernetes_url, credentials=Fixed(Grant(token)), context=CONTEXT)

    async def connect() -> Connection:
        return connection

    account = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
    return (
        KubernetesSource(connect, follow=follow),
        AviSource(simulation.avi_url, account, verify=tls_context(), follow=follow, pace=_HASTE),
    )
