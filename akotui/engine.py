"""Runs sources, folds what they see into the inventory, and publishes estates.

One task a source drains it into a bounded queue, one task decodes, one analyses. Decoding yields to the loop between
pages, so that keys stay responsive. The first change after silence is analysed at once, later ones at most four
times a second: less often while sources are read for the first time, but at once when one has told all it had. A
source that raises is a bug (or a UsageError, for the caller): it ends the run, loudly. With `report` (the screen) a bug
costs no more than it must: the source that raised stands still until poked, so does an estate that cannot be judged.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol, cast, runtime_checkable

import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate, looked_at
from akotui.analysis.sources import report_sources
from akotui.analysis.standstill import stand_still
from akotui.analysis.subjects import AnyRule
from akotui.decode.folding import Fold
from akotui.errors import AkotuiError, Unseen, UsageError
from akotui.model.changes import apply
from akotui.model.facts import Fact, FirstRoundEnded, Observed, Paged, Scope, SourceState, Unread
from akotui.model.inventory import Controller, Coverage, Inventory, Table
from akotui.model.kinds import AVI_TYPES, RESOURCES, Plane
from akotui.model.objects import Sight, Wanted
from akotui.sources.avi_account import AviCredentials
from akotui.sources.credentials import Interactive
from akotui.sources.patience import Calm, Patient, nobody_waits

PACE: Final = 0.25
"""Seconds between two analyses."""

_IDLE: Final = 2.0
"""Times as long as an analysis took that none begins while sources are read: there will be more in a moment."""

_SLOWEST: Final = 2.0
"""Seconds after which one begins all the same."""

_QUEUED: Final = 256
"""Facts that may wait to be decoded; a source that is faster than that waits."""

_PAGE: Final = 50
"""Objects decoded in one go, about 1 ms: a key needs several turns of the loop until it is painted."""

_TURNS: Final = 6
"""Turns of the loop between two such pieces."""

_BURST: Final = 50
"""Watch events decoded, or pages known already, before the loop gets a turn."""


_LARGE: Final = 2000
"""Objects from which on an analysis takes long enough (about 30 ms) to be felt between two keys."""


class Source(Protocol):
    """Something that yields facts for one scope. It never raises for what the outside does; that is a fact too.

    `facts` runs until closed (a live source) or ends after its first round (a one-shot source). `poke` asks a live
    source to try again now.
    """

    @property
    def scope(self) -> Scope:
        """Whose facts these are."""
        ...

    def facts(self) -> AsyncIterator[Fact]:
        """All facts, from the beginning."""
        ...

    def poke(self) -> None:
        """Reconnect or read again now."""
        ...


@runtime_checkable
class Showing(Protocol):
    """A source that can give one object as it is, when somebody wants to see it."""

    async def sight(self, wanted: Wanted) -> Sight:
        """Get it now. Raises Unseen."""
        ...


@runtime_checkable
class Asking(Protocol):
    """A source that may want a person to log in on the terminal."""

    @property
    def interactive(self) -> Interactive | None:
        """How; None when its credentials are of another kind."""
        ...


OpenController = Callable[[str, AviCredentials], Source]
"""Hands an account to the source of the Controller at this address: one that there is, or a new one.

