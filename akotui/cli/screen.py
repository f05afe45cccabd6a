"""The live screen: the app on its engine, which is loaded once something is painted."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Final

from akotui.cli import heap, output, pauses
from akotui.cli.apart import kept_apart
from akotui.cli.contexts import KubeconfigContexts
from akotui.cli.deferring import deferring
from akotui.cli.exit_codes import Exit
from akotui.cli.resting import resting_loop
from akotui.cli.showing import Showing
from akotui.cli.signals import ended_by_signals
from akotui.cli.threads import Idle, leave
from akotui.cli.trace import record
from akotui.config import Settings
from akotui.errors import Broken
from akotui.sources import plugin_run
from akotui.tui.app import AkotuiApp
from akotui.tui.curtain import Curtain
from akotui.tui.extent import extent
from akotui.tui.running import Running
from akotui.tui.urgency import Urgency

_PATIENCE: Final = 0.5
"""Seconds that a terminal has to take why the screen was left: one that is stalled holds up no end."""


def live(showing: Showing, curtain: Curtain) -> int:
    """Show what sources tell, where the curtain was, and return the exit code. Raises UsageError."""
    return leave(_urgently(partial(_live, showing, curtain)))


def replay(showing: Showing) -> int:
    """Show a recording, and return the exit code. Raises UsageError for a file that is none."""
    return leave(_urgently(partial(_replay, showing)))


def _urgently(run: Callable[[Urgency], Coroutine[None, None, int]]) -> int:
    """Run a screen on a loop that notes when the keys that came are dealt with."""
    urgency = Urgency()
    with asyncio.Runner(loop_factory=partial(resting_loop, urgency)) as runner:
        return runner.run(run(urgency))


async def _live(showing: Showing, curtain: Curtain, urgency: Urgency) -> int:
    chosen, report = showing.settings, partial(record, environ=showing.environment.said)
    async with AsyncExitStack() as stack:

        async def start(chosen: Settings, secrets: Mapping[str, str]) -> Running:
            from akotui.cli.wiring import open_engine  # noqa: PLC0415 - start-up time
            from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

            engine = await open_engine(chosen, secrets, ALL_RULES, stack, follow=True, report=report)
            engine.calm = urgency.calm
            return engine

        begin = partial(start, chosen, showing.environment.secrets)
        demo = chosen.demo is not None
        app = AkotuiApp(begin, title=showing.title, demo=demo, ignored=showing.ignored, report=report)
        app.curtain, app.urgency = curtain, urgency
        if chosen.live:
            app.contexts = KubeconfigContexts(showing.arguments, showing.environment, start)
        await _run(app, showing)
    return _told(app)


async def _replay(showing: Showing, urgency: Urgency) -> int:
    """The app on a recording, which is read before anything is painted: a file that is none is refused at once."""
    from akotui.replay.player import Player  # noqa: PLC0415 - start-up time
    from akotui.sources.recording import read  # noqa: PLC0415 - start-up time
    from akotui.tui.replay import ReplayApp  # noqa: PLC0415 - start-up time

    recording = read(showing.settings.recording or "")
    report = partial(record, environ=showing.environment.said)

    async def start() -> Player:
        from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

        return await asyncio.to_thread(Player, recording, ALL_RULES)

    app = ReplayApp(start, title=recording.title, ignored=showing.ignored, report=report)
    app.urgency = urgency
    await _run(app, showing)
    return _told(app)


async def _run(app: AkotuiApp, showing: Showing) -> None:
    """Run the app until it is left, with all around it that a terminal and a long life want."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(Idle())
    loop.set_exception_handler(partial(_unseen, app))
    app.appearance = showing.appearance

    def abandon(code: int) -> None:
        app.abandon()
        plugin_run.kill_all()
        os._exit(code)

    tidying = loop.create_task(heap.kept_small())
    try:
        aside = app.urgency.stand_aside
        with ended_by_signals(app.end, abandon), kept_apart(), pauses.short() as sweeping, deferring(aside):
            app.urgency.sweep = sweeping.collect
            await app.run_async(mouse=showing.appearance.mouse, size=extent(sys.stdout.fileno()))
    finally:
        tidying.cancel()


def _unseen(app: AkotuiApp, _: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """An error in a task that nobody waits for."""
    error = context.get("exception")
    if isinstance(error, Exception):
        app.survive(error)


def _told(app: AkotuiApp) -> int:
    """Say why the screen was left, if not because somebody wanted it, and return the exit code."""
    if app.crash:
        output.note(app.crash, patience=_PATIENCE)
        return Exit.INTERNAL
    if app.return_code:
        return app.return_code
    if app.failure is None:
        return Exit.OK
    output.note(str(app.failure), patience=_PATIENCE)
    return Exit.INTERNAL if isinstance(app.failure, Broken) else Exit.USAGE
