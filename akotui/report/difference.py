"""The document of `snapshot diff`: what differs between two readings. Names and meanings are frozen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from akotui.analysis import differences, settings
from akotui.analysis.differences import Part, Side
from akotui.analysis.estate import Estate
from akotui.analysis.instances import Health
from akotui.analysis.subjects import NamespaceState, State
from akotui.report import composing
from akotui.report.composing import Accepted
from akotui.report.document import Finding, Moment, Source, Struct


class Compared(Struct, frozen=True):
    """One of the two sides: the file, the moment of the newest thing in it, and how its sources were."""

    name: str
    as_of: Moment | None
    complete: bool
    sources: tuple[Source, ...]


class Altered(Struct, frozen=True):
    """A finding that says another thing now."""

    before: Finding
    after: Finding


class Setting(Struct, frozen=True):
    """A setting that is not the same; null where it is not set."""

    setting: str
    before: str | None
    after: str | None


class InstanceChange(Struct, frozen=True):
    """An AKO instance: its health on each side, null where it is not there, and the settings that differ."""

    id: str
    before: Health | None
    after: Health | None
    settings: tuple[Setting, ...]


class Claim(Struct, frozen=True):
    """Who claims a namespace, by instance id."""

    claimed_by: tuple[str, ...]
    state: NamespaceState


class NamespaceChange(Struct, frozen=True):
    """A namespace; a side is null where it is not there."""

    name: str
    before: Claim | None
    after: Claim | None


class Ownership(Struct, frozen=True):
    """Whose a virtual service is."""

    state: State
    owner: str | None
    created_by: str | None


class VirtualServiceChange(Struct, frozen=True):
    """A virtual service; a side is null where it is not there."""

    tenant: str
    name: str
    uuid: str
    before: Ownership | None
    after: Ownership | None


class NotCompared(Struct, frozen=True):
    """What one side had not read, and why; `names` are the rules, or the things of the other side, it concerns."""

    part: Part
    side: Side
    reason: str
    names: tuple[str, ...]


class Difference(Struct, frozen=True):
    """What `snapshot diff` prints. `complete`: all could be compared; `other_cluster`: these are two clusters."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Difference"]
    generated_at: Moment
    complete: bool
    other_cluster: bool
    before: Compared
    after: Compared
    introduced: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    altered: tuple[Altered, ...]
    unchanged: tuple[Finding, ...]
    perhaps_introduced: tuple[Finding, ...]
    perhaps_fixed: tuple[Finding, ...]
    instances: tuple[InstanceChange, ...]
    namespaces: tuple[NamespaceChange, ...]
    virtual_services: tuple[VirtualServiceChange, ...]
    not_compared: tuple[NotCompared, ...]


def compose(
    found: differences.Difference, sides: Mapping[Side, tuple[str, Estate]], *, now: datetime, accepted: Accepted
) -> Difference:
    """Write the document; `sides` are the two with what they are called, `now` is the moment of the report."""
    read = {side: estate.read_at for side, (_, estate) in sides.items()}

    def before(one: differences.Finding) -> Finding:
        return composing.finding(one, read[Side.BEFORE], accepted)

    def after(one: differences.Finding) -> Finding:
        return composing.finding(one, read[Side.AFTER], accepted)

    return Difference(
        "akotui/v1",
        "Difference",
        composing.second(now),
        not found.not_compared,
        found.other_cluster,
        _compared(*sides[Side.BEFORE]),
        _compared(*sides[Side.AFTER]),
        tuple(map(after, found.introduced)),
        tuple(map(before, found.fixed)),
        tuple(Altered(before(one.before), after(one.after)) for one in found.altered),
        tuple(map(after, found.unchanged)),
        tuple(map(after, found.perhaps_introduced)),
        tuple(map(before, found.perhaps_fixed)),
        tuple(map(_instance, found.instances)),
        tuple(NamespaceChange(one.name, claim(one.before), claim(one.after)) for one in found.namespaces),
        tuple(map(_virtual_service, found.virtual_services)),
        tuple(map(not_compared, found.not_compared)),
    )


def _compared(name: str, estate: Estate) -> Compared:
    sources = tuple(composing.source(one) for one in estate.sources)
    return Compared(name, composing.optional(estate.at), estate.complete, sources)


def _instance(one: differences.InstanceChange) -> InstanceChange:
    return InstanceChange(one.id, one.before, one.after, tuple(map(_setting, one.settings)))


def _setting(one: settings.Turn) -> Setting:
    return Setting(one.setting, one.before or None, one.after or None)


def claim(one: differences.Claim | None) -> Claim | None:
    """Write who claims a namespace; None for one that is not there."""
    return Claim(one.claimed_by, one.state) if one else None


def not_compared(one: differences.NotCompared) -> NotCompared:
    """Write what could not be compared."""
    return NotCompared(one.part, one.side, one.reason, one.names)


def _virtual_service(one: differences.VirtualServiceChange) -> VirtualServiceChange:
    return VirtualServiceChange(one.tenant, one.name, one.uuid, _ownership(one.before), _ownership(one.after))


def _ownership(one: differences.Ownership | None) -> Ownership | None:
    return Ownership(one.state, one.owner, one.created_by) if one else None