Raises UsageError for an address that cannot be used.
"""


Report = Callable[[BaseException], str]
"""Keeps what is known of a bug, and returns one line about it that holds nothing that was read from outside."""


class Engine:
    """The running whole: sources in, estates out. `clock` and `sleep` are arguments so that tests own the time.

    `open_controller` makes `sign_in` possible. `report` keeps what is known of a bug and returns one line about it;
    without it the first bug ends the run. `calm` is awaited before each piece that is decoded or shown: the screen
    keeps it waiting while somebody waits for the screen.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        rules: Sequence[AnyRule],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        *,
        open_controller: OpenController | None = None,
        report: Report | None = None,
    ) -> None:
        self._sources = tuple(sources)
        self._open_controller = open_controller
        self._group: asyncio.TaskGroup | None = None
        self._rules = tuple(rules)
        self._clock = clock
        self._sleep = sleep
        self._report = report
        self._poked = asyncio.Event()
        self._queue: asyncio.Queue[Fact] = asyncio.Queue(_QUEUED)
        self._fold = Fold()
        self._stirred = asyncio.Event()
        self._settled = asyncio.Event()
        self._told_all = asyncio.Event()
        self.calm: Calm = nobody_waits
        self._unsettled = {source.scope for source in self._sources}
        self._inventory = Inventory(
            controllers={scope: Controller() for scope in self._unsettled if scope.plane is Plane.AVI}
        )
        self._estate: Estate | None = None
        self._judged: Estate | None = None

    @property
    def inventory(self) -> Inventory:
        """Everything known at the newest estate, or at the one that is being made."""
        return self._inventory

    def begin_with(self, known: Inventory) -> None:
        """Take this for what is known when nothing is read yet."""
        self._inventory = known

    def poke(self) -> None:
        """Ask every source to try again now."""
        self._poked.set()
        self._poked = asyncio.Event()
        for source in self._sources:
            source.poke()

    def sign_in(self, address: str, account: AviCredentials) -> None:
        """Read the Controller at `address` as `account` from now on, whatever stood for it before.

        `address` is one that a person gave or confirmed: the account is sent there. How it goes shows in the health of
        the source `host[:port]`. Raises UsageError when the address cannot be used, or no Controller can be read.
        """
        if self._open_controller is None or self._group is None:
            raise UsageError("what is shown is not read from a Controller: there is nothing to log in to")
        source = self._open_controller(address, account)
        if source not in self._sources:
            self._sources = (*(one for one in self._sources if one.scope != source.scope), source)
            self._group.create_task(self._follow(source), name=f"source {source.scope.name}")

    @property
    def interactive(self) -> Interactive | None:
        """Credentials for which a person can log in on the terminal; None when no source has such."""
        return next((one.interactive for one in self._sources if isinstance(one, Asking)), None)

    async def sight(self, wanted: Wanted) -> Sight:
        """Get one object from its source, now. Raises Unseen, which says why there is nothing to see."""
        source = next((one for one in self._sources if one.scope == wanted.scope), None)
        if isinstance(source, Showing):
            return await source.sight(wanted)
        raise Unseen(f"{wanted.scope.name} is not read")

    async def run(self, publish: Callable[[Estate], None]) -> None:
        """Read and publish until cancelled: first an estate of sources that connect, then one after each change."""
        self._fold = Fold(polled=True)
        with _loud():
            async with asyncio.TaskGroup() as self._group:
                group = self._group
                group.create_task(self._decode(), name="decode")
                for source in self._sources:
                    group.create_task(self._follow(source), name=f"source {source.scope.name}")
                publish(await self._judge_or_stand_still())
                while True:
                    await self._stirred.wait()
                    began = self._clock()
                    estate = await self._judge_or_stand_still()
                    spent = (self._clock() - began).total_seconds()
                    await self.calm()
                    publish(estate)
                    pause = max(PACE, min(_SLOWEST, spent * _IDLE)) if self._unsettled else PACE
                    await _first_of(self._told_all.wait(), self._sleep(pause))

    async def settled(self, timeout: float) -> Estate:  # noqa: ASYNC109 - the limit ends the reading, not the call
        """Read until each source has ended its first round, `timeout` seconds at most; close them, judge once."""
        with _loud():
            async with asyncio.TaskGroup() as group:
                reading = [group.create_task(self._drain(source)) for source in self._sources]
                reading.append(group.create_task(self._decode_at_once()))
                await _first_of(self._settled.wait(), self._sleep(timeout))
                for task in reading:
                    task.cancel()
        while not self._queue.empty():
            self._take(self._queue.get_nowait())
        self._give_up(timeout)
        return self._judge()

    async def _follow(self, source: Source) -> None:
        """Drain a source; one that breaks off for a bug of akotui's is lost until a person asks for it again.

        It does not come back by itself: a bug that follows a refused password would try that again and again.
        """
        if isinstance(source, Patient):
            source.calm = self.calm
        while True:
            try:
                return await self._drain(source)
            except AkotuiError:
                raise
            except Exception as error:
                if self._report is None:
                    raise
                await self._queue.put(_lost(source.scope, self._report(error), self._judged, self._clock()))
            await self._poked.wait()

    async def _drain(self, source: Source) -> None:
        facts = source.facts()
        try:
            async for fact in facts:
                await self._queue.put(fact)
        finally:
            if isinstance(facts, AsyncGenerator):
                await facts.aclose()
        await self._queue.put(FirstRoundEnded(source.scope, self._clock()))

    async def _decode_at_once(self) -> None:
        """Decode without giving way between pieces: nobody presses keys."""
        self._note_settled()
        while True:
            self._take(await self._queue.get())

    async def _decode(self) -> None:
        self._note_settled()
        turns = 0
        while True:
            fact = await self._queue.get()
            for piece in _pieces(fact):
                pages = self._fold.pages
                self._take(piece)
                turns += 1
                if self._fold.pages != pages or turns % _BURST == 0:
                    await _give_way()
                    await self.calm()

    def _take(self, fact: Fact) -> None:
        self._fold.add(fact)
        if isinstance(fact, FirstRoundEnded):
            self._unsettled.discard(fact.scope)
            self._told_all.set()
            self._note_settled()
        if self._fold.changed:
            self._stirred.set()

    def _note_settled(self) -> None:
        if not self._unsettled:
            self._settled.set()

    def _give_up(self, seconds: float) -> None:
        """Say of each kind that was not read in time that this is why."""
        self._advance()
        inventory, at = self._inventory, self._clock()
        for scope in sorted(self._unsettled):
            kubernetes = scope.plane is Plane.KUBERNETES
            side = inventory.cluster if kubernetes else inventory.controllers[scope]
            for kind in RESOURCES if kubernetes else AVI_TYPES:
                table: Table[object] = getattr(side, kind.value)
                if table.coverage == Coverage():
                    self._fold.add(Unread(scope, kind, f"not read within {seconds:g} s", at))

    def _judge(self) -> Estate:
        self._advance()
        estate = self._estate = analyse(self._estate, self._inventory, self._rules)
        return estate

    async def _judge_or_stand_still(self) -> Estate:
        """Judge; when that fails show what was known before, as old. What comes next is judged from the beginning."""
        try:
            return await self._judge_aside()
        except Exception as error:
            if self._report is None:
                raise
            before = self._judged or Estate(sources=report_sources(self._inventory, ()))
            self._estate = None
            return stand_still(before, self._report(error))

    async def _judge_aside(self) -> Estate:
        """Judge without keeping the loop: what is given is frozen, so a thread may read it while facts come in."""
        self._advance()
        if _objects(self._inventory) < _LARGE:
            estate = _judge_whole(self._estate, self._inventory, self._rules)
        else:
            estate = await asyncio.to_thread(_judge_whole, self._estate, self._inventory, self._rules)
        self._estate = self._judged = estate
        return estate

    def _advance(self) -> None:
        self._stirred.clear()
        self._told_all.clear()
        self._inventory = apply(self._inventory, self._fold.take())


