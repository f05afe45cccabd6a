"""From settings to an engine: which sources stand for the cluster and its Controllers."""

import asyncio
import gc
import signal
from collections.abc import Generator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import AnyRule
from akotui.config import Settings
from akotui.engine import Engine, Source
from akotui.model.inventory import Inventory


def judged(settings: Settings, secrets: Mapping[str, str], rules: Sequence[AnyRule]) -> Estate:
    """Read everything once, within the time limit of `settings`, and judge it.

    Raises:
        UsageError: what was asked for cannot be read at all.
        SystemExit: SIGTERM came; the code is that which a shell gives to it.

    """
    return examined(settings, secrets, rules)[0]


def examined(settings: Settings, secrets: Mapping[str, str], rules: Sequence[AnyRule]) -> tuple[Estate, Inventory]:
    """Do the same, and return what was read beside the judgement; raises as `judged` does."""
    found: list[tuple[Estate, Inventory]] = []

    async def once() -> None:
        _end_on_sigterm()
        async with AsyncExitStack() as stack:
            engine = await open_engine(settings, secrets, rules, stack, follow=False)
            found.append((await engine.settled(settings.timeout), engine.inventory))

    try:
        with _uncollected():
            asyncio.run(once())  # its task returns nothing: asyncio.Runner writes out the repr of what it returned
    except asyncio.CancelledError:
        raise SystemExit(128 + signal.SIGTERM) from None
    return found[0]


@contextmanager
def _uncollected() -> Generator[None]:
    """Let no cyclic garbage be looked for: one reading makes little, and each search walks all that was read.

    A tenth of the processor time of a run over 20,000 Ingresses, for a tenth more memory at its peak.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _end_on_sigterm() -> None:
    """Let SIGTERM end the task that runs as an interruption would: with sessions closed."""
    running = asyncio.current_task()
    if running is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, running.cancel)


async def open_engine(
    settings: Settings, secrets: Mapping[str, str], rules: Sequence[AnyRule], stack: AsyncExitStack, *, follow: bool
) -> Engine:
    """Return an engine that has not started yet; `stack` closes what it reads from.

    With `follow` it watches and polls, without it reads once.

    Raises:
        UsageError: what was asked for cannot be read at all.

    """
    return Engine(await _sources(settings, secrets, stack, follow=follow), rules)


async def _sources(
    settings: Settings, secrets: Mapping[str, str], stack: AsyncExitStack, *, follow: bool
) -> tuple[Source, ...]:
    if settings.directory is not None:
        from akotui.sources import directory  # noqa: PLC0415 - loads no network client

        return await asyncio.to_thread(directory.open_directory, settings.directory)
    if settings.demo is not None:
        from akotui.cli import simulated  # noqa: PLC0415 - loads the servers

        return await simulated.sources(settings.demo, stack, follow=follow)
    return await asyncio.to_thread(_live, settings, secrets, follow=follow)


def _live(settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> tuple[Source, ...]:
    """Runs in a thread: loading the network clients takes longer than a screen may stand still."""
    from akotui.cli import live  # noqa: PLC0415 - loads the network clients

    return live.sources(settings, secrets, follow=follow)
