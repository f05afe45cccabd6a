"""`akotui snapshot diff OLD NEW`: what changed between two snapshots, recordings or dumps, and an exit code."""

from datetime import UTC, datetime

import msgspec

from akotui.analysis.acknowledging import part_both
from akotui.analysis.analyse import analyse
from akotui.analysis.differences import Difference, Side, difference
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.cli import exit_codes, output
from akotui.cli.acknowledging import entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import judged
from akotui.config import Settings
from akotui.model.text import clean
from akotui.report import difference as document
from akotui.report import encoding, paint
from akotui.report.composing import Accepted
from akotui.rules import ALL_RULES
from akotui.views.differences import Compared, cautions
from akotui.views.differences_told import markdown, page
from akotui.views.sections import lines


def differ(arguments: Arguments, environment: Environment) -> Exit:
    """Print what differs and return the exit code."""
    chosen = settings(arguments, environment)
    entered = entries(chosen)
    sides = {Side.BEFORE: _read(arguments.old, chosen), Side.AFTER: _read(arguments.new, chosen)}
    before, after = sides[Side.BEFORE], sides[Side.AFTER]
    found = difference(before, after)
    now = datetime.now(UTC)
    accepted = part_both(before.findings, after.findings, entered, now.date())
    output.emit(_report(found, sides, arguments, environment, accepted=accepted, now=now), arguments.output_file)
    for caution in cautions(found):
        output.note(caution)
    silent = [estate for estate in sides.values() if not exit_codes.cluster_answered(estate)]
    for estate in silent:
        output.note(silence(estate))
    if silent:
        return Exit.NOTHING_READ
    return exit_codes.of_difference(
        found,
        fail_on=None if arguments.fail_on == "never" else Severity(arguments.fail_on),
        known=accepted.keys(),
        allow_incomplete=arguments.allow_incomplete,
    )


def _read(name: str, chosen: Settings) -> Estate:
    """Read what a name stands for. Raises UsageError, which names it and why."""
    from akotui.sources import directory, recording, snapshot  # noqa: PLC0415 - start-up time

    if recording.is_recording(name):
        return judged(msgspec.structs.replace(chosen, recording=name), {}, ALL_RULES)
    if directory.is_dump(name):
        return judged(msgspec.structs.replace(chosen, directory=name), {}, ALL_RULES)
    return analyse(None, snapshot.read(name).inventory, ALL_RULES)  # says what is wrong with it


def _report(
    found: Difference,
    sides: dict[Side, Estate],
    arguments: Arguments,
    environment: Environment,
    *,
    accepted: Accepted,
    now: datetime,
) -> str | bytes:
    names = {Side.BEFORE: clean(arguments.old, 300), Side.AFTER: clean(arguments.new, 300)}
    if arguments.output in ("json", "yaml"):
        composed = document.compose(
            found, {side: (names[side], estate) for side, estate in sides.items()}, now=now, accepted=accepted
        )
        return encoding.as_json(composed) if arguments.output == "json" else encoding.as_yaml(composed)
    before, after = (Compared(names[side], estate.at, estate.complete) for side, estate in sides.items())
    if arguments.output == "markdown":
        return markdown(found, (before, after), accepted)
    in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
    tint = paint.coloured if in_colour else paint.plain
    told = lines(page(found, (before, after), accepted))
    return "".join("".join(tint(span.text, span.tone) for span in one).rstrip() + "\n" for one in told)
