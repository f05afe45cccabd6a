"""`akotui snapshot save FILE`: all that can be read now, in one new file that holds no secret."""

from datetime import UTC, datetime

from akotui.cli import context, exit_codes, output
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import examined
from akotui.report.composing import detail, read_state
from akotui.rules import ALL_RULES
from akotui.sources import snapshot


def save(arguments: Arguments, environment: Environment) -> Exit:
    """Read everything once and write it; the file is complete or not there.

    Raises:
        UsageError: what was asked for cannot be read at all, or the file cannot be made.
        SystemExit: SIGTERM or SIGHUP came.

    """
    chosen = settings(arguments, environment)
    snapshot.refuse_taken(arguments.file)
    estate, inventory = examined(chosen, environment.secrets, ALL_RULES)
    if not exit_codes.cluster_answered(estate):
        output.note(f"nothing is saved: {silence(estate)}")
        return Exit.NOTHING_READ
    title = context.title(chosen, environment.said)
    named = f"DEMO {title}" if chosen.demo is not None else title
    written = snapshot.content(inventory, estate, named, datetime.now(UTC))
    snapshot.save(arguments.file, written)
    output.note(f"saved: {arguments.file}")
    if estate.complete or arguments.allow_incomplete:
        return Exit.OK
    for source in estate.sources:
        if source.unread or read_state(source).value != "live":
            parts = ", ".join(f"{part.what} ({part.reason})" for part in source.unread) or detail(source)
            output.note(f"not in it: {source.scope.name} is {read_state(source).value}: {parts}")
    for coverage in estate.coverage:
        if coverage.status != "ran" and all(not source.unread for source in estate.sources):
            output.note(f"rule {coverage.rule} could not run completely: {coverage.reason}")
    return Exit.INCOMPLETE
