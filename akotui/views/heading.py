"""The header: which cluster, how each source is and how old, what was found. Several forms, richest first."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from akotui.analysis.estate import Estate
from akotui.views import triage
from akotui.views.ages import clock
from akotui.views.lines import Line, Span, line
from akotui.views.sources import Form, segment
from akotui.views.table import Tone

_GAP = Span("  ")


class Heading(msgspec.Struct, frozen=True):
    """One form of the header: what stands at the left edge and what at the right one."""

    left: Line
    right: Line


def headings(  # noqa: PLR0913 - all that a header tells
    estate: Estate,
    title: str,
    now: datetime,
    *,
    demo: bool,
    replay: str | None = None,
    paused: datetime | None = None,
    figures: triage.Figures | None = None,
) -> Iterator[Heading]:
    """Yield the forms from the richest to the shortest; the screen takes the first that fits.

    Even the shortest tells the state and age of each source, that nothing is written, and how bad it is. `replay` is
    how a recording plays (`paused`, `4x`, empty at its own speed); its moment is told with its date while that fits.
    `paused` is the moment of the rows where they are held still. `figures` are the estate's, if known.
    """
    mark = _mark(demo=demo, replay=replay, paused=paused)
    name = (Span(" akotui ", Tone.STRONG), *((Span(f" {mark} ", Tone.LOUD), Span(" ")) if mark else ()))
    context = (Span(f" {title}", Tone.STRONG), _GAP) if title else (_GAP,)
    guard = (Span("READ-ONLY", Tone.STRONG),)
    figures = triage.figures(estate) if figures is None else figures
    counts, tenants = figures.counts, figures.tenants
    at = Span(f"  {clock(now)}")
    day = at if replay is None else Span(f"  {now:%Y-%m-%d} {clock(now)}", Tone.STRONG)
    time, dated = (*counts, at), (*counts, day)
    if estate.sources:
        for told in dict.fromkeys(_sources(estate, now, form) for form in (Form.PACED, Form.WORDS)):
            yield Heading((*name, *context, *told, *tenants, *guard), (*figures.in_words, day))
    lacking = any(span.tone is Tone.WARNING for span in tenants)  # then it matters more than an address
    second = (Form.PLAIN, tenants) if lacking else (Form.NAMED, ())
    for form, told in dict.fromkeys(((Form.NAMED, tenants), second, (Form.PLAIN, ()))):
        yield Heading((*name, *context, *_sources(estate, now, form), *told, *guard), dated)
    yield Heading((*name, *context, *_sources(estate, now, Form.SHORT), *guard), dated)
    shortest = (*_sources(estate, now, Form.SHORT), Span("RO", Tone.STRONG))
    yield Heading((*name, *context, *shortest), time)
    if replay is not None:
        yield Heading((*name, *shortest), time)
        yield Heading((*_marked(mark), *shortest), time)
    yield Heading((*name, *context, *shortest), counts)
    yield Heading((*name, *shortest), counts)
    yield Heading((*_marked(mark), *shortest), counts)
    tight = (*_sources(estate, now, Form.TIGHT), Span("RO", Tone.STRONG))
    yield Heading((*_marked(mark), *tight), counts)
    yield Heading((*_marked(mark.partition(" ")[0]), *tight), counts)


def standings(
    estate: Estate,
    now: datetime,
    *,
    demo: bool,
    replay: str | None = None,
    paused: datetime | None = None,
    counts: Line,
) -> Iterator[Line]:
    """Yield what is told in place of a header that is hidden, from the richest to the shortest.

    Even the shortest tells what the shortest header does, but for how bad it is.
    """
    mark = _mark(demo=demo, replay=replay, paused=paused)
    shortest = (*_sources(estate, now, Form.SHORT), Span("RO ", Tone.STRONG))
    tight = (*_sources(estate, now, Form.TIGHT), Span("RO ", Tone.STRONG))
    time = () if replay is None else (Span(f"{clock(now)} ", Tone.STRONG),)
    yield (*_marked(mark), *shortest, *time, *counts, Span(" "))
    yield (*_marked(mark), *shortest, *time)
    yield (*_marked(mark.partition(" ")[0]), *tight)


def _mark(*, demo: bool, replay: str | None, paused: datetime | None) -> str:
    mark = "DEMO" if demo else "" if replay is None else f"REPLAY {replay}".rstrip()
    return mark if paused is None else f"PAUSED {clock(paused)} {mark}".rstrip()


def _marked(mark: str) -> Line:
    return (Span(f"{mark} ", Tone.LOUD),) if mark else ()


def _sources(estate: Estate, now: datetime, form: Form) -> Line:
    if not estate.sources:
        return (*line("… connecting", Tone.UNKNOWN), _GAP)
    gap = Span(" ") if form in (Form.SHORT, Form.TIGHT) else _GAP
    return tuple(span for report in estate.sources for span in (*segment(report, now, form), gap))
