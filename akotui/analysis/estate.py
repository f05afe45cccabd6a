"""The estate: all subjects, findings and coverage that follow from an inventory."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from akotui.analysis.findings import Coverage, Finding
from akotui.analysis.grace import History
from akotui.analysis.later import rows_of
from akotui.analysis.memory import Memory
from akotui.analysis.subjects import (
    EstateSubject,
    HostSubject,
    InstanceSubject,
    NamespaceSubject,
    PartsSubject,
    UserSubject,
    VipSubject,
    VirtualServiceSubject,
    WorkloadSubject,
)
from akotui.model.facts import Scope
from akotui.model.inventory import Health
from akotui.model.kinds import Kind


class UnreadPart(msgspec.Struct, frozen=True):
    """Something of a source that could not be read, and why."""

    what: str
    reason: str


class SourceReport(msgspec.Struct, frozen=True):
    """A source, how it is, how old what it gave is, and what of it is missing.

    `repaired` counts the objects that were wrong until an audit found out that a watch had lost something.
    """

    scope: Scope
    health: Health
    at: datetime | None
    unread: tuple[UnreadPart, ...]
    repaired: int = 0


class Estate(msgspec.Struct, frozen=True):
    """The result. Lists are in the report's order; `read_at` tells when each table was last read.

    What did not change of a list is the same blocks as before (analysis/blocks.py). Namespaces and hosts may be made
    when they are first looked at (analysis/later.py): `looked_at` has them made.

    `complete` is False when any source or kind that a rule needs is not. `history` is what the next analysis needs to
    tell lag from fact (analysis/grace.py), `memory` what it needs to be quick: it plays no part in equality.
    `tenants` are those that each Controller showed: of others nothing can be said to be gone.
    """

    at: datetime | None = None
    complete: bool = False
    sources: tuple[SourceReport, ...] = ()
    overview: EstateSubject = EstateSubject((), (), {}, {})
    instances: Sequence[InstanceSubject] = ()
    namespaces: Sequence[NamespaceSubject] = ()
    virtual_services: Sequence[VirtualServiceSubject] = ()
    hosts: Sequence[HostSubject] = ()
    users: Sequence[UserSubject] = ()
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    read_at: Mapping[tuple[Scope, Kind], datetime] = {}
    workloads: Sequence[WorkloadSubject] = ()
    vips: Sequence[VipSubject] = ()
    parts: Sequence[PartsSubject] = ()
    history: History = History()
    memory: Memory = Memory()
    tenants: Mapping[Scope, frozenset[str]] = {}


def namespace_called(estate: Estate, name: str) -> NamespaceSubject | None:
    """Return the namespace of this name, which takes as long among many as among few: they are in order."""
    found = estate.namespaces
    place = bisect_left(found, name, key=lambda one: one.namespace.metadata.name)
    return found[place] if place < len(found) and found[place].namespace.metadata.name == name else None


def looked_at(estate: Estate) -> Estate:
    """Return the estate with all of its lists made: who shows it must not wait for them between two keys."""
    return msgspec.structs.replace(estate, namespaces=rows_of(estate.namespaces), hosts=rows_of(estate.hosts))
