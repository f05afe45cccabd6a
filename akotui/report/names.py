"""The document of `names`: what instances would call the objects they make of a Kubernetes object, or the reverse."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from akotui.analysis.name_index import Collision
from akotui.analysis.name_sightings import Sighting
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Type
from akotui.report.document import Moment, Struct


class Name(Struct, frozen=True):
    """A name. `instance` is null when nobody is predicted to make it, `on_controller` when that was not read."""

    kind: Made
    tenant: str
    name: str
    type: Type | None
    instance: str | None
    created_by: str | None
    origin: str | None = msgspec.field(name="from")
    host: str | None
    on_controller: bool | None


class Wanted(Struct, frozen=True):
    """An instance that would make something of this name, and of what."""

    instance: str
    origin: str = msgspec.field(name="from")


class Contested(Struct, frozen=True):
    """A name of a virtual service that more than one would have: the first to make it keeps it (409 for the others)."""

    tenant: str
    name: str
    wanted: tuple[Wanted, ...]


class Names(Struct, frozen=True):
    """What `names` prints. `nothing`: why AKO makes no more; `unknown`: why there may be others."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Names"]
    generated_at: Moment
    complete: bool
    asked: str
    names: tuple[Name, ...]
    nothing: tuple[str, ...]
    unknown: tuple[str, ...]
    contested: tuple[Contested, ...]


def document(
    asked: str,
    found: Iterable[Sighting],
    *,
    reasons: tuple[tuple[str, ...], tuple[str, ...]],
    contested: Iterable[Collision],
    at: datetime,
) -> Names:
    """Return the document; `asked` is the object or the name as the user gave it, `reasons` nothing and unknown."""
    nothing, unknown = reasons
    names, several = tuple(_name(each) for each in found), tuple(map(_contested, contested))
    moment = at.replace(microsecond=0)
    return Names("akotui/v1", "Names", moment, not unknown, asked, names, nothing, unknown, several)


def _contested(one: Collision) -> Contested:
    wanted = dict.fromkeys(Wanted(each.instance, str(each.workload)) for each in one.predictions)
    return Contested(one.tenant, one.name, tuple(wanted))


def _name(each: Sighting) -> Name:
    return Name(
        each.made,
        each.tenant,
        each.name,
        each.type,
        each.instance or None,
        each.user or None,
        str(each.workload) if each.workload else None,
        each.host or None,
        each.seen,
    )
