"""Runs one command and turns every way it can end into an exit code and at most one line on stderr."""

import os
import sys
from collections.abc import Sequence

from akotui.cli import output
from akotui.cli.arguments import Arguments, called, parse
from akotui.cli.environment import Environment, take
from akotui.cli.exit_codes import Exit
from akotui.errors import NothingRead, UsageError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of the process when None) and return the exit code."""
    try:
        environment = take(os.environ)
        arguments = parse(list(sys.argv[1:] if argv is None else argv), called(sys.argv[0]))
        return _run(arguments, environment)
    except UsageError as error:
        output.note(str(error))
        return Exit.USAGE
    except NothingRead as error:
        output.note(str(error))
        return Exit.NOTHING_READ
    except output.NotWritten as error:
        output.note(str(error))
        output.leave_stdout()
        return Exit.NOT_WRITTEN
    except BrokenPipeError:
        output.leave_stdout()
        return Exit.PIPE_CLOSED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED


def _run(arguments: Arguments, environment: Environment) -> int:
    match arguments.command:
        case "check":
            from akotui.cli.check import check  # noqa: PLC0415 - start-up time

            return check(arguments, environment)
        case "get":
            from akotui.cli.get import get  # noqa: PLC0415 - start-up time

            return get(arguments, environment)
        case "names":
            from akotui.cli.names import names  # noqa: PLC0415 - start-up time

            return names(arguments, environment)
        case "rules" | "version" | "config":
            return _print(arguments)
        case "demo":
            return _demo(arguments, environment)
        case _:
            return _screen(arguments, environment)


def _print(arguments: Arguments) -> int:
    if arguments.command == "config":
        from akotui.report import schema  # noqa: PLC0415 - start-up time

        output.emit(schema.shipped(arguments.document))
        return Exit.OK
    from akotui.cli import listing  # noqa: PLC0415 - start-up time

    output.emit(listing.rules() if arguments.command == "rules" else listing.version(arguments.output))
    return Exit.OK


def _demo(arguments: Arguments, environment: Environment) -> int:
    from akotui.cli import scenarios  # noqa: PLC0415 - start-up time

    if arguments.list_scenarios:
        from akotui.cli.listing import columns  # noqa: PLC0415 - start-up time

        output.emit(columns([("SCENARIO", "SHOWS"), *scenarios.titles().items()]))
        return Exit.OK
    scenarios.scenario(arguments.scenario)
    arguments.demo = arguments.scenario
    return _screen(arguments, environment)


def _screen(arguments: Arguments, environment: Environment) -> int:
    from akotui.cli.screen import screen  # noqa: PLC0415 - start-up time

    return screen(arguments, environment)
