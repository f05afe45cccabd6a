"""How each source is: short words for the header, whole lines where a source is not live."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from akotui.analysis.estate import SourceReport
from akotui.analysis.old_facts import LOST, lost
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views import words
from akotui.views.ages import age, clock
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone

_MISSED = {
    Plane.KUBERNETES: "instances, namespaces and their claims",
    Plane.AVI: "virtual services, owners and orphans",
}
_NOBODY = "avi"
"""The name of the source that stands for a Controller which nobody named."""

_QUIET = (SourceState.LIVE, SourceState.CONNECTING)


def segment(report: SourceReport, now: datetime, *, short: bool, named: bool) -> Line:
    """Return `k8s ● live  2s`; short: `k8s ●2s`, `k8s ✗STALE 3m`. The age is that of the last thing it told."""
    state = report.health.state
    symbol, word, tone = words.SOURCES[state]
    if state is SourceState.OFF:
        return (Span(f"{label(report)} "), Span(f"{symbol} {word}", tone))
    since = age(report.at, now)
    if short:
        return (Span(f"{label(report)} "), Span(f"{symbol}{word} " if state in LOST else symbol, tone), Span(since))
    name = f"{label(report)} {report.scope.name}" if named and report.scope.plane is Plane.AVI else label(report)
    return (Span(f"{name} "), Span(f"{symbol} {word}", tone), Span(f" {since:>3}"))


def label(report: SourceReport) -> str:
    """Return the plane's short name."""
    return "k8s" if report.scope.plane is Plane.KUBERNETES else "avi"


def aged(reports: Iterable[SourceReport]) -> frozenset[Scope]:
    """Return the sources of which what is shown is not of now."""
    return lost(reports)


def lacks(reports: Iterable[SourceReport], kind: Kind) -> bool:
    """Tell whether some of the objects of a kind could not be read, so that there may be more of them."""
    return any(part.what.split(" ")[0] == kind.value for report in reports for part in report.unread)


def banners(reports: Sequence[SourceReport], now: datetime, *, controllers: bool = True) -> tuple[Line, ...]:
    """Return what to know about each source: its cautions, and, when it is not live, its state and what that costs.

    That is the reason, the next try, and which verdicts miss. Of `controllers` only the cautions unless wanted.
    """
    cautions = tuple(line(f"! {one}", Tone.ERROR) for report in reports for one in report.health.cautions)
    wanted = [one for one in reports if controllers or one.scope.plane is not Plane.AVI]
    states = (one for report in wanted if not _quiet(report) for one in _banner(report, now))
    return (*cautions, *states)


def _quiet(report: SourceReport) -> bool:
    return report.health.state in _QUIET and not report.repaired


def unread(report: SourceReport) -> str:
    """Return what of a source could not be read, and why."""
    return "; ".join(f"{part.what}: {part.reason}" if part.reason else part.what for part in report.unread)


def _banner(report: SourceReport, now: datetime) -> tuple[Line, ...]:
    symbol, word, tone = words.SOURCES[report.health.state]
    health = report.health
    detail = f": {health.detail}" if health.detail else ""
    if health.state in _QUIET:
        return (line(f"{symbol} {_name(report)}{detail}", Tone.QUIET),)
    first = line(f"{symbol} {_name(report)} {word}{detail}{_next_try(report, now)}", tone)
    return (first, line(f"  {_consequence(report)}", Tone.QUIET))


def _name(report: SourceReport) -> str:
    if report.scope.plane is Plane.AVI:
        return "Avi Controller" if report.scope.name == _NOBODY else f"Avi Controller {report.scope.name}"
    return f"Kubernetes {report.health.endpoint}".strip()


def _next_try(report: SourceReport, now: datetime) -> str:
    """Return when it tries again; a refused login never does by itself (it would lock the account)."""
    health = report.health
    if health.retry_at is not None:
        return f". Next try in {max(0, int((health.retry_at - now).total_seconds()))}s, ^r now"
    if report.scope.plane is Plane.AVI and health.state is SourceState.UNAUTHORIZED:
        return ". ^r tries again, L another account"
    if health.state is SourceState.OFF:
        return "" if "--no-avi" in health.detail else "; L logs in"
    return "" if health.state is SourceState.PARTIAL else ". ^r tries again"


def _consequence(report: SourceReport) -> str:
    missed = _MISSED[report.scope.plane]
    if report.health.state is SourceState.PARTIAL:
        return f"Not read, so unknown: {unread(report)}" if report.unread else f"Incomplete: {missed}"
    if report.health.state is SourceState.OFF or report.at is None:
        return f"Not read, so unknown: {missed}"
    return f"Marked * and as of {clock(report.at)}: {missed}"
