"""One conversation with one cluster: discovery, a reader for each kind, a sign of life. Knows no HTTP library."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from akotui.model.facts import Fact, FirstRoundEnded, ListEnded, Observed, Scope, SourceState, Unread
from akotui.model.kinds import RESOURCES, Kind
from akotui.model.text import clean
from akotui.sources import clock_skew
from akotui.sources.connection import Connection
from akotui.sources.credentials import CredentialsFailed, awaited
from akotui.sources.discovery import Absent, Served, Unknown, list_path
from akotui.sources.kubernetes_health import summarise
from akotui.sources.kubernetes_protocol import (
    FIRST_WAIT,
    FORBIDDEN_WAIT,
    LONGEST_WAIT,
    REFUSED_WAIT,
    Condition,
    ListWatch,
    Reading,
)
from akotui.sources.kubernetes_reader import TRIES, Lost, Reader, Wire
from akotui.sources.kubernetes_wire import DECODE_ERRORS
from akotui.sources.named_namespaces import read_named
from akotui.sources.pokes import Pokes
from akotui.sources.retry import wait
from akotui.sources.served_kinds import ServedKinds

LISTS_AT_ONCE: Final = 4
DISCOVERY_SECONDS: Final = 600.0
BEAT_SECONDS: Final = 15.0
BEAT_LIMIT: Final = 10.0
BEAT_WHEN_SILENT: Final = 4.0
POKE_SECONDS: Final = 5.0
"""Who asks more often to read everything again only ends what waits."""
_SETTLED_STATES: Final = frozenset({SourceState.LIVE, SourceState.PARTIAL, SourceState.CONNECTING})
_BROKEN_STATES: Final = frozenset({SourceState.STALE, SourceState.UNREACHABLE})
_EVERYTHING: Final = (Kind.NAMESPACE, "")

Place = tuple[Kind, str]
"""A kind and the namespace it is read in, empty for all."""


class _Version(msgspec.Struct, rename="camel"):
    git_version: str = ""


class Session:
    """Reads everything once, and follows it if `follow`. `put` takes each fact, in order, and may wait."""

    def __init__(
        self,
        wire: Wire,
        put: Callable[[Fact], Awaitable[None]],
        *,
        scope: Scope,
        connection: Connection,
        namespaces: tuple[str, ...] = (),
        follow: bool = True,
    ) -> None:
        self.wire = wire
        self.lists = asyncio.Semaphore(LISTS_AT_ONCE)
        self.follow = follow
        self._put = put
        self._scope = scope
        self._connection = connection
        self._cautions: tuple[str, ...] = ()
        self._namespaces = namespaces
        self._conditions: dict[Place, Callable[[], Condition]] = {}
        self._unsettled: set[Kind] = set(RESOURCES)
        self.served = ServedKinds(wire, patient=not follow)
        self._readers: dict[Place, Reader] = {}
        self._reread_at = 0.0
        self._pokes = Pokes(self._hurry)
        self._poked = asyncio.Event()
        self._alarm = asyncio.Event()
        self._silent = self._version = self._awaited = self._skew = ""
        self._retry_at: datetime | None = None
        self._beats_at: datetime | None = None
        self._said: tuple[SourceState, str, tuple[str, ...], datetime | None] | None = None

    def poke(self) -> None:
        """End every pause now, and read again what is being watched."""
        self._pokes.poke()
        now = asyncio.get_running_loop().time()
        if now >= self._reread_at:
            self._reread_at = now + POKE_SECONDS
            self._reopen(doubt=True)

    def _hurry(self) -> None:
        self._poked.set()
        self._poked = asyncio.Event()
        self._alarm.set()

    def _reopen(self, *, doubt: bool) -> None:
        for reader in self._readers.values():
            reader.reopen(doubt=doubt)

    def now(self) -> datetime:
        """The moment of a fact."""
        return datetime.now(UTC)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until poked."""
        self._retry_at = self.now() + timedelta(seconds=seconds)
        await self.tell()
        await self._rest(seconds)

    async def tell(self, *facts: Fact) -> None:
        """Pass facts on, then how the cluster is if that changed."""
        for fact in facts:
            await self._put(fact)
        conditions = [condition() for condition in self._conditions.values()]
        state, detail = summarise(
            conditions,
            silent=self._silent,
            version=self._version,
            awaited=self._awaited,
            skew=self._skew,
            took=self._connection.took,
        )
        next_try = self._beats_at if self._silent else self._retry_at  # a beat that is answered ends every wait
        retry_at = None if state in _SETTLED_STATES else next_try
        old = self._said
        words = (state, detail, self._cautions)
        if old is not None and old[:3] == words and (old[3] is None or old[3] > self.now()):
            return
        self._said = (*words, retry_at)
        if state in _BROKEN_STATES and (old is None or old[0] is not state):
            self._alarm.set()
        endpoint, at = self._connection.endpoint, self.now()
        await self._put(Observed(self._scope, state, detail, at, endpoint, retry_at, self._cautions))

    async def run(self) -> None:
        """Read until cancelled, or, without `follow`, until everything was read or given up."""
        await self._take_heed()
        async for waits in awaited(self._connection.credentials):
            self._awaited = waits
            await self.tell()
        if not await self._first_discovery():
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._signs_of_life())
            if self.follow:
                group.create_task(self._rediscover())
            for kind in RESOURCES:
                group.create_task(self._kind(kind))

    async def _first_discovery(self) -> bool:
        """Find out what is served. Nothing else is asked of a server that does not answer this."""
        attempt = 0
        while (failed := await self.served.ask()) is not None:
            attempt += 1
            await self._take_heed()
            self._conditions[_EVERYTHING] = lambda failed=failed: failed
            refused = failed.reading is Reading.UNAUTHORIZED
            if refused or attempt >= TRIES:
                await self._give_all_up(failed.reason)
                if not self.follow:
                    return False
            seconds = wait(attempt, first=FIRST_WAIT, cap=LONGEST_WAIT, jitter=0.5)
            await self.pause(max(seconds, REFUSED_WAIT) if refused else seconds)
        self._conditions.clear()
        return True

    async def _give_all_up(self, reason: str) -> None:
        if self._unsettled:
            at = self.now()
            await self.tell(*(Unread(self._scope, kind, reason, at) for kind in RESOURCES))
        for kind in RESOURCES:
            await self._settle(kind)

    async def _rediscover(self) -> None:
        """Ask again now and then: a CRD may come or go. What nobody could tell is asked soon, then ever less often."""
        attempt = 0
        while True:
            attempt = 0 if self.served.complete else attempt + 1
            soon = wait(attempt, first=FIRST_WAIT, cap=FORBIDDEN_WAIT, jitter=0.5)
            await self._rest(soon if attempt else DISCOVERY_SECONDS)
            await self.served.ask()

    async def _signs_of_life(self) -> None:
        """Ask for the version now and then.

        This notices a server that keeps its connections and answers nothing. Once a silent server answers again,
        every wait ends at once, and every watch is opened again: its connection may be dead without a word.
        """
        while True:
            was_silent = self._silent
            await self._take_heed()
            await self._beat()
            if was_silent and not self._silent:
                self._hurry()
                self._reopen(doubt=False)
            seconds = BEAT_WHEN_SILENT if self._silent else BEAT_SECONDS
            self._beats_at = self.now() + timedelta(seconds=seconds)
            await self.tell()
            if not self.follow:
                return
            self._alarm.clear()
            await self._rest(seconds, until=self._alarm)

    async def _rest(self, seconds: float, *, until: asyncio.Event | None = None) -> None:
        """Wait so long, or until poked (or `until` is set), without this being a retry to tell of."""
        try:
            async with asyncio.timeout(seconds):
                await (until or self._poked).wait()
        except TimeoutError:
            return

    async def _take_heed(self) -> None:
        self._cautions = await asyncio.to_thread(self._connection.cautions)

    async def _beat(self) -> None:
        try:
            answer = await self.wire.get("/version", seconds=BEAT_LIMIT)
        except Lost as error:
            self._silent = str(error)
            return
        except CredentialsFailed:
            return  # the readers say so
        self._silent = ""
        self._skew = clock_skew.words(answer.date, self.now())
        try:
            version = msgspec.json.decode(answer.body, type=_Version).git_version
        except DECODE_ERRORS:
            return
        self._version = clean(version, 40)

    async def _kind(self, kind: Kind) -> None:
        """Follow one kind through everything that discovery says of it."""
        while True:
            presence = self.served.presence[kind]
            if isinstance(presence, Served):
                await self._read(kind, presence.version)
            else:
                await self._not_served(kind, presence)
            if not self.follow:
                return
            if isinstance(presence, Served):
                await self._went_away(kind)
            else:
                await self.served.differs(kind, presence)

    async def _went_away(self, kind: Kind) -> None:
        """A served kind answered 404: ask discovery, and do not hurry while it contradicts."""
        await self.served.ask()
        if isinstance(self.served.presence[kind], Served):
            await self._rest(REFUSED_WAIT)

    async def _not_served(self, kind: Kind, presence: Absent | Unknown) -> None:
        for place in [place for place in self._conditions if place[0] is kind]:
            del self._conditions[place]
            self._readers.pop(place, None)
        if isinstance(presence, Absent):
            await self.tell(ListEnded(self._scope, kind, self.now(), served=False))
        else:
            failed = Condition(Reading.FAILED, presence.reason)
            self._conditions[kind, ""] = lambda: failed
            await self.tell(Unread(self._scope, kind, presence.reason, self.now()))
        await self._settle(kind)

    async def _read(self, kind: Kind, version: str) -> None:
        """Read a kind, namespace by namespace when the user named some."""
        parts = self._namespaces if RESOURCES[kind].namespaced and self._namespaces else ("",)
        waiting = set(parts)
        turn = asyncio.Lock()

        async def settled(part: str) -> None:
            waiting.discard(part)
            if kind is Kind.NAMESPACE and self._conditions[kind, part]().reading is Reading.FORBIDDEN:
                await read_named(self, self._scope, self._namespaces)
            if not waiting:
                await self._settle(kind)

        async with asyncio.TaskGroup() as group:
            for part in parts:
                machine = ListWatch(self._scope, kind, part=part)
                self._conditions[kind, part] = lambda machine=machine: machine.condition
                path = list_path(RESOURCES[kind], version, part)
                reader = Reader(self, machine, path, turn=turn, settled=lambda part=part: settled(part))
                self._readers[kind, part] = reader
                group.create_task(reader.run())

    async def _settle(self, kind: Kind) -> None:
        if kind in self._unsettled:
            self._unsettled.discard(kind)
            if not self._unsettled:
                await self.tell(FirstRoundEnded(self._scope, self.now()))
