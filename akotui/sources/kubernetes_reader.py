"""Reads one kind (of one namespace) for ever, or once: does what its machine says. Knows no HTTP library."""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import datetime
from typing import Final, Protocol

from akotui.model.facts import Fact
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.kubernetes_protocol import ListWatch, Reading
from akotui.sources.kubernetes_steps import List, Parameters, Wait, Watch
from akotui.sources.kubernetes_wire import Answer, Lines, Unreadable

PAGE_SECONDS: Final = 20.0
TRIES: Final = 3
"""After so many failures the first round goes on without this kind."""
QUIET_SECONDS: Final = 90.0
"""A watch that brings nothing for so long, of a server that sends a bookmark each minute, is dead."""
_GRACE: Final = 30.0
_HOPELESS: Final = frozenset({Reading.UNAUTHORIZED, Reading.FORBIDDEN})


class Lost(Exception):
    """The connection failed or an answer did not come in time; the text is one line for a person."""


class Wire(Protocol):
    """Sends GETs, and answers a 401 by renewing the credentials once."""

    async def get(self, path: str, parameters: Parameters = (), *, seconds: float = PAGE_SECONDS) -> Answer:
        """Return the whole answer. Raises Lost, CredentialsFailed."""
        ...

    def stream(self, path: str, parameters: Parameters) -> AsyncGenerator[Answer | bytes]:
        """Yield the answer, then, if it is 200, its body in chunks. Raises Lost, CredentialsFailed.

        The time until the answer is bounded here, the time of the whole by the caller.
        """
        ...


class Surroundings(Protocol):
    """What a reader needs of the session that it is a part of. `lists` lets a few lists run at a time."""

    wire: Wire
    lists: asyncio.Semaphore
    follow: bool

    async def tell(self, *facts: Fact) -> None:
        """Pass facts on, and the state if it changed; waits while the engine is busy."""
        ...

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until somebody asks to try now."""
        ...

    def now(self) -> datetime:
        """The moment of a fact."""
        ...


class Reader:
    """One machine and the requests that it asks for.

    `turn` is shared by the readers of one kind: pages name no namespace, so two lists of a kind must not mix.
    `settled` is called when the first list ended or was given up.
    """

    def __init__(
        self,
        session: Surroundings,
        machine: ListWatch,
        path: str,
        *,
        turn: asyncio.Lock,
        settled: Callable[[], Awaitable[None]],
    ) -> None:
        self._session = session
        self._machine = machine
        self._path = path
        self._turn = turn
        self._settled = settled
        self._limit: asyncio.Timeout | None = None
        self._leave: bool | None = None

    def reopen(self, *, doubt: bool) -> None:
        """Leave the watch that is open and open it again where it was; with `doubt`, audit what it brought first.

        What fails from now on is tried again soon: a server that has just started refuses for a while.
        """
        self._machine.attempt = 0
        self._leave = doubt
        if self._limit is not None:
            self._limit.reschedule(asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Read until the kind is gone (404), or until it was read or given up when it was to be read only once."""
        machine, session = self._machine, self._session
        while True:
            step = machine.step(random.random())  # noqa: S311 - spreads requests, guards nothing
            if isinstance(step, Wait):
                await session.pause(step.seconds)
            elif isinstance(step, List):
                await self._list(step)
                if self._decided():
                    await self._settled()
                    if machine.gone or not session.follow:
                        return
            else:
                await self._watch(step)

    def _decided(self) -> bool:
        machine = self._machine
        hopeless = machine.gone or machine.condition.reading in _HOPELESS
        return machine.condition.ever or hopeless or machine.failures >= TRIES

    async def _list(self, step: List) -> None:
        """Read pages up to the end or the first failure."""
        machine, session = self._machine, self._session
        async with self._turn, session.lists:
            following: List | None = step
            while following is not None:
                await session.tell(*await self._page(following))
                following = machine.next_page()

    async def _page(self, step: List) -> tuple[Fact, ...]:
        machine, session = self._machine, self._session
        try:
            answer = await session.wire.get(self._path, step.parameters)
        except Lost as error:
            return machine.lost(str(error), session.now())
        except CredentialsFailed as error:
            return machine.rejected(str(error), session.now())
        return machine.listed(answer, session.now())

    async def _watch(self, step: Watch) -> None:
        machine, session = self._machine, self._session
        clock = asyncio.get_running_loop().time
        began = clock()
        self._leave = None
        stream = session.wire.stream(self._path, step.parameters)
        try:
            async with aclosing(stream):
                await self._follow(stream, began + step.seconds + _GRACE)
        except Lost as error:
            machine.lost(str(error), session.now(), lasted=clock() - began)
        except TimeoutError:
            self._timed_out(clock() - began)
        except CredentialsFailed as error:
            await self._tell_in_turn(machine.rejected(str(error), session.now()))
        else:
            machine.ended(clock() - began)
        await session.tell()

    def _timed_out(self, lasted: float) -> None:
        """A watch that was left on purpose, or that was silent, is opened again at once."""
        if self._leave is None and lasted < QUIET_SECONDS:
            self._machine.lost("a watch did not end in time", self._session.now(), lasted=lasted)
        else:
            self._machine.left(lasted, doubt=self._leave is True)

    async def _follow(self, stream: AsyncGenerator[Answer | bytes], ends: float) -> None:
        """Take the watch up to its end. Raises TimeoutError when there is nothing more to expect of it."""
        machine, session = self._machine, self._session
        lines = Lines()
        while (part := await self._next(stream, ends)) is not None:
            if isinstance(part, Answer):
                await self._tell_in_turn(machine.opened(part, session.now()))
            else:
                await session.tell(*self._events(lines, part))
            if machine.leaving:
                return

    async def _next(self, stream: AsyncGenerator[Answer | bytes], ends: float) -> Answer | bytes | None:
        """Return what comes next, None at the end. Only this may be broken off: what came must be told."""
        if self._leave is not None:
            raise TimeoutError
        quiet = asyncio.get_running_loop().time() + QUIET_SECONDS if self._machine.marked else ends
        try:
            async with asyncio.timeout_at(min(ends, quiet)) as self._limit:
                return await anext(stream, None)
        finally:
            self._limit = None

    def _events(self, lines: Lines, chunk: bytes) -> tuple[Fact, ...]:
        machine, at = self._machine, self._session.now()
        facts: list[Fact] = []
        try:
            for line in lines.feed(chunk):
                facts += machine.event(line, at)
                if machine.leaving:
                    break
        except Unreadable as error:
            machine.distrust(str(error))
        return tuple(facts)

    async def _tell_in_turn(self, facts: tuple[Fact, ...]) -> None:
        """Pass on an Unread only between the lists of the kind: it would make the engine drop their pages."""
        if not facts:
            await self._session.tell()
            return
        async with self._turn:
            await self._session.tell(*facts)
