"""What a cluster serves, as far as known, asked again when something suggests that it changed.

An API server that has just started lists its custom resources late: a kind that was served is believed to be absent
only when discovery says so twice.
"""

import asyncio
from collections.abc import Mapping
from typing import Final

from akotui.model.kinds import Kind
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.discovery import Absent, Discovery, Presence, Served, Unknown, discover
from akotui.sources.kubernetes_protocol import FIRST_WAIT, LONGEST_WAIT, Condition, Reading
from akotui.sources.kubernetes_reader import Lost, Wire
from akotui.sources.kubernetes_wire import Answer
from akotui.sources.retry import wait

PATIENT_REPEATS: Final = 5
SHORT_WAIT: Final = 10.0
"""Seconds that a server may ask for within one reading."""
_TOO_MANY: Final = 429


class ServedKinds:
    """The presence of each kind. Empty before the first `ask` that was answered."""

    def __init__(self, wire: Wire, *, patient: bool = False) -> None:
        """`patient`: nobody asks later, so a server that wants less for now (429) is asked again at once."""
        self._wire = wire
        self._repeats = PATIENT_REPEATS if patient else 0
        self._asked = asyncio.Event()
        self._doubted: frozenset[Kind] = frozenset()
        self.presence: Mapping[Kind, Presence] = {}

    @property
    def complete(self) -> bool:
        """Nothing is unknown."""
        return not any(isinstance(found, Unknown) for found in self.presence.values())

    async def ask(self) -> Condition | None:
        """Run discovery; return what went wrong. What was known before outlives an answer that does not know."""
        found = await self._discover()
        if isinstance(found, Condition):
            return found
        known, doubted = self.presence, self._doubted
        self._doubted = frozenset(
            kind
            for kind, new in found.presence.items()
            if isinstance(new, Absent) and isinstance(known.get(kind), Served)
        )
        kept = self._doubted - doubted
        self.presence = {
            kind: known.get(kind, new) if isinstance(new, Unknown) or kind in kept else new
            for kind, new in found.presence.items()
        }
        self._asked.set()
        self._asked = asyncio.Event()
        return None

    async def differs(self, kind: Kind, presence: Presence) -> None:
        """Wait until discovery says something else of `kind`."""
        while self.presence[kind] == presence:
            await self._asked.wait()

    async def _answer(self, path: str) -> Answer:
        answer = await self._wire.get(path)
        for attempt in range(1, self._repeats + 1):
            seconds = answer.retry_after or wait(attempt, first=FIRST_WAIT, cap=LONGEST_WAIT, jitter=0.5)
            if answer.status != _TOO_MANY or seconds > SHORT_WAIT:
                break
            await asyncio.sleep(seconds)
            answer = await self._wire.get(path)
        return answer

    async def _discover(self) -> Discovery | Condition:
        asking = discover()
        path = next(asking)
        try:
            while True:
                path = asking.send(await self._answer(path))
        except StopIteration as end:
            found: Discovery = end.value
        except Lost as error:
            return Condition(Reading.LOST, str(error))
        except CredentialsFailed as error:
            return Condition(Reading.UNAUTHORIZED, str(error))
        return Condition(Reading.UNAUTHORIZED, f"401 {found.unauthorized}") if found.unauthorized else found
