"""Opens the live screen: something true is painted at once, and what takes long to load is loaded behind it."""

import sys
from datetime import UTC, datetime
from typing import TextIO

from akotui.cli import context, pauses
from akotui.cli.acknowledging import entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.look import look
from akotui.cli.settings import settings
from akotui.cli.showing import Showing
from akotui.errors import UsageError
from akotui.tui.curtain import Curtain
from akotui.tui.drawn import drawn
from akotui.tui.extent import extent
from akotui.views.opening import first_screen


def screen(arguments: Arguments, environment: Environment) -> int:
    """Run the screen until it is left.

    Raises:
        UsageError: no terminal, or the settings cannot be used.

    """
    if not (_on_terminal(sys.stdin) and _on_terminal(sys.stdout)):
        raise UsageError("the live screen needs a terminal; akotui check and akotui get work without one")
    with pauses.none():
        return _open(_showing(arguments, environment))


def _showing(arguments: Arguments, environment: Environment) -> Showing:
    chosen, appearance = settings(arguments, environment), look(arguments, environment)
    context.warn_of_open_files(chosen)
    title = context.title(chosen, environment.said)
    return Showing(chosen, arguments, environment, appearance, entries(chosen), title)


def _open(showing: Showing) -> int:
    """A recording is read before anything is painted: a file that is none is refused at once."""
    if showing.settings.recording is not None:
        from akotui.cli.screen import replay  # noqa: PLC0415 - start-up time

        return replay(showing)
    with Curtain(_first_frame(showing)) as curtain:
        from akotui.cli.screen import live  # noqa: PLC0415 - start-up time: loaded when something is seen

        return live(showing, curtain)


def _first_frame(showing: Showing) -> str:
    columns, lines = extent(sys.stdout.fileno())
    demo = showing.settings.demo is not None
    seen = first_screen(showing.title, datetime.now(UTC), demo=demo, columns=columns, lines=lines)
    return drawn(seen, showing.appearance, showing.environment.said)


def _on_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed before we started
        return False
