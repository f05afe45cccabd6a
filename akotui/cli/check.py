"""`akotui check`: run the rules once, print what they find, tell the rest by the exit code."""

from datetime import UTC, datetime

from akotui.analysis.findings import Severity
from akotui.cli import exit_codes, output, selection
from akotui.cli.acknowledging import acknowledge, entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import judged
from akotui.report import composing, encoding, paint, text
from akotui.rules import ALL_RULES


def check(arguments: Arguments, environment: Environment) -> Exit:
    """Print the report and return the exit code."""
    least = Severity(arguments.min_severity)
    rules = selection.chosen(ALL_RULES, select=arguments.select, skip=arguments.skip, least=least)
    known = selection.baseline(arguments.baseline) if arguments.baseline else frozenset[str]()
    chosen = settings(arguments, environment)
    entered = entries(chosen)
    estate = judged(chosen, environment.secrets, rules)
    accepted = acknowledge(estate, entered, datetime.now(UTC)).by
    if arguments.output in ("json", "yaml"):
        document = composing.report(estate, datetime.now(UTC), accepted)
        encode = encoding.as_json if arguments.output == "json" else encoding.as_yaml
        output.emit(encode(document), arguments.output_file)
    else:
        in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
        report = text.text(estate, known, paint.coloured if in_colour else paint.plain, accepted)
        output.emit(report, arguments.output_file)
    if not exit_codes.cluster_answered(estate):
        output.note(silence(estate))
    return exit_codes.of_check(
        estate,
        fail_on=None if arguments.fail_on == "never" else Severity(arguments.fail_on),
        known=known | accepted.keys(),
        allow_incomplete=arguments.allow_incomplete,
    )
