"""A simulated Controller that is watched, and akotui's reader of it at its own pace, for tests in fast time."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Final, Self

from akotui.model.facts import Fact, Observed, SourceState
from akotui.simulator.avi import AviSimulator
from akotui.simulator.documents import Object
from akotui.simulator.http import Fault, Faults, Reply, Request
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_wire import RATE, pace
from akotui.sources.secret import Secret
from tests.politeness import Manners, agree

HOUR: Final = 3600.0
NGINX: Final = b"<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@contextlib.asynccontextmanager
async def controller(*, refused: int = 1, rate: float = RATE) -> AsyncGenerator[AviSimulator]:
    """A Controller that holds one virtual service."""
    simulator = AviSimulator()
    simulator.put("virtualservice", service("prod--web"))
    agree(Manners(refused=refused, rate=rate, why="so the test says"), simulator.server)
    await simulator.server.start()
    try:
        yield simulator
    finally:
        await simulator.server.close()


def service(name: str, number: int = 1, **more: object) -> Object:
    """A virtual service as the Controller stores it."""
    url = f"https://controller.demo/api/virtualservice/virtualservice-{number:08x}#{name}"
    made: Object = {
        "uuid": f"virtualservice-{number:08x}",
        "name": name,
        "url": url,
        "tenant_ref": "https://controller.demo/api/tenant/admin#admin",
        "created_by": "ako-prod",
    }
    return {**made, **more}  # pyright: ignore[reportReturnType] - values of JSON


def reader(
    simulator: AviSimulator, password: str = "demo-password", *, follow: bool = True, rate: float = RATE
) -> AviSource:
    """What akotui reads it with: beneath its screen, or once."""
    account = AviCredentials("oncall", Secret(password))
    return AviSource(simulator.server.url, account, verify=True, follow=follow, pace=pace(rate))


class Reading:
    """A reader at work for as long as the context lasts, and the facts that it has told."""

    def __init__(self, source: AviSource) -> None:
        self.source = source
        self.facts = list[Fact]()
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._task = asyncio.ensure_future(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _read(self) -> None:
        async with contextlib.aclosing(self.source.facts()) as facts:
            async for fact in facts:
                self.facts.append(fact)
                self._news.set()

    @property
    def states(self) -> list[SourceState]:
        """All states, in order."""
        return [fact.state for fact in self.facts if isinstance(fact, Observed)]

    @property
    def newest(self) -> Observed:
        """The newest state."""
        return [fact for fact in self.facts if isinstance(fact, Observed)][-1]

    async def until(self, state: SourceState, words: str = "") -> Observed:
        """Wait for the source to be in `state`, and to say `words`; within a day."""
        async with asyncio.timeout(24 * HOUR):
            while not (self.states and self.newest.state is state and words in self.newest.detail):
                assert not self._task.done(), self.facts
                self._news.clear()
                await self._news.wait()
        return self.newest

    async def over(self) -> None:
        """Wait for the end of a reader that reads once."""
        async with asyncio.timeout(HOUR):
            await self._task

    async def during(self, seconds: float) -> list[Fact]:
        """Let so much time pass; what was told meanwhile."""
        before = len(self.facts)
        await asyncio.wait([self._task], timeout=seconds)
        return self.facts[before:]


def everything(reply: Reply) -> Faults:
    """Give this answer to every request."""
    return lambda _: Fault(reply=reply)


def to(
    path: str, reply: Reply | None = None, *, times: int = 10**9, wait: Callable[[], asyncio.Event] | None = None
) -> Faults:
    """Give this answer to the next so many requests for `path`."""
    left = times

    def fault(request: Request) -> Fault | None:
        nonlocal left
        if request.path != path or left == 0:
            return None
        left -= 1
        return Fault(reply=reply, wait=wait() if wait else None)

    return fault


def asked(simulator: AviSimulator, path: str) -> list[float]:
    """When `path` was asked for."""
    return [request.at for request in simulator.server.requests if request.path == path]
