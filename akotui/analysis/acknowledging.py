"""Findings that somebody has looked at and accepts: set apart, never hidden.

An entry names a rule and objects. It acknowledges a finding when every object that the finding is about matches: those
of the kind that its first object has (of an unclaimed namespace the namespace, not the workloads in it; of an orphaned
user all virtual services, so that one more is news).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Final

import msgspec

from akotui.analysis.findings import Finding, ObjectRef

EVERY_RULE: Final = "*"


class Acknowledgement(msgspec.Struct, frozen=True):
    """One entry: `rule` is a slug or `*`, `object` a glob over `object_name` (`*` matches slashes, too).

    `until` is the last day, in UTC, on which it counts; None for no end.
    """

    rule: str
    object: str
    reason: str
    until: date | None = None


class Acknowledged(msgspec.Struct, frozen=True):
    """Findings parted. `open` and `accepted` keep their order; `by` maps an accepted one's fingerprint to its entry.

    `expired` are entries whose day has passed: they accept nothing.
    """

    open: tuple[Finding, ...]
    accepted: tuple[Finding, ...] = ()
    by: Mapping[str, Acknowledgement] = {}
    expired: tuple[Acknowledgement, ...] = ()


def part(findings: Sequence[Finding], entries: Iterable[Acknowledgement], today: date) -> Acknowledged:
    """Part the findings into open and accepted ones; `today` is the day in UTC. The first entry that matches counts."""
    listed = tuple(entries)
    expired = tuple(one for one in listed if one.until is not None and one.until < today)
    valid = tuple(one for one in listed if one not in expired)
    by: dict[str, Acknowledgement] = {}
    for finding in findings:
        entry = next((one for one in valid if accepts(one, finding)), None)
        if entry is not None:
            by[finding.fingerprint] = entry
    return Acknowledged(
        tuple(one for one in findings if one.fingerprint not in by),
        tuple(one for one in findings if one.fingerprint in by),
        by,
        expired,
    )


def part_both(
    before: Sequence[Finding], after: Sequence[Finding], entries: Iterable[Acknowledgement], today: date
) -> Mapping[str, Acknowledgement]:
    """Return which findings of two readings are acknowledged: as they are afterwards, where they are there then."""
    listed = tuple(entries)
    there = {one.fingerprint for one in after} if listed else set[str]()
    gone = [one for one in before if one.fingerprint not in there] if listed else ()
    return {**part(gone, listed, today).by, **part(after, listed, today).by}


def accepts(entry: Acknowledgement, finding: Finding) -> bool:
    """Whether an entry, its day aside, acknowledges a finding."""
    if entry.rule not in (EVERY_RULE, finding.rule):
        return False
    about = [ref for ref in finding.objects if ref.kind == finding.objects[0].kind]
    return bool(about) and all(fnmatchcase(object_name(ref), entry.object) for ref in about)


def object_name(ref: ObjectRef) -> str:
    """`Ingress/shop/web`, `Namespace/shop`, `VirtualService/admin/prod--shop`."""
    place = ref.namespace or ref.tenant
    return f"{ref.kind}/{place}/{ref.name}" if place else f"{ref.kind}/{ref.name}"
