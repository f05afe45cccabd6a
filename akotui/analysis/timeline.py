"""What changed in this session and when: events, made from one estate and the next, and what was done to look at it.

Nothing is compared before all sources have answered or given up, and of each kind only what both estates have read:
what is seen for the first time did not just come. What could not be checked before and can be now is told as such.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis import happenings
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding, Severity
from akotui.analysis.happenings import Happening, Sign
from akotui.analysis.seniority import Fact, Since, remember
from akotui.model.facts import SourceState

MOST: Final = 500
"""Events that are kept; the oldest go."""

_NAMED: Final = 2
"""Names that an event tells of many things to which the same happened."""


class Event(msgspec.Struct, frozen=True):
    """Something that happened, as told by the estate of moment `at`, or that somebody did here then.

    `number` counts the session's events from 1. `names` are all things to which the same happened, `subject` the first
    of them: what an estate holds of it, now or at last. `rule` and `severity` are those of a finding.
    """

    number: int
    at: datetime
    sign: Sign
    text: str
    names: tuple[str, ...] = ()
    subject: object = None
    rule: str = ""
    severity: Severity | None = None


class Timeline(msgspec.Struct, frozen=True):
    """The events of a session, newest first, `left_out` older ones, and the estate that the next is compared with.

    `since` is when each of the findings was first seen.
    """

    events: tuple[Event, ...] = ()
    left_out: int = 0
    seen: Estate | None = None
    since: Mapping[Fact, Since] = {}


def follow(timeline: Timeline, estate: Estate) -> Timeline:
    """Return the timeline with what `estate` tells besides; the same one while that cannot be said yet."""
    at = estate.at
    if at is None or (timeline.seen is not None and not _settled(estate)):
        return timeline
    since = remember(timeline.since, timeline.seen, estate)
    if not _settled(estate):
        return timeline if since is timeline.since else msgspec.structs.replace(timeline, since=since)
    seen = timeline.seen
    found = (happenings.first(estate),) if seen is None else happenings.between(seen, estate)
    return msgspec.structs.replace(_added(timeline, at, found), seen=estate, since=since)


def noted(timeline: Timeline, at: datetime, what: str, says: str) -> Timeline:
    """Return the timeline with what somebody did here at that moment: `what says`."""
    return _added(timeline, at, [Happening(Sign.NOTED, "", what, says)])


def fresh(before: Timeline, after: Timeline) -> tuple[Event, ...]:
    """Return the events of `after` that `before` does not have."""
    known = _last(before)
    return tuple(event for event in after.events if event.number > known)


def raised(events: Iterable[Event], severity: Severity, among: Sequence[Finding]) -> bool:
    """Tell whether one of the events raised a finding of this severity that is `among` those given."""
    facts = {(finding.rule, finding.about) for finding in among}
    return any(
        event.sign is Sign.RAISED
        and event.severity is severity
        and isinstance(event.subject, Finding)
        and (event.subject.rule, event.subject.about) in facts
        for event in events
    )


def _last(timeline: Timeline) -> int:
    return timeline.events[0].number if timeline.events else 0


def _added(timeline: Timeline, at: datetime, found: Iterable[Happening]) -> Timeline:
    events = _dated(at, _last(timeline), found) + timeline.events
    left_out = timeline.left_out + max(0, len(events) - MOST)
    return msgspec.structs.replace(timeline, events=events[:MOST], left_out=left_out)


def _settled(estate: Estate) -> bool:
    states = [one.health.state for one in estate.sources]
    return bool(states) and SourceState.CONNECTING not in states


def _dated(at: datetime, known: int, found: Iterable[Happening]) -> tuple[Event, ...]:
    """Return the events in the order newest first; what happens at one moment stays in its own order."""
    grouped = list(_grouped(found))
    return tuple(
        Event(
            known + len(grouped) - place,
            at,
            group[0].sign,
            _told(group),
            tuple(one.name for one in group),
            group[0].subject,
            group[0].rule,
            group[0].severity,
        )
        for place, group in enumerate(grouped)
    )


def _grouped(found: Iterable[Happening]) -> Iterator[list[Happening]]:
    """Put together what happened alike."""
    groups: dict[tuple[Sign, str, str, str], list[Happening]] = {}
    for one in found:
        groups.setdefault((one.sign, one.noun, one.says, one.rule), []).append(one)
    yield from groups.values()


def _told(group: Sequence[Happening]) -> str:
    one, count = group[0], len(group)
    if one.noun == happenings.FINDING:
        word = one.says if count == 1 else f"{count} findings {one.says}".strip()
        more = f"; +{count - 1}" if count > 1 else ""
        return f"{word}: {one.name}{more}" if word else one.name
    if count == 1:
        return " ".join(part for part in (one.noun, one.name, one.says) if part)
    names = ", ".join(each.name for each in group[:_NAMED])
    more = f", +{count - _NAMED}" if count > _NAMED else ""
    return f"{count} {one.noun}s {one.says}: {names}{more}"
