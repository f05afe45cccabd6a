"""Both simulated servers at once: a cluster and its Controller, with everything needed to log in to them.

async with Simulation(SCENARIOS["multi-ako"]) as simulation:
    ...  # simulation.kubernetes_url, simulation.avi_url, simulation.avi_username, simulation.avi_password
"""

import asyncio
import json
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from akotui.simulator.avi import AviSimulator
from akotui.simulator.documents import Object, text
from akotui.simulator.http import Recorded
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.states import cluster_uuid, load_avi, load_kubernetes
from akotui.simulator.store import MOMENT

CONTEXT = "akotui-demo"
Wait = Callable[[float], Awaitable[None]]


class Playable(Protocol):
    """What a simulation needs of a scenario (see `scenarios.Scenario`)."""

    def script(self, simulation: "Simulation") -> AsyncGenerator[float, None]:
        """Fill the servers, then change them: each value is a wait in seconds before the next change."""
        ...


class Simulation:
    """Two servers on 127.0.0.1. A scenario fills them when they start; `live=True` also plays its changes.

    `moment` is the scenario's now: ages are counted from it. `wait` stands between two changes (tests step by hand
    with `step`).
    """

    def __init__(
        self,
        scenario: Playable | None = None,
        *,
        moment: datetime = MOMENT,
        live: bool = False,
        wait: Wait = asyncio.sleep,
        avi_tls: ssl.SSLContext | None = None,
        kubernetes_tls: ssl.SSLContext | None = None,
    ) -> None:
        self.moment = moment
        token = "demo-token"  # noqa: S105 - opens only this server
        self.kubernetes = KubernetesSimulator(token=token, moment=moment, tls=kubernetes_tls)
        self.avi = AviSimulator(tls=avi_tls)
        self._steps = scenario.script(self) if scenario else None
        self._wait = wait
        self._live = live
        self._playing: asyncio.Task[None] | None = None

    @property
    def kubernetes_url(self) -> str:
        """Where the API server listens."""
        return self.kubernetes.server.url

    @property
    def kubernetes_token(self) -> str:
        """The bearer token it wants."""
        return self.kubernetes.token or ""

    @property
    def avi_url(self) -> str:
        """Where the Controller listens."""
        return self.avi.server.url

    @property
    def avi_username(self) -> str:
        """The account of the Controller."""
        return self.avi.account.username

    @property
    def avi_password(self) -> str:
        """Its password."""
        return self.avi.account.password

    @property
    def requests(self) -> list[Recorded]:
        """Every request both servers got, the cluster's first."""
        return [*self.kubernetes.server.requests, *self.avi.server.requests]

    def kubeconfig(self) -> str:
        """Return a kubeconfig for the cluster (JSON, which is YAML)."""
        return json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "current-context": CONTEXT,
                "clusters": [{"name": CONTEXT, "cluster": {"server": self.kubernetes_url}}],
                "users": [{"name": CONTEXT, "user": {"token": self.kubernetes_token}}],
                "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
            },
            indent=2,
        )

    def load(self, kubernetes: Object, avi: Object) -> None:
        """Replace everything with a recorded state."""
        load_kubernetes(self.kubernetes, kubernetes)
        load_avi(self.avi, avi)
        self.avi.cluster_uuid = cluster_uuid(kubernetes) or self.avi.cluster_uuid

    def point_instances_here(self) -> None:
        """Let every AKO instance's settings name this Controller's address, as they do on a real cluster."""
        address = self.avi_url.partition("://")[2]
        for key in list(self.kubernetes.store.collection("configmaps").entries):
            document = self.kubernetes.store.read("configmaps", key)
            settings = document.get("data") if document else None
            if document and isinstance(settings, dict) and text(settings, "controllerIP") not in ("", address):
                settings["controllerIP"] = address
                self.kubernetes.put(document)

    async def step(self) -> float:
        """Make the scenario's next change and return the seconds it wants to wait before the one after."""
        return await anext(self._steps) if self._steps else 0.0

    async def __aenter__(self) -> Self:
        """Start both servers and set the stage."""
        await self.kubernetes.server.start()
        await self.avi.server.start()
        pause = await self.step()
        if self._live:
            self._playing = asyncio.create_task(self._play(pause))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything: no task, no socket is left."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)
        if self._steps is not None:
            await self._steps.aclose()
        await self.kubernetes.server.close()
        await self.avi.server.close()

    async def _play(self, pause: float) -> None:
        while True:
            await self._wait(pause)
            pause = await self.step()