def _judge_whole(before: Estate | None, inventory: Inventory, rules: Sequence[AnyRule]) -> Estate:
    """Judge for those who look: nothing is left to be made when a row is shown."""
    return looked_at(analyse(before, inventory, rules))


def _lost(scope: Scope, why: str, judged: Estate | None, at: datetime) -> Observed:
    read = any(one == scope for one, _ in (judged or Estate()).read_at)
    return Observed(scope, SourceState.STALE if read else SourceState.UNREACHABLE, why, at)


async def _first_of(*waits: Awaitable[object]) -> None:
    """Wait until the first of these is over; the others are cancelled."""
    waiting = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waiting:
            wait.cancel()
        await asyncio.wait(waiting)


async def _give_way() -> None:
    """Let others have the loop for as many turns as a key needs until it is painted, which costs nothing when idle."""
    for _ in range(_TURNS):
        await asyncio.sleep(0)


def _objects(inventory: Inventory) -> int:
    """How many objects an inventory holds, in the kinds that can be many."""
    cluster = inventory.cluster
    on_controllers = sum(len(each.virtualservices) + len(each.pools) for each in inventory.controllers.values())
    return len(cluster.namespaces) + len(cluster.ingresses) + len(cluster.services) + on_controllers


def _pieces(fact: Fact) -> Iterator[Fact]:
    """Cut a long page into some that decode without a pause that could be felt."""
    if not isinstance(fact, Paged) or len(fact.items) <= _PAGE:
        yield fact
        return
    for start in range(0, len(fact.items), _PAGE):
        yield msgspec.structs.replace(fact, items=fact.items[start : start + _PAGE])


@contextlib.contextmanager
def _loud() -> Generator[None]:
    """Let the first error of a group of tasks out as itself, one made for people before any other."""
    try:
        yield
    except ExceptionGroup as group:
        raise _first(group.subgroup(AkotuiError) or group) from group


def _first(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = cast("ExceptionGroup[Exception]", error).exceptions[0]
    return error
