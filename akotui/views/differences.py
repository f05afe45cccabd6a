"""A difference in sections of one line a thing: what people read of it, on the screen, in a report, in a ticket."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.differences import (
    Claim,
    Difference,
    InstanceChange,
    NamespaceChange,
    NotCompared,
    Ownership,
    Part,
    VirtualServiceChange,
)
from akotui.analysis.findings import Finding, Severity
from akotui.analysis.subjects import NamespaceState, State
from akotui.analysis.wording import counted, listed
from akotui.views import words
from akotui.views.sections import Entry, Section
from akotui.views.table import Tone

NONE_CAME: Final = "no finding came or went"
_NAMED: Final = 5
"""Names of what could not be compared that are written out."""


class Compared(msgspec.Struct, frozen=True):
    """One of the two that are compared: what it is called, of when it is, and whether it is whole."""

    name: str
    at: datetime | None
    complete: bool

    def __str__(self) -> str:
        """`handover-0900, of 2026-11-28T09:00:00Z, incomplete`."""
        of = f"of {self.at:%Y-%m-%dT%H:%M:%SZ}" if self.at else "of no known time"
        return ", ".join((self.name, of, *(() if self.complete else ("incomplete",))))


def sections(found: Difference, accepted: Mapping[str, Acknowledgement]) -> tuple[Section, ...]:
    """Return what differs, then what nobody can tell, then what is as it was; empty ones are left out.

    Findings whose fingerprint is in `accepted` stand apart.
    """
    return tuple(one for one in _every(found, accepted) if one.entries)


def _every(found: Difference, accepted: Mapping[str, Acknowledgement]) -> Iterator[Section]:
    def told(findings: Iterable[Finding], fixed: str = "") -> Iterator[Entry]:
        return (_finding(one, fixed) for one in findings if one.fingerprint not in accepted)

    then = "before, their rules did not run completely, or not in their tenant: they may have been there"
    now = "afterwards, their rules did not run completely, or not in their tenant: they may still be there"
    yield _section("findings introduced", told(found.introduced))
    yield _section("findings not known to be new", told(found.perhaps_introduced), then)
    altered = (one for one in found.altered if one.after.fingerprint not in accepted)
    yield _section("findings that say another thing now", (_altered(one.before, one.after) for one in altered))
    yield _section("findings fixed", told(found.fixed, "✓"))
    yield _section("findings not known to be fixed", told(found.perhaps_fixed), now)
    yield _section("AKO instances", (entry for one in found.instances for entry in _instance(one)))
    yield _section("namespaces", map(_namespace, found.namespaces))
    yield _section("virtual services", map(_virtual_service, found.virtual_services))
    yield _section("not compared", map(_gap, found.not_compared))
    yield _section("findings unchanged", told(found.unchanged), quiet=True)
    known = (*found.introduced, *found.perhaps_introduced, *(one.after for one in found.altered), *found.unchanged)
    apart = (_accepted(one, accepted[one.fingerprint]) for one in known if one.fingerprint in accepted)
    yield _section("findings acknowledged", apart, quiet=True)


def _section(title: str, entries: Iterable[Entry], note: str = "", *, quiet: bool = False) -> Section:
    every = tuple(entries)
    return Section(f"{title} {len(every)}", every, note, quiet)


def _finding(one: Finding, sign: str = "") -> Entry:
    mark = (sign, "", Tone.PLAIN) if sign else words.SEVERITIES[one.severity]
    return Entry(mark, one.severity.value, says=one.title, rule=one.rule)


def _altered(before: Finding, after: Finding) -> Entry:
    entry = _finding(after)
    if before.title == after.title:
        return msgspec.structs.replace(entry, says=f"{after.title} (other objects)")
    return msgspec.structs.replace(entry, says=f"{before.title} → {after.title}")


def _accepted(one: Finding, entry: Acknowledgement) -> Entry:
    symbol, word, _ = words.SEVERITIES[one.severity]
    said = f"{one.title} ({entry.reason})"
    return Entry((symbol, word, Tone.QUIET), one.severity.value, says=said, rule=one.rule)


def _instance(change: InstanceChange) -> Iterator[Entry]:
    """The instance itself in a line, and each setting of one that stayed; of one that came, those that are told."""
    sign = _sign(change.before, change.after)
    if change.before is None or change.after is None:
        health = f": {change.after.value}" if change.after else ""
        told = [f"{one.setting} {one.after or one.before}" for one in change.settings if one.setting in _TELLING]
        says = f"{'appeared' if change.after else 'gone'}{health}" + (f"; {', '.join(told)}" if told else "")
        yield Entry(sign, change.id, says=says)
        return
    if change.before is not change.after:
        yield Entry(sign, change.id, says=f"{change.before.value} → {change.after.value}")
    for one in change.settings:
        yield Entry(sign, change.id, says=f"{one.setting}: {one.before or 'none'} → {one.after or 'none'}")


_TELLING: Final = ("primaryInstance", "selector", "version")


def _namespace(change: NamespaceChange) -> Entry:
    was, now = (claimants(one) for one in (change.before, change.after))
    says = f"claimed by {was} → {now}" if was and now else _says(*(one and f"claimed by {one}" for one in (was, now)))
    return Entry(_sign(change.before, change.after), change.name, says=says)


def claimants(claim: Claim | None) -> str:
    """Return who claims a namespace, `nobody`, or that it is unknown; empty for one that is not there."""
    if claim is None:
        return ""
    nobody = "unknown" if claim.state is NamespaceState.UNKNOWN else "nobody"
    return listed(claim.claimed_by) or nobody


def _virtual_service(change: VirtualServiceChange) -> Entry:
    was, now = change.before, change.after
    says = _says(_owner(was), _owner(now))
    if was and now and was.created_by != now.created_by:
        user = f"created_by {was.created_by or 'none'} → {now.created_by or 'none'}"
        says = user if _owner(was) == _owner(now) else f"{says}; {user}"
    return Entry(_sign(was, now), f"{change.tenant}/{change.name}", says=says)


def _owner(one: Ownership | None) -> str:
    if one is None:
        return ""
    if one.owner is None:
        return one.state.value
    return f"{one.state.value} {'by' if one.state is State.OWNED else 'of'} {one.owner}"


def _says(was: str, now: str) -> str:
    if not was:
        return f"appeared, {now}"
    return f"{was} → {now}" if now else f"gone, {was} before"


def _sign(before: object, after: object) -> words.Mark:
    if before is None:
        return "+", "appeared", Tone.PLAIN
    return ("-", "gone", Tone.MISSING) if after is None else ("~", "changed", Tone.INFO)


_PARTS: Final = {
    Part.FINDINGS: "findings",
    Part.INSTANCES: "AKO instances",
    Part.NAMESPACES: "namespaces",
    Part.VIRTUAL_SERVICES: "virtual services",
}


def _gap(gap: NotCompared) -> Entry:
    names = f" of {listed(gap.names, _NAMED)}" if gap.part is Part.FINDINGS else f" ({listed(gap.names, _NAMED)})"
    about = f"{_PARTS[gap.part]}{names if gap.names else ''}"
    return Entry(words.UNCHECKED, about, says=f"{gap.side.value}: {gap.reason}")


def summary(found: Difference, accepted: Mapping[str, Acknowledgement]) -> str:
    """Return `+3 errors  +1 warning  -1 info`; in words where no finding came or went."""
    if told := findings_summary(found, accepted):
        return told
    others = len(found.instances) + len(found.namespaces) + len(found.virtual_services) + len(found.altered)
    return f"{NONE_CAME}; {counted(others, 'other change')}" if others else "no difference"


def findings_summary(found: Difference, accepted: Mapping[str, Acknowledgement]) -> str:
    """Return the same of the findings alone; empty where none came or went."""
    came = _counts(found.introduced, accepted)
    gone = _counts(found.fixed, accepted)
    counts = [
        f"{sign}{_severities(number, severity)}"
        for severity in Severity
        for sign, number in (("+", came[severity]), ("-", gone[severity]))
        if number
    ]
    doubtful = len(found.perhaps_introduced) + len(found.perhaps_fixed)
    return "  ".join((*counts, *((f"?{counted(doubtful, 'finding')}",) if doubtful else ())))


def _counts(findings: Iterable[Finding], accepted: Mapping[str, Acknowledgement]) -> Counter[Severity]:
    return Counter(one.severity for one in findings if one.fingerprint not in accepted)


def _severities(number: int, severity: Severity) -> str:
    return f"{number} {severity.value}{'' if number == 1 or severity is Severity.INFO else 's'}"


def cautions(found: Difference) -> Sequence[str]:
    """Return what a person must know of the whole."""
    if found.other_cluster:
        return ("these are two clusters: their kube-system namespaces are not the same; nothing came or went",)
    return ()
