"""The document of `whatif`: what changes would lead to. Names and meanings are frozen."""

import enum
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from akotui.analysis import arrivals, fates
from akotui.analysis import findings as analysed
from akotui.analysis.fates import Fate
from akotui.analysis.findings import Confidence
from akotui.analysis.proposal_words import thing, verb
from akotui.analysis.proposals import SharedObject
from akotui.analysis.prospects import Prospect, takes_effect, waits_for
from akotui.analysis.subjects import State, Type, VipSubject
from akotui.report import composing
from akotui.report.composing import NOTHING, Accepted
from akotui.report.difference import Altered, Claim, NotCompared, claim, not_compared
from akotui.report.document import Coverage, Finding, Moment, Source, Struct
from akotui.views.prospects import typed


class Effect(enum.Enum):
    """When a change works."""

    AT_ONCE = "at-once"
    RESTART = "restart"


class Change(Struct, frozen=True):
    """A change as it was asked for; `commands` are what a person would type, akotui runs none."""

    object: str
    verb: str
    takes_effect: Effect
    commands: tuple[str, ...]


class Introduced(Finding, frozen=True):
    """A finding that the changes make; `passing`: it ends by itself once AKO has followed."""

    passing: bool = False


class Findings(Struct, frozen=True):
    """The findings, parted."""

    introduced: tuple[Introduced, ...]
    fixed: tuple[Finding, ...]
    altered: tuple[Altered, ...]
    unchanged: tuple[Finding, ...]


class Namespace(Struct, frozen=True):
    """A namespace whose claims differ; `restart` must be restarted before they do."""

    name: str
    before: Claim | None
    after: Claim | None
    restart: tuple[str, ...]


class Ownership(Struct, frozen=True):
    """Whose a virtual service is, and the verdict on it."""

    owner: str | None
    state: State


class VirtualService(Struct, frozen=True):
    """A virtual service that the changes touch; see `analysis/fates.py` for what a fate means.

    `by` deletes it, `to` make their own or take it over, `restart` must be restarted first.
    """

    uuid: str
    name: str
    tenant: str
    type: Type
    created_by: str | None
    namespaces: tuple[str, ...]
    hosts: tuple[str, ...]
    before: Ownership
    after: Ownership
    fate: Fate
    by: str | None
    to: tuple[str, ...]
    restart: tuple[str, ...]
    confidence: Confidence
    says: str


class Expected(Struct, frozen=True):
    """A virtual service that an instance would make of `workloads`.

    `taken_by` is the uuid of the one that has the name now; `joins`: the instance has it already and adds to it.
    """

    tenant: str
    name: str
    instance: str
    workloads: tuple[str, ...]
    taken_by: str | None
    joins: bool
    after_restart: bool


class Shared(Struct, frozen=True):
    """A cluster-scoped object that every instance needs, and that goes with the primary."""

    kind: str
    name: str


class Vip(Struct, frozen=True):
    """A VSVIP that stays on the Controller."""

    uuid: str
    name: str
    tenant: str
    addresses: tuple[str, ...]
    virtual_services: tuple[str, ...]


class WhatIf(Struct, frozen=True):
    """What `whatif` prints. Nothing was changed; `as_of` is the moment of the facts."""

    api_version: Literal["akotui/v1"]
    kind: Literal["WhatIf"]
    generated_at: Moment
    as_of: Moment | None
    complete: bool
    sources: tuple[Source, ...]
    changes: tuple[Change, ...]
    findings: Findings
    namespaces: tuple[Namespace, ...]
    virtual_services: tuple[VirtualService, ...]
    expected: tuple[Expected, ...]
    shared_objects: tuple[Shared, ...]
    vips: tuple[Vip, ...]
    idle: tuple[str, ...]
    unknown: tuple[str, ...]
    not_compared: tuple[NotCompared, ...]
    coverage: tuple[Coverage, ...]


def compose(found: Prospect, *, now: datetime, accepted: Accepted = NOTHING) -> WhatIf:
    """Write the document; `now` is the moment of the report."""
    after, spaces = found.after, found.difference.namespaces
    return WhatIf(
        "akotui/v1",
        "WhatIf",
        composing.second(now),
        composing.optional(found.at),
        after.complete,
        tuple(composing.source(one) for one in after.sources),
        changes=tuple(_change(found)),
        findings=_findings(found, accepted),
        namespaces=tuple(
            Namespace(one.name, claim(one.before), claim(one.after), waits_for(one, found)) for one in spaces
        ),
        virtual_services=tuple(map(_virtual_service, found.fates)),
        expected=tuple(map(_expected, found.arrivals.made)),
        shared_objects=tuple(map(_shared, found.shared)),
        vips=tuple(map(_vip, found.vips)),
        idle=found.idle,
        unknown=(*found.arrivals.unknown, *map(_not_seen, found.perhaps_shared)),
        not_compared=tuple(map(not_compared, found.difference.not_compared)),
        coverage=tuple(composing.coverage(one) for one in after.coverage),
    )


def _change(found: Prospect) -> Iterable[Change]:
    for one in found.proposals:
        yield Change(thing(one), verb(one), Effect(takes_effect(one, found)), typed(one, found))


def _findings(found: Prospect, accepted: Accepted) -> Findings:
    before, after = found.before.read_at, found.after.read_at
    fixed = (composing.finding(one, before, accepted) for one in found.fixed)
    same = (composing.finding(one, after, accepted) for one in found.difference.unchanged)
    altered = (
        Altered(composing.finding(one.before, before, accepted), composing.finding(one.after, after, accepted))
        for one in found.difference.altered
    )
    return Findings(
        tuple(_introduced(one, found, accepted) for one in found.introduced), tuple(fixed), tuple(altered), tuple(same)
    )


def _introduced(one: analysed.Finding, found: Prospect, accepted: Accepted) -> Introduced:
    told = composing.finding(one, found.after.read_at, accepted)
    return Introduced(*msgspec.structs.astuple(told), passing=one.fingerprint in found.passing)


def _virtual_service(one: fates.Fated) -> VirtualService:
    before, after, vs = one.before, one.after, one.before.vs
    return VirtualService(
        vs.uuid,
        vs.name,
        vs.tenant,
        before.type,
        vs.created_by,
        before.namespaces,
        before.hosts,
        Ownership(before.owner, before.state),
        Ownership(after.owner, after.state),
        one.fate,
        one.by or None,
        one.to,
        one.restart,
        one.confidence,
        one.says,
    )


def _expected(one: arrivals.Arrival) -> Expected:
    return Expected(
        one.tenant,
        one.name,
        one.instance,
        tuple(map(str, one.workloads)),
        one.taken or None,
        one.joins,
        one.restart,
    )


def _shared(one: SharedObject) -> Shared:
    return Shared(one.kind, one.name)


def _not_seen(one: SharedObject) -> str:
    return f"{one.kind} {one.name} goes along if it is there: it was not read"


def _vip(one: VipSubject) -> Vip:
    return Vip(one.vip.uuid, one.vip.name, one.vip.tenant, one.vip.addresses, one.virtual_services)
