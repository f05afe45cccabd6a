"""How each source is, in short words for the header, and what of it is old or missing."""

import enum
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.old_facts import LOST, lost
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views import words
from akotui.views.ages import age
from akotui.views.lines import Line, Span

_AGE: Final = 3
"""Cells of an age: what stands behind it keeps its place."""


class Form(enum.Enum):
    """How much is said of a source, the most first; `TIGHT` alone changes its width with the age."""

    PACED = "paced"
    WORDS = "words"
    NAMED = "named"
    PLAIN = "plain"
    SHORT = "short"
    TIGHT = "tight"


MORE: Final = "?"
"""Stands behind a number where not all that it counts could be read."""
NAMING: Final = (Kind.VIRTUAL_SERVICE, Kind.POOL, Kind.POOL_GROUP, Kind.DATA_SCRIPT_SET)
"""What tells which Kubernetes objects a virtual service comes from: of a shared one its parts do."""

_TIGHT: Final = {SourceState.UNAUTHORIZED: "login", SourceState.FORBIDDEN: "denied", SourceState.UNREACHABLE: "away"}
"""Words that leave room at 40 columns for READ-ONLY and how bad it is."""
_HEARD: Final = {Plane.KUBERNETES: "last event", Plane.AVI: "polled"}


def segment(report: SourceReport, now: datetime, form: Form) -> Line:
    """Return `k8s ● live, last event  2s ago`, `k8s ● live  2s`, `k8s ● 2s`, `k8s ✗STALE  3m`, `k8s ●2s`.

    The age is that of the last thing it told. Named with its address is a Controller alone; paced, it tells how often
    it is polled: `avi 10.0.0.5 ● live, polled 11s ago, every 15s`.
    """
    state = report.health.state
    symbol, word, tone = words.SOURCES[state]
    if state is SourceState.OFF:
        return (Span(f"{label(report)} "), Span(f"{symbol} {word}", tone))
    since = age(report.at, now)
    if form in (Form.SHORT, Form.TIGHT):
        told = f"{since:>{_AGE}}"
        if form is Form.TIGHT:
            word, told = _TIGHT.get(state, word), since if report.at else ""
        gap = " " if state in LOST and told else ""
        said = f"{symbol}{word}{gap}" if state in LOST else symbol
        return (Span(f"{label(report)} "), Span(said, tone), Span(told))
    addressed = form is not Form.PLAIN and report.scope.plane is Plane.AVI
    name = f"{label(report)} {report.scope.name}" if addressed else label(report)
    worded = form in (Form.PACED, Form.WORDS) and report.at is not None
    heard = f", {_HEARD[report.scope.plane]} {since:>{_AGE}} ago" if worded else ""
    if heard and form is Form.PACED and state not in LOST and report.health.every is not None:
        heard += f", every {report.health.every}s"
    return (Span(f"{name} "), Span(f"{symbol} {word}", tone), Span(heard or f" {since:>{_AGE}}"))


def label(report: SourceReport) -> str:
    """Return the plane's short name."""
    return "k8s" if report.scope.plane is Plane.KUBERNETES else "avi"


def aged(reports: Iterable[SourceReport]) -> frozenset[Scope]:
    """Return the sources of which what is shown is not of now."""
    return lost(reports)


def lacks(reports: Iterable[SourceReport], kind: Kind) -> bool:
    """Tell whether some of the objects of a kind could not be read, so that there may be more of them."""
    return any(part.what.split(" ")[0] == kind.value for report in reports for part in report.unread)


def shows(estate: Estate, kind: Kind) -> bool:
    """Tell whether objects of a kind were read, from any source: else their number is not nought but unknown."""
    return any(one is kind for _, one in estate.read_at)


def services(estate: Estate, number: int) -> str:
    """Return `12 virtual services`, with `?` or `…` where there may be more; or that they were not read."""
    if not shows(estate, Kind.VIRTUAL_SERVICE):
        return "virtual services: not read"
    doubt = shortfall(estate, (Kind.VIRTUAL_SERVICE,))
    return f"{number}{doubt} virtual service{'' if number == 1 else 's'}"


def shortfall(estate: Estate, kinds: Collection[Kind]) -> str:
    """Return what stands behind a number that rests on kinds of the Controller: `…` it may still grow, `?` be more."""
    read = {kind for _, kind in estate.read_at}
    avi = [one.health.state for one in estate.sources if one.scope.plane is Plane.AVI]
    if SourceState.CONNECTING in avi and not read.issuperset(kinds):
        return "…"
    return "" if read.issuperset(kinds) and not any(lacks(estate.sources, kind) for kind in kinds) else MORE
