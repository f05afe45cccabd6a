"""What changed in this session: when, what, and by which rule it is a finding. The newest stands first."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.analysis.happenings import Sign
from akotui.analysis.timeline import Event, Timeline
from akotui.views import words
from akotui.views.ages import clock
from akotui.views.lines import Line, line
from akotui.views.table import Column, Listing, Query, Row, Tone, listed

COLUMNS = (
    Column("time", "TIME", 9),
    Column("sign", "", 1, toned=True),
    Column("what", "WHAT", 90, grow=1),
    Column("rule", "RULE", 28, rank=4),
)
_SIGNS: Mapping[Sign, words.Mark] = MappingProxyType(
    {
        Sign.CAME: ("+", "came", Tone.PLAIN),
        Sign.GONE: ("-", "gone", Tone.MISSING),
        Sign.CHANGED: ("~", "changed", Tone.INFO),
        Sign.RAISED: ("!", "raised", Tone.INFO),
        Sign.RESOLVED: ("✓", "resolved", Tone.PLAIN),
        Sign.NOTED: ("·", "noted", Tone.QUIET),
    }
)
_QUIET = (
    line("Nothing has changed since this session began.", Tone.QUIET),
    line("  Instances, findings, claims, owners, settings and sources: what changes is told here.", Tone.QUIET),
)


def lister(timeline: Timeline) -> Callable[[Estate, Query], Listing]:
    """Return the listing of this timeline, in the form that a pane wants: it needs nothing of the estate."""
    today = timeline.events[0].at.date() if timeline.events else None

    def listing(_: Estate, query: Query) -> Listing:
        del query

        def made(event: Event) -> Row:
            return row(event, dated=event.at.date() != today)

        return listed(timeline.events, made, key, today.isoformat() if today else "")

    return listing


def row(event: Event, *, dated: bool) -> Row:
    """Return the row of an event; `dated`: of another day than the newest."""
    return Row(key(event), (moment(event.at, dated=dated), mark(event)[0], event.text, event.rule), mark(event)[2])


def key(event: Event) -> str:
    """Return the key: events are counted."""
    return str(event.number)


def mark(event: Event) -> words.Mark:
    """Return sign, word and tone; what raises a finding bears its severity's."""
    symbol, word, tone = _SIGNS[event.sign]
    if event.sign is Sign.RAISED and event.severity is not None:
        tone = words.SEVERITIES[event.severity][2]
    if event.sign is Sign.RAISED and event.severity is Severity.ERROR:
        word = "raised, error"
    return symbol, word, tone


def moment(at: datetime, *, dated: bool) -> str:
    """Return `13:48:12Z`, of another day `22T13:48Z`: nine cells each."""
    return f"{at:%dT%H:%M}Z" if dated else clock(at)


def vacant() -> tuple[Line, ...]:
    """Return what a timeline without rows says."""
    return _QUIET


empty = lister(Timeline())
"""The listing of a session that has not begun."""
