"""How the screen behaves on this terminal: flag, then configuration file, then what fits the terminal."""

from akotui import config
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.tui.appearance import Appearance, usual


def look(arguments: Arguments, environment: Environment) -> Appearance:
    """Return how to behave. A demo looks as the configuration says, too: its sources alone are simulated.

    Raises:
        UsageError: the configuration file cannot be used.

    """
    file = config.load(environment.said)
    fitting = usual(environment.said)
    return Appearance(
        arguments.theme or file.theme or fitting.theme,
        mouse=_first(arguments.mouse, file.mouse, fitting.mouse),
        ascii=_first(arguments.ascii, file.ascii, fitting.ascii),
        bell=_first(arguments.bell, file.bell, fitting.bell),
    )


def _first(flag: bool | None, file: bool | None, otherwise: bool) -> bool:  # noqa: FBT001 - what three layers say
    said = file if flag is None else flag
    return otherwise if said is None else said
