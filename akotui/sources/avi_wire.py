"""The way to one Controller: requests at a measured pace, each with a limit, over a client that can be replaced.

Asks at most 2 requests a second after a burst of 10, unless a person who knows the Controller says otherwise: it allows
about 32 for one client address, and AKO may share ours (Broadcom KB 372209). After a 429 it is asked half as fast.
"""

import asyncio
import contextlib
import os
import ssl
from datetime import UTC, datetime
from typing import Final

import httpx

from akotui.sources import outage
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_conversation import BUSY, OK
from akotui.sources.avi_messages import Answer, Lost, Reply, Request
from akotui.sources.client import Client
from akotui.sources.gate import Allowance, open_client, packed
from akotui.sources.pace import Pace
from akotui.sources.proxy import through

LONGEST_REQUEST: Final = 30.0
"""Seconds for a whole request, body included; httpx bounds only each read."""

FAREWELL: Final = 2.0
"""Seconds that logging out may take."""

_LOSSES: Final = 3  # a client that timed out this often in a row may never answer again (encode/httpcore 550)


_TENANT: Final = "X-Avi-Tenant"

BURST: Final = 10
RATE: Final = 2.0
"""Requests a second, in the long run."""


def pace(rate: float = RATE) -> Pace:
    """How fast to ask a Controller."""
    return Pace(burst=BURST, rate=rate)


TOGETHER: Final = 4
"""Requests of a poll that go one right after the other, so that an idle program wakes up less often."""


class AviWire:
    """Sends to one Controller. `verify` says who is taken for it. `hurried`: somebody waits for the answers."""

    def __init__(self, address: AviAddress, *, verify: ssl.SSLContext | bool, pace: Pace) -> None:
        self._address = address
        url = httpx.URL(address.base_url)
        self._through = through(url.scheme, url.host, os.environ)
        self._verify = verify
        self._pace = pace
        self.hurried = True
        self._busy = False
        self._losses = 0
        self._seals: dict[tuple[object, ...], bytes] = {}
        self._client: Client | None = None

    async def send(self, request: Request) -> Reply:
        """Send when its turn has come, and return what came back, or why nothing did."""
        turn = self._pace.delay(asyncio.get_running_loop().time(), together=1 if self.hurried else TOGETHER)
        delay = max(request.delay, turn)
        if delay > 0:
            await asyncio.sleep(delay)
        try:
            async with asyncio.timeout(LONGEST_REQUEST):
                answer = await self._exchange(request)
        except TimeoutError:
            return await self._lost(f"no complete answer within {LONGEST_REQUEST:.0f} s")
        except (httpx.HTTPError, OSError, UnicodeError) as error:
            return await self._lost(outage.words(error))
        self._losses = 0
        if answer.status == BUSY:
            self._busy = True
            self._pace.slow()
        return answer

    async def part(self, goodbye: Request | None) -> None:
        """End a session, if there is one, as far as that goes in two seconds."""
        if goodbye is not None:
            with contextlib.suppress(TimeoutError, httpx.HTTPError, OSError):
                async with asyncio.timeout(FAREWELL):
                    await self._exchange(goodbye)

    async def trust(self, verify: ssl.SSLContext) -> None:
        """Take another one for the Controller from now on."""
        self._verify = verify
        await self.aclose()

    def ease(self) -> None:
        """After a round in which nothing was refused for being too much, go back to a faster pace."""
        if not self._busy:
            self._pace.recover()
        self._busy = False

    async def aclose(self) -> None:
        """Close the connections; the next request opens new ones."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _exchange(self, request: Request) -> Answer:
        if self._client is None:
            self._client = open_client(Allowance.AVI, base_url=self._address.base_url, verify=self._verify)
        response = await self._client.ask(
            request.path,
            request.query,
            method=request.method,
            headers=[(name.encode(), value.encode()) for name, value in request.headers],  # a tenant has any name
            body=request.body,
        )
        try:
            content = await packed(response)
        finally:
            await response.aclose()
        place = request.path, request.query, next((value for name, value in request.headers if name == _TENANT), "")
        again = response.status_code == OK and content.seal == self._seals.get(place)
        answer = Answer(
            response.status_code,
            content,
            datetime.now(UTC),
            tuple(response.headers.get_list("set-cookie")),
            response.headers.get("retry-after", ""),
            response.headers.get("location", ""),
            response.headers.get("date", ""),
            again,
        )
        if not again and answer.is_json and answer.status == OK and request.query:
            self._seals[place] = content.seal
        return answer

    async def _lost(self, words: str) -> Lost:
        """No answer came; after three in a row the client is thrown away."""
        self._losses += 1
        if self._losses >= _LOSSES:
            self._losses = 0
            await self.aclose()
        return Lost(f"Avi {self._address.name} cannot be read{self._through}: {words}", datetime.now(UTC))
