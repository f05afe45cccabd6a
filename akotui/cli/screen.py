"""The live screen: starts the app at once and the engine behind it."""

import asyncio
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack

from akotui.cli import context, output
from akotui.cli.acknowledging import entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.wiring import open_engine, warn_of_open_files
from akotui.config import Settings
from akotui.engine import Engine
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.rules import ALL_RULES
from akotui.tui.app import AkotuiApp


def screen(arguments: Arguments, environment: Environment) -> Exit:
    """Run the screen until it is left.

    Raises:
        UsageError: no terminal, or the settings cannot be used.

    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("the live screen needs a terminal; akotui check and akotui get work without one")
    chosen = settings(arguments, environment)
    warn_of_open_files(chosen)
    return asyncio.run(_run(chosen, environment))


async def _run(chosen: Settings, environment: Environment) -> Exit:
    entered = entries(chosen)
    async with AsyncExitStack() as stack:

        async def start() -> Engine:
            return await open_engine(chosen, environment.secrets, ALL_RULES, stack, follow=True)

        title = _title(chosen, environment.said)
        app = AkotuiApp(start, title=title, demo=chosen.demo is not None, ignored=entered)
        await app.run_async()
    if app.failure is not None:
        output.note(str(app.failure))
        return Exit.USAGE
    return Exit.OK


def _title(chosen: Settings, environ: Mapping[str, str]) -> str:
    if chosen.demo is not None:
        return chosen.demo
    if chosen.directory is not None:
        return clean(chosen.directory, 200)
    return clean(chosen.cluster.context or context.current(chosen.cluster.kubeconfig, environ) or "", 200)
