"""`akotui names`: what the instances call the objects they make of a Kubernetes object, and from a name back to it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from akotui.analysis.analyse import read_intent
from akotui.analysis.estate import Estate
from akotui.analysis.forecasts import Forecaster, forecasts, prepare
from akotui.analysis.name_index import MAKERS, Collision, collisions, index_names, index_virtual_services, unread
from akotui.analysis.name_sightings import Seen, Sighting, tell
from akotui.analysis.predictions import Forecast
from akotui.analysis.subjects import Workload
from akotui.analysis.wording import listed
from akotui.cli import exit_codes, output
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.name_target import Target, exists, kinds, parse, workloads
from akotui.cli.settings import settings
from akotui.cli.wiring import examined
from akotui.errors import UsageError
from akotui.model.inventory import Inventory
from akotui.model.text import clean
from akotui.report import encoding, paint
from akotui.report import tables as printed
from akotui.report.names import document
from akotui.views.names import COLUMNS, rows


class Answer(msgspec.Struct, frozen=True):
    """What was found; `nothing`: why AKO makes no more, `unknown`: why there may be others.

    `contested` are the names of virtual services among them that other objects, or other instances, would have too.
    """

    found: tuple[Sighting, ...]
    nothing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    known: bool = True
    contested: tuple[Collision, ...] = ()


def names(arguments: Arguments, environment: Environment) -> Exit:
    """Print what was asked for and return the exit code."""
    if (arguments.target is None) == (arguments.resolve is None):
        raise UsageError("names wants an OBJECT, or --resolve NAME; see akotui names --help")
    target = parse(arguments.target) if arguments.target is not None else None
    asked = str(target) if target else clean(arguments.resolve or "", 300)
    estate, inventory = examined(settings(arguments, environment), environment.secrets, ())
    answer = _of_object(target, inventory) if target else _of_name(asked, estate, inventory)
    if not exit_codes.cluster_answered(estate):
        return _tell(answer.unknown, Exit.NOTHING_READ)
    if not answer.known:
        return _not_found(asked, answer)
    if arguments.output not in ("json", "yaml"):
        _tell((*answer.nothing, *map(_contest, answer.contested), *answer.unknown), Exit.OK)
    output.emit(_report(asked, answer, arguments, environment), arguments.output_file)
    return Exit.OK


def _of_object(target: Target, inventory: Inventory) -> Answer:
    cluster, forecaster = inventory.cluster, prepare(read_intent(inventory))
    if not exists(target, cluster):
        return Answer((), unknown=unread(cluster, kinds(target)), known=False)
    found = [each for work in workloads(target, cluster) for each in forecasts(work, forecaster)]
    predictions = [
        each
        for forecast in found
        for each in forecast.predictions
        if target.word != "host" or each.host in ("", target.name)
    ]
    missing = unread(cluster, MAKERS)
    unclaimed = _unclaimed(workloads(target, cluster), found, missing)
    return Answer(
        tuple(Seen(inventory).sight(predictions)),
        (*_all(forecast.nothing for forecast in found), *unclaimed),
        (*missing, *_all(forecast.unknown for forecast in found)),
        contested=_contested({(each.tenant, each.name) for each in predictions}, forecaster),
    )


def _contested(names: set[tuple[str, str]], forecaster: Forecaster) -> tuple[Collision, ...]:
    """The names of virtual services that more than one would have."""
    found = collisions(index_virtual_services(forecaster))
    return tuple(one for one in found if (one.tenant, one.name) in names)


def _contest(one: Collision) -> str:
    wanted = listed(dict.fromkeys(f"{each.instance} for {each.workload}" for each in one.predictions))
    return (
        f"{one.tenant}/{one.name} would be made by {wanted}: the first to make it keeps the name, the Controller"
        " refuses the other (409)"
    )


def _unclaimed(asked: Iterable[Workload], found: Iterable[Forecast], missing: tuple[str, ...]) -> tuple[str, ...]:
    served = {forecast.workload for forecast in found}
    who = "no instance that could be read" if missing else "no instance"
    return tuple(f"{work}: {who} {_would(work)}" for work in asked if work not in served)


def _would(work: Workload) -> str:
    if work.kind in ("Gateway", "HTTPRoute"):
        return "runs the gateway container"
    return f"claims namespace {work.namespace}"


def _of_name(asked: str, estate: Estate, inventory: Inventory) -> Answer:
    """Names hold no slash: `TENANT/NAME` narrows to a tenant."""
    tenant, slash, rest = asked.partition("/")
    name = rest if slash else asked
    forecaster, seen = prepare(read_intent(inventory)), Seen(inventory)
    index = index_names(forecaster)
    predicted = tuple(seen.sight(index.resolve(name, tenant if slash else None)))
    places = {(each.tenant, each.made) for each in predicted}
    told = [each for each in tell(seen, name, estate.virtual_services) if (each.tenant, each.made) not in places]
    found = (*predicted, *(each for each in told if not slash or each.tenant == tenant))
    contested = _contested({(each.tenant, each.name) for each in predicted}, forecaster)
    return Answer(found, unknown=index.unknown, known=bool(found), contested=contested)


def _all(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for group in groups for each in group))


def _report(asked: str, answer: Answer, arguments: Arguments, environment: Environment) -> str | bytes:
    if arguments.output in ("json", "yaml"):
        encode = encoding.as_json if arguments.output == "json" else encoding.as_yaml
        reasons, at = (answer.nothing, answer.unknown), datetime.now(UTC)
        return encode(document(asked, answer.found, reasons=reasons, contested=answer.contested, at=at))
    in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
    return printed.table(
        COLUMNS,
        rows(answer.found),
        wide=arguments.output == "wide",
        headers=not arguments.no_headers,
        paint=paint.coloured if in_colour else paint.plain,
    )


def _not_found(asked: str, answer: Answer) -> Exit:
    if answer.unknown:
        _tell(answer.unknown, Exit.OK)
        output.note(f"{asked}: not among what could be read; it may exist all the same")
        return Exit.NOTHING_READ
    output.note(f"{asked}: not found")
    return Exit.FINDINGS


def _tell(lines: Iterable[str], code: Exit) -> Exit:
    for line in lines:
        output.note(line)
    return code
