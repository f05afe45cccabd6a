"""`akotui explain`: the chain between an object and its address, link by link, and where it breaks."""

from datetime import UTC, datetime

import msgspec

from akotui.analysis.asking import Asked, explanations_of, parse
from akotui.analysis.chain import Explanation, Step
from akotui.analysis.chain_case import open_case
from akotui.analysis.estate import Estate
from akotui.cli import choosing, exit_codes, output, rules
from akotui.cli.acknowledging import acknowledge, entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import examined
from akotui.report import encoding, explaining, explanation, paint
from akotui.report.composing import Accepted
from akotui.rules import ALL_RULES


class Answer(msgspec.Struct, frozen=True):
    """What is told of the object that was asked for."""

    asked: Asked
    shown: tuple[Explanation, ...]
    estate: Estate
    accepted: Accepted


def explain(arguments: Arguments, environment: Environment) -> Exit:
    """Print the explanation of the object that was asked for and return the exit code."""
    asked = parse(arguments.target or "")
    if asked.word == "rule":
        return rules.page(asked.name, arguments)
    chosen = settings(arguments, environment)
    entered = entries(chosen)
    estate, inventory = examined(chosen, environment.secrets, ALL_RULES)
    found = explanations_of(asked, open_case(inventory, estate))
    shown = tuple(one for one in found if one.exists or _leads_somewhere(one))
    if shown:
        accepted = acknowledge(estate, entered, datetime.now(UTC)).by
        output.emit(_report(Answer(asked, shown, estate, accepted), arguments, environment), arguments.output_file)
    if not exit_codes.cluster_answered(estate):
        output.note(silence(estate))
        return Exit.NOTHING_READ
    return Exit.OK if any(one.exists for one in found) else _not_found(asked, estate)


def _leads_somewhere(one: Explanation) -> bool:
    """What is gone is worth explaining while virtual services are left of it."""
    return any(
        link.step in (Step.VIP, Step.VIRTUAL_SERVICE) and link.evidence.value not in ("absent", "not readable")
        for chain in one.chains
        for link in chain.links
    )


def _report(answer: Answer, arguments: Arguments, environment: Environment) -> str | bytes:
    read_at = answer.estate.read_at
    if arguments.output in ("json", "yaml"):
        now = datetime.now(UTC)
        document = explanation.compose(
            str(answer.asked), answer.shown, answer.estate, now=now, accepted=answer.accepted
        )
        return encoding.as_json(document) if arguments.output == "json" else encoding.as_yaml(document)
    if arguments.output == "markdown":
        return explaining.markdown(answer.shown, read_at, answer.accepted)
    in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
    return explaining.text(answer.shown, read_at, paint.coloured if in_colour else paint.plain, answer.accepted)


def _not_found(asked: Asked, estate: Estate) -> Exit:
    missing = choosing.lacking(estate, asked.kinds)
    for line in missing:
        output.note(line)
    if missing:
        output.note(f"{asked}: not among what could be read; it may exist all the same")
        return Exit.NOTHING_READ
    output.note(f"{asked}: not found")
    return Exit.FINDINGS
