"""A Controller to read over HTTP, from the simulator, and akotui's reading of it in no time."""

import asyncio
import contextlib
import hashlib
import re
import ssl
from collections.abc import AsyncGenerator
from pathlib import Path

from akotui.model.facts import Fact, Observed, SourceState
from akotui.simulator.avi import AviSimulator
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import AviCredentials
from akotui.sources.pace import Pace
from akotui.sources.secret import Secret
from tests.politeness import Manners, agree

CERTIFICATES = Path(__file__).parent / "certificates"
ACCOUNT = AviCredentials("oncall", Secret("demo-password"))
LIMIT = 30.0
FAST = 1000


@contextlib.asynccontextmanager
async def controller(tls: ssl.SSLContext | None = None, *, refused: int = 1) -> AsyncGenerator[AviSimulator]:
    simulator = AviSimulator(tls=tls)
    agree(Manners(refused=refused, burst=FAST, rate=FAST, why="read in no time"), simulator.server)
    await simulator.server.start()
    try:
        yield simulator
    finally:
        await handshakes_ended()
        await simulator.server.close()


async def handshakes_ended() -> None:
    """Let asyncio's server notice that a client gave up a handshake."""
    accepting = [task for task in asyncio.all_tasks() if "_accept_connection" in repr(task.get_coro())]
    async with asyncio.timeout(LIMIT):
        await asyncio.gather(*accepting, return_exceptions=True)


def source(simulator: AviSimulator, account: AviCredentials = ACCOUNT, *, follow: bool = False) -> AviSource:
    pace, url = Pace(burst=FAST, rate=FAST), simulator.server.url
    return AviSource(url, account, verify=True, interval=0.02, follow=follow, pace=pace)


async def read(reader: AviSource) -> list[Fact]:
    async with asyncio.timeout(LIMIT):
        return [fact async for fact in reader.facts()]


async def until(facts: AsyncGenerator[Fact, None], state: SourceState) -> Observed:
    async with asyncio.timeout(LIMIT):
        async for fact in facts:
            if isinstance(fact, Observed) and fact.state is state:
                return fact
    raise AssertionError(f"never {state}")


def last(facts: list[Fact]) -> Observed:
    return [fact for fact in facts if isinstance(fact, Observed)][-1]


def asked(simulator: AviSimulator, path: str) -> int:
    return sum(request.path == path for request in simulator.server.requests)


def portal(name: str) -> tuple[ssl.SSLContext, str, str]:
    """A server's TLS, the file of its certificate, and its fingerprint."""
    file = str(CERTIFICATES / name)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    pem = re.search(r"-----BEGIN CERT.*", Path(file).read_text(), re.DOTALL)
    assert pem is not None
    return context, file, hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem[0])).hexdigest()
