"""The live screen: starts the app at once and the engine behind it, which is loaded once something is painted."""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import TextIO

from akotui.analysis.acknowledging import Acknowledgement
from akotui.cli import context, heap, output, pauses
from akotui.cli.acknowledging import entries
from akotui.cli.apart import kept_apart
from akotui.cli.arguments import Arguments
from akotui.cli.contexts import KubeconfigContexts
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.look import look
from akotui.cli.settings import settings
from akotui.cli.signals import ended_by_signals
from akotui.cli.threads import Idle, leave
from akotui.cli.trace import record
from akotui.config import Settings
from akotui.errors import Broken, UsageError
from akotui.sources import plugin_run
from akotui.tui.app import AkotuiApp
from akotui.tui.running import Running
from akotui.tui.sturdy import Report


def screen(arguments: Arguments, environment: Environment) -> int:
    """Run the screen until it is left.

    Raises:
        UsageError: no terminal, or the settings cannot be used.

    """
    if not (_on_terminal(sys.stdin) and _on_terminal(sys.stdout)):
        raise UsageError("the live screen needs a terminal; akotui check and akotui get work without one")
    chosen = settings(arguments, environment)
    context.warn_of_open_files(chosen)
    return leave(asyncio.run(_run(chosen, arguments, environment)))


def _on_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed before we started
        return False


async def _run(chosen: Settings, arguments: Arguments, environment: Environment) -> int:
    entered, appearance = entries(chosen), look(arguments, environment)
    loop = asyncio.get_running_loop()
    loop.set_default_executor(Idle(thread_name_prefix="aside"))
    report = partial(record, environ=environment.said)
    async with AsyncExitStack() as stack:

        async def start(chosen: Settings, secrets: Mapping[str, str]) -> Running:
            from akotui.cli.wiring import open_engine  # noqa: PLC0415 - start-up time
            from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

            return await open_engine(chosen, secrets, ALL_RULES, stack, follow=True, report=report)

        if chosen.recording is not None:
            app = _replay(chosen.recording, entered, report)
        else:
            title = context.title(chosen, environment.said)
            demo = chosen.demo is not None
            begin = partial(start, chosen, environment.secrets)
            app = AkotuiApp(begin, title=title, demo=demo, ignored=entered, report=report)
        app.appearance = appearance
        if chosen.demo is None and chosen.directory is None and chosen.recording is None:
            app.contexts = KubeconfigContexts(arguments, environment, start)
        loop.set_exception_handler(partial(_unseen, app))

        def abandon(code: int) -> None:
            app.abandon()
            plugin_run.kill_all()
            os._exit(code)

        stack.callback(loop.create_task(heap.kept_small()).cancel)
        with ended_by_signals(app.end, abandon), kept_apart(), pauses.short():
            await app.run_async(mouse=appearance.mouse)
    return _told(app)


def _replay(name: str, entered: tuple[Acknowledgement, ...], report: Report) -> AkotuiApp:
    """The app on a recording, which is read before anything is painted: a file that is none is refused at once."""
    from akotui.replay.player import Player  # noqa: PLC0415 - start-up time
    from akotui.sources.recording import read  # noqa: PLC0415 - start-up time
    from akotui.tui.replay import ReplayApp  # noqa: PLC0415 - start-up time

    recording = read(name)

    async def start() -> Player:
        from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

        return await asyncio.to_thread(Player, recording, ALL_RULES)

    return ReplayApp(start, title=recording.title, ignored=entered, report=report)


def _unseen(app: AkotuiApp, _: asyncio.AbstractEventLoop, context: Mapping[str, object]) -> None:
    """An error in a task that nobody waits for."""
    error = context.get("exception")
    if isinstance(error, Exception):
        app.survive(error)


def _told(app: AkotuiApp) -> int:
    """Say why the screen was left, if not because somebody wanted it, and return the exit code."""
    if app.crash:
        output.note(app.crash)
        return Exit.INTERNAL
    if app.return_code:
        return app.return_code
    if app.failure is None:
        return Exit.OK
    output.note(str(app.failure))
    return Exit.INTERNAL if isinstance(app.failure, Broken) else Exit.USAGE
