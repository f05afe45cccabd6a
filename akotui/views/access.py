"""What akotui reads, with which permission, and how that went: a line a kind, under each source."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from akotui.analysis.estate import Estate, SourceReport
from akotui.model.kinds import AVI_TYPES, RESOURCES, VERBS, Kind, Plane
from akotui.views import words
from akotui.views.ages import age
from akotui.views.findings import unchecked, unchecked_words
from akotui.views.lines import Line, Span, line
from akotui.views.loading import told
from akotui.views.table import Tone

_NAME: Final = 57
"""All permissions fit, and what was read of them, in 80 columns."""


def page(estate: Estate, now: datetime) -> tuple[Line, ...]:
    """Return the lines, of this moment."""
    return (
        line("Only read: GET, LIST and WATCH to Kubernetes; GET, login and logout to the Controller.", Tone.STRONG),
        *(one for report in estate.sources for one in _source(estate, report, now)),
        *_unchecked(estate),
        (),
        line("akotui rbac prints the least rights for this; akotui doctor checks them.", Tone.QUIET),
    )


def _unchecked(estate: Estate) -> Iterator[Line]:
    """Yield the rules that did not run, or in part, under each reason."""
    for one in unchecked(told(estate)):
        yield ()
        yield (Span("? ", Tone.UNKNOWN), Span(unchecked_words(one), Tone.STRONG), Span(f"  {one.reason}"))
        yield line(f"  {', '.join(one.rules)}")


def _source(estate: Estate, report: SourceReport, now: datetime) -> Iterator[Line]:
    symbol, word, tone = words.SOURCES[report.health.state]
    place = report.health.endpoint or report.scope.name
    yield ()
    yield (Span(f"{symbol} ", tone), Span(f"{report.scope.plane.value} {place}", Tone.STRONG), Span(f"  {word}"))
    for kind, asked in _asked(report.scope.plane):
        yield (Span(f"  {asked.ljust(_NAME)}  "), *_how(estate, report, kind, now))


def _asked(plane: Plane) -> Iterator[tuple[Kind, str]]:
    """Yield each kind with the permission that reading it takes."""
    if plane is Plane.KUBERNETES:
        for kind, one in RESOURCES.items():
            group = f".{one.group}" if one.group else ""
            named = f" {one.object_name}" if one.object_name else ""
            yield kind, f"{','.join(VERBS)} {one.plural}{group}{named}"
    else:
        yield from ((kind, f"GET /api/{one.path}  {one.permission}") for kind, one in AVI_TYPES.items())


def _how(estate: Estate, report: SourceReport, kind: Kind, now: datetime) -> Line:
    reasons = [part.reason or part.what for part in report.unread if part.what.split(" ")[0] == kind.value]
    read = estate.read_at.get((report.scope, kind))
    if reasons:
        return line(f"✗ {'; '.join(reasons)}", Tone.WARNING)
    return line(f"✓ read {age(read, now)} ago") if read is not None else line("… not read yet", Tone.UNKNOWN)
