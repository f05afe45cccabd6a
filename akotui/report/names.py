"""The document of `names`: what instances would call the objects they make of a Kubernetes object, or the reverse."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

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


def document(
    asked: str, found: Iterable[Sighting], *, nothing: tuple[str, ...], unknown: tuple[str, ...], at: datetime
) -> Names:
    """Return the document; `asked` is the object or the name as the user gave it."""
    names = tuple(_name(each) for each in found)
    moment = at.replace(microsecond=0)
    return Names("akotui/v1", "Names", moment, not unknown, asked, names, nothing, unknown)


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
