"""The header: which cluster, how each source is and how old, what was found. Several forms, richest first."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from akotui.analysis.estate import Estate
from akotui.views import triage
from akotui.views.ages import clock
from akotui.views.lines import Line, Span, line
from akotui.views.sources import segment
from akotui.views.table import Tone

_GAP = Span("  ")


class Heading(msgspec.Struct, frozen=True):
    """One form of the header: what stands at the left edge and what at the right one."""

    left: Line
    right: Line


def headings(estate: Estate, title: str, now: datetime, *, demo: bool) -> Iterator[Heading]:
    """Yield the forms from the richest to the shortest; the screen takes the first that fits.

    Even the shortest tells the state and age of each source, that nothing is written, and how bad it is.
    """
    name = (Span(" akotui ", Tone.STRONG), *((Span(" DEMO ", Tone.LOUD), Span(" ")) if demo else ()))
    context = (Span(f" {title}", Tone.STRONG), _GAP) if title else (_GAP,)
    guard = (Span("READ-ONLY", Tone.STRONG),)
    time = (*triage.counts(estate), Span(f"  {clock(now)}"))
    for named in (True, False):
        yield Heading((*name, *context, *_sources(estate, now, short=False, named=named), *guard), time)
    yield Heading((*name, *context, *_sources(estate, now, short=True, named=False), *guard), time)
    shortest = (*_sources(estate, now, short=True, named=False), Span("RO", Tone.STRONG))
    yield Heading((*name, *context, *shortest), triage.counts(estate))
    yield Heading((*name, *shortest), triage.counts(estate))
    yield Heading(((Span("DEMO ", Tone.LOUD),) if demo else ()) + shortest, triage.counts(estate))


def _sources(estate: Estate, now: datetime, *, short: bool, named: bool) -> Line:
    if not estate.sources:
        return (*line("… connecting", Tone.UNKNOWN), _GAP)
    gap = Span(" ") if short else _GAP
    return tuple(span for report in estate.sources for span in (*segment(report, now, short=short, named=named), gap))
