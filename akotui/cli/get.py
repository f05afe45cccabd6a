"""`akotui get`: one kind as a table or as data, or the whole inventory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

import msgspec

from akotui.analysis.acknowledging import Acknowledged
from akotui.analysis.estate import Estate
from akotui.analysis.wording import counted
from akotui.cli import choosing, exit_codes, output
from akotui.cli.acknowledging import acknowledge, entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.settings import settings
from akotui.cli.silence import silence
from akotui.cli.wiring import judged
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.report import composing, encoding, paint, tables
from akotui.report.document import Inventory
from akotui.rules import ALL_RULES
from akotui.views import findings, hosts, instances, namespaces, users, virtual_services
from akotui.views.table import Column, Query, Row

View = tuple[Sequence[Column], Callable[[Estate, Query], tuple[Row, ...]]]

_VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "instances": (instances.COLUMNS, instances.rows),
        "namespaces": (namespaces.COLUMNS, namespaces.rows),
        "virtualservices": (virtual_services.COLUMNS, virtual_services.rows),
        "hosts": (hosts.COLUMNS, hosts.rows),
        "users": (users.COLUMNS, users.rows),
        "findings": (findings.COLUMNS, findings.rows),
    }
)
_FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "instances": ("instances",),
        "namespaces": ("namespaces",),
        "virtualservices": ("virtual_services",),
        "hosts": ("hosts",),
        "users": ("users",),
        "findings": ("findings", "coverage"),
    }
)
_JUDGED = frozenset({"findings", "inventory"})
_LISTS = tuple(field for fields in _FIELDS.values() for field in fields)


def get(arguments: Arguments, environment: Environment) -> Exit:
    """Print what was asked for and return the exit code."""
    kind, name = arguments.kind, arguments.name
    form = arguments.output or ("json" if kind == "inventory" else "table")
    if kind == "inventory" and (form not in ("json", "yaml") or name is not None):
        raise UsageError("get inventory prints everything, as json or yaml: leave out the name, give -o json or yaml")
    chosen = settings(arguments, environment)
    entered = entries(chosen)
    whole = judged(chosen, environment.secrets, ALL_RULES)
    estate = whole if name is None else choosing.only(whole, kind, name)
    answered = exit_codes.cluster_answered(whole)
    if not answered:
        output.note(silence(whole))
    if name is not None and not choosing.names(estate, kind):
        return _not_found(whole, kind, name)
    if answered and form not in ("json", "yaml"):
        _warn(estate, kind)
    parted = acknowledge(estate, entered, datetime.now(UTC)) if kind in _JUDGED else Acknowledged(())
    if parted.by and form in ("table", "wide"):
        estate = msgspec.structs.replace(estate, findings=parted.open)
        output.note(
            f"{counted(len(parted.by), 'acknowledged finding')} not in the table; akotui check shows them apart"
        )
    output.emit(_report(estate, form, arguments, environment, accepted=parted.by), arguments.output_file)
    return Exit.OK if answered else Exit.NOTHING_READ


def _report(
    estate: Estate, form: str, arguments: Arguments, environment: Environment, *, accepted: composing.Accepted
) -> str | bytes:
    kind = arguments.kind
    if form == "name":
        return "".join(f"{choosing.SHORT[kind]}/{name}\n" for name in choosing.names(estate, kind))
    if form in ("table", "wide"):
        columns, rows = _VIEWS[kind]
        in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
        return tables.table(
            columns,
            rows(estate, Query()),
            wide=form == "wide",
            headers=not arguments.no_headers,
            paint=paint.coloured if in_colour else paint.plain,
        )
    document = _part(composing.inventory(estate, datetime.now(UTC), accepted), kind)
    if form == "jsonl":
        return encoding.as_lines(getattr(document, _FIELDS[kind][0]))
    return encoding.as_json(document) if form == "json" else encoding.as_yaml(document)


def _part(document: Inventory, kind: str) -> Inventory:
    """The document with the lists of this kind alone."""
    if kind == "inventory":
        return document
    others = dict.fromkeys((field for field in _LISTS if field not in _FIELDS[kind]), msgspec.UNSET)
    return msgspec.structs.replace(document, **others)


def _not_found(estate: Estate, kind: str, name: str) -> Exit:
    shown = f"{choosing.SHORT[kind]}/{clean(name, 300)}"
    if not exit_codes.cluster_answered(estate):
        return Exit.NOTHING_READ
    if choosing.unread(estate, kind):
        _warn(estate, kind)
        output.note(f"{shown}: not among what could be read; it may exist all the same")
        return Exit.NOTHING_READ
    output.note(f"{shown}: not found")
    return Exit.FINDINGS


def _warn(estate: Estate, kind: str) -> None:
    """Say on stderr what is missing from the table."""
    for line in choosing.unread(estate, kind):
        output.note(line)
