"""`akotui record`: write what the sources tell to a file, as it comes, until somebody ends it.

The same sources as the live screen's, and nothing is judged here: a recording is judged when it is looked at.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import UTC, datetime
from typing import cast

from akotui.cli import context, output
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.wiring import open_sources, until_signal
from akotui.engine import Source
from akotui.errors import NothingRead
from akotui.model.facts import Fact, ListEnded
from akotui.model.kinds import Plane
from akotui.sources.recording import Recorder


def record(arguments: Arguments, environment: Environment) -> Exit:
    """Record until the time that was given is over, the sources have no more to tell, or a signal comes.

    Raises:
        UsageError: what was asked for cannot be read at all, or the file cannot be made.
        NothingRead: no cluster answered as long as it lasted.
        NotWritten: the disk is full.
        SystemExit: SIGTERM or SIGHUP came.

    """
    chosen = settings(arguments, environment)
    context.warn_of_open_files(chosen)
    tally = _Tally()

    async def once() -> None:
        async with AsyncExitStack() as stack:
            sources = await open_sources(chosen, environment.secrets, stack)
            scopes = [source.scope for source in sources]
            recorder = Recorder(arguments.folder, datetime.now(UTC), context.title(chosen, environment.said), scopes)
            stack.callback(tally.end, recorder)
            output.note(f"recording to {recorder.path}; ctrl-c ends it")
            await _until(arguments.lasting, sources, lambda fact: tally.take(recorder, fact))

    until_signal(once)
    if not tally.cluster:
        raise NothingRead("no cluster answered while it was recorded; akotui doctor says why")
    return Exit.OK


class _Tally:
    """Writes facts, and knows how many, and whether any of a cluster was among them."""

    def __init__(self) -> None:
        self.facts = 0
        self.cluster = False

    def take(self, recorder: Recorder, fact: Fact) -> None:
        """Write one. Raises NotWritten."""
        try:
            recorder.write(fact)
        except OSError as error:
            raise output.NotWritten(f"{recorder.path}: {error.strerror or os.strerror(error.errno or 0)}") from None
        self.facts += 1
        self.cluster |= isinstance(fact, ListEnded) and fact.served and fact.scope.plane is Plane.KUBERNETES

    def end(self, recorder: Recorder) -> None:
        """Close the file, and say what became of it."""
        recorder.close()
        output.note(f"{self.facts} facts are in {recorder.path}")


async def _until(seconds: float | None, sources: Sequence[Source], take: Callable[[Fact], None]) -> None:
    """Drain the sources for so long, or until they have ended; close them. Raises what one of them raised."""
    reading = [asyncio.create_task(_drain(source, take)) for source in sources]
    try:
        done, _ = await asyncio.wait(reading, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in reading:
            task.cancel()
        await asyncio.wait(reading)
    for task in done:
        task.result()


async def _drain(source: Source, take: Callable[[Fact], None]) -> None:
    async with aclosing(cast("AsyncGenerator[Fact]", source.facts())) as facts:
        async for fact in facts:
            take(fact)
