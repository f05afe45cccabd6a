"""`akotui whatif`: what changes would lead to, before anyone makes them. Nothing is changed, nothing is sent."""

import difflib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.analysis.proposal_words import parse, thing
from akotui.analysis.proposals import Proposal, Reconfiguration, Relabelling, about, absent
from akotui.analysis.prospects import Prospect, prospect
from akotui.analysis.wording import listed
from akotui.cli import choosing, exit_codes, output
from akotui.cli.acknowledging import acknowledge, entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import examined
from akotui.model.kinds import Kind
from akotui.report import encoding, foretelling, paint, what_if
from akotui.report.composing import Accepted
from akotui.rules import ALL_RULES

_NEAREST: Final = 3


def whatif(arguments: Arguments, environment: Environment) -> Exit:
    """Print what the changes would lead to and return the exit code."""
    proposals = parse(arguments.changes)
    chosen = settings(arguments, environment)
    entered = entries(chosen)
    estate, inventory = examined(chosen, environment.secrets, ALL_RULES)
    if not exit_codes.cluster_answered(estate):
        output.note(silence(estate))
        return Exit.NOTHING_READ
    missing = absent(proposals, inventory.cluster)
    if missing:
        return _not_found(missing, estate)
    found = prospect(proposals, estate)
    accepted = {
        **acknowledge(found.before, entered, datetime.now(UTC)).by,
        **acknowledge(found.after, entered, datetime.now(UTC)).by,
    }
    output.emit(_report(found, accepted, arguments, environment), arguments.output_file)
    return exit_codes.of_introduced(
        found.introduced,
        found.before.coverage + found.after.coverage,
        fail_on=None if arguments.fail_on == "never" else Severity(arguments.fail_on),
        known=accepted.keys(),
        allow_incomplete=arguments.allow_incomplete,
    )


def _report(found: Prospect, accepted: Accepted, arguments: Arguments, environment: Environment) -> str | bytes:
    if arguments.output in ("json", "yaml"):
        document = what_if.compose(found, now=datetime.now(UTC), accepted=accepted)
        return encoding.as_json(document) if arguments.output == "json" else encoding.as_yaml(document)
    if arguments.output == "markdown":
        return foretelling.markdown(found, accepted)
    in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
    return foretelling.text(found, paint.coloured if in_colour else paint.plain, accepted)


def _not_found(missing: Iterable[Proposal], estate: Estate) -> Exit:
    """Say what is not there, and what is called nearly so; what could not be read may be there all the same."""
    code = Exit.FINDINGS
    for one in missing:
        space = isinstance(one, Relabelling)
        unread = choosing.lacking(estate, (Kind.NAMESPACE,) if space else (Kind.STATEFUL_SET, Kind.CONFIG_MAP))
        for line in unread:
            output.note(line)
        if unread:
            output.note(f"{thing(one)}: not among what could be read; it may exist all the same")
            code = Exit.NOTHING_READ
            continue
        there = choosing.names(estate, "namespaces" if space else "instances")
        if isinstance(one, Reconfiguration) and about(one) in there:
            output.note(f"{thing(one)}: has no ConfigMap {CONFIG_MAP} that could be changed")
            continue
        near = difflib.get_close_matches(about(one), there, _NEAREST) or (() if space else there[:_NEAREST])
        output.note(f"{thing(one)}: not found{f'; there is {listed(near)}' if near else ''}")
    return code
