"""Runs one command and turns every way it can end into an exit code and at most one line on stderr."""

import os
import sys
from collections.abc import Sequence

from akotui.cli import output, pauses
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
        case "check" | "get" | "names" | "explain" | "whatif" | "snapshot" | "diff":
            with pauses.none():
                return _read(arguments, environment)
        case "rules" | "rbac" | "version" | "config":
            return _print(arguments)
        case "doctor":
            from akotui.cli.doctor import doctor  # noqa: PLC0415 - start-up time

            return doctor(arguments, environment)
        case "record":
            from akotui.cli.record import record  # noqa: PLC0415 - start-up time

            return record(arguments, environment)
        case "demo":
            return _demo(arguments, environment)
        case _:
            return _screen(arguments, environment)


def _read(arguments: Arguments, environment: Environment) -> int:
    """The commands that read sources once."""
    match arguments.command:
        case "check":
            from akotui.cli.check import check as command  # noqa: PLC0415 - start-up time
        case "get":
            from akotui.cli.get import get as command  # noqa: PLC0415 - start-up time
        case "snapshot" | "diff":
            return _snapshot(arguments, environment)
        case "names":
            from akotui.cli.names import names as command  # noqa: PLC0415 - start-up time
        case "whatif":
            from akotui.cli.whatif import whatif as command  # noqa: PLC0415 - start-up time
        case _:
            from akotui.cli.explain import explain as command  # noqa: PLC0415 - start-up time
    return command(arguments, environment)


def _snapshot(arguments: Arguments, environment: Environment) -> int:
    """The commands about snapshots."""
    if arguments.snapshot_command == "save":
        from akotui.cli.snapshot import save as command  # noqa: PLC0415 - start-up time
    else:
        from akotui.cli.differ import differ as command  # noqa: PLC0415 - start-up time
    return command(arguments, environment)


def _print(arguments: Arguments) -> int:
    """The commands that read nothing."""
    if arguments.command == "config":
        from akotui.report import schema  # noqa: PLC0415 - start-up time

        output.emit(schema.shipped(arguments.document))
        return Exit.OK
    if arguments.command == "rbac":
        from akotui.cli.rbac import rbac  # noqa: PLC0415 - start-up time

        return rbac(arguments)
    if arguments.command == "rules":
        from akotui.cli.rules import rules  # noqa: PLC0415 - start-up time

        return rules(arguments)
    from akotui.cli import listing  # noqa: PLC0415 - start-up time

    output.emit(listing.version(arguments.output))
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
    from akotui.cli.opening import screen  # noqa: PLC0415 - start-up time

    return screen(arguments, environment)
