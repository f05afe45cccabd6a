"""From settings to an engine: which sources stand for the cluster and its Controllers."""

import asyncio
import importlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import ModuleType
from typing import Final, cast

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import AnyRule
from akotui.cli import context, output
from akotui.cli.threads import Idle
from akotui.config import Settings
from akotui.engine import Engine, OpenController, Report, Source
from akotui.errors import UsageError
from akotui.model.inventory import Inventory

_LATE: Final = ("httpcore", "anyio._backends._asyncio")
"""What httpx loads with its first request: 40 ms in which the event loop would hear no key."""

_READ: Final[list[Engine]] = []
"""What was read last, kept until the process ends, which is soon: object by object it takes long to be freed."""


def judged(settings: Settings, secrets: Mapping[str, str], rules: Sequence[AnyRule]) -> Estate:
    """Read everything once, within the time limit of `settings`, and judge it.

    Raises:
        UsageError: what was asked for cannot be read at all.
        SystemExit: SIGTERM or SIGHUP came; the code is that which a shell gives to it.

    """
    return examined(settings, secrets, rules)[0]


def examined(settings: Settings, secrets: Mapping[str, str], rules: Sequence[AnyRule]) -> tuple[Estate, Inventory]:
    """Do the same, and return what was read beside the judgement; raises as `judged` does."""
    found: list[tuple[Estate, Inventory]] = []

    async def once() -> None:
        async with AsyncExitStack() as stack:
            engine = await open_engine(settings, secrets, rules, stack, follow=False)
            _READ[:] = [engine]
            found.append((await engine.settled(settings.timeout), engine.inventory))

    until_signal(once)
    context.warn_of_open_files(settings)
    _tell_unknown(settings.cluster.namespaces, found[0][1])
    for caution in (caution for source in found[0][0].sources for caution in source.health.cautions):
        output.note(caution)
    return found[0]


def until_signal(once: Callable[[], Awaitable[None]]) -> None:
    """Run `once` to its end; SIGTERM and SIGHUP end it as an interruption would, with sessions closed.

    Raises:
        SystemExit: one of them came; the code is that which a shell gives to it.

    """
    came: list[int] = []

    async def guarded() -> None:
        asyncio.get_running_loop().set_default_executor(Idle())  # a file that never comes must not outlast --timeout
        _end_on_signals(came)
        await once()

    try:
        asyncio.run(guarded())  # its task returns nothing: asyncio.Runner writes out the repr of what it returned
    except asyncio.CancelledError:
        raise SystemExit(128 + came[0]) from None


def _tell_unknown(namespaces: Sequence[str], inventory: Inventory) -> None:
    """Say which of the namespaces that were asked for do not exist; silent while that cannot be told."""
    table = inventory.cluster.namespaces
    for name in namespaces if table.whole else ():
        if name not in table.rows:
            output.note(f"there is no namespace {name}; look at the names with kubectl get namespaces")


def _end_on_signals(came: list[int]) -> None:
    """Let SIGTERM and SIGHUP end the task that runs as an interruption would: with sessions closed. Notes in `came`."""
    running, loop = asyncio.current_task(), asyncio.get_running_loop()

    def end(number: int) -> None:
        came.append(number)
        if running is not None:
            running.cancel()

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup wants it to go on
            loop.add_signal_handler(number, end, number)


async def open_engine(
    settings: Settings,
    secrets: Mapping[str, str],
    rules: Sequence[AnyRule],
    stack: AsyncExitStack,
    *,
    follow: bool,
    report: Report | None = None,
) -> Engine:
    """Return an engine that has not started yet; `stack` closes what it reads from.

    With `follow` it watches and polls, without it reads once. `report` is the engine's.

    Raises:
        UsageError: what was asked for cannot be read at all.

    """
    if settings.snapshot is not None:
        from akotui.sources import snapshot  # noqa: PLC0415 - loads no network client

        taken = await asyncio.to_thread(snapshot.read, settings.snapshot)
        engine = Engine((), rules, report=report)
        engine.begin_with(snapshot.marked(taken))
        return engine
    if not settings.live:
        return Engine(await _instead(settings, stack, follow=follow), rules, report=report)
    sources, open_controller = await asyncio.to_thread(_live, settings, secrets, follow=follow)
    return Engine(sources, rules, open_controller=open_controller, report=report)


async def open_sources(settings: Settings, secrets: Mapping[str, str], stack: AsyncExitStack) -> tuple[Source, ...]:
    """Return sources that watch and poll, for whoever wants facts and no verdicts; `stack` closes what they read from.

    Raises:
        UsageError: what was asked for cannot be read at all.

    """
    if settings.snapshot is not None:
        raise UsageError("a snapshot is of one moment: there is nothing to record; copy the file")
    if not settings.live:
        return await _instead(settings, stack, follow=True)
    sources, _ = await asyncio.to_thread(_live, settings, secrets, follow=True)
    return sources


async def _instead(settings: Settings, stack: AsyncExitStack, *, follow: bool) -> tuple[Source, ...]:
    """Return what stands in the place of live sources; none of it loads the network clients but the demo."""
    if settings.directory is not None:
        from akotui.sources import directory  # noqa: PLC0415 - loads no network client

        return await asyncio.to_thread(directory.open_directory, settings.directory)
    if settings.recording is not None:
        from akotui.sources import recording  # noqa: PLC0415 - loads no network client

        return await asyncio.to_thread(recording.open_recording, settings.recording)
    from akotui.cli import simulated  # noqa: PLC0415 - loads the servers

    return await simulated.sources(settings.demo or "", stack, follow=follow)


def _live(settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> tuple[tuple[Source, ...], OpenController]:
    """Runs in a thread: loading the network clients takes longer than a screen may stand still."""
    _spare_command_line()
    from akotui.cli.live import LiveSources  # noqa: PLC0415 - loads the network clients

    for late in _LATE:
        importlib.import_module(late)
    live = LiveSources(settings, secrets, follow=follow)
    return live.sources, live.open_controller


def _spare_command_line() -> None:
    """Let httpx load without its own command line, for which it would load click, rich and pygments.

    It does the same where those are not installed; it is a quarter of the time that loading the network takes.
    """
    cast("dict[str, ModuleType | None]", sys.modules).setdefault("httpx._main", None)
