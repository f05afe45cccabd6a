"""What to know of the sources before anything else is believed: one notice for each that is not simply live.

A notice says what is so and why, then what follows from it, then the keys that help.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage, Severity
from akotui.model.facts import PLUGIN, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views import words
from akotui.views.ages import clock
from akotui.views.lines import Line, Span, line
from akotui.views.loading import connecting, told
from akotui.views.table import Tone

_MISSED: Final = {
    Plane.KUBERNETES: "instances, namespaces and their claims",
    Plane.AVI: "virtual services, owners and orphans",
}
_NOBODY: Final = "avi"
"""The name of the source that stands for a Controller which nobody named."""

_QUIET: Final = (SourceState.LIVE, SourceState.CONNECTING)
_RAN: Final = "ran"
_SWITCHED_OFF: Final = "--no-avi"
_REFUSED: Final = re.compile(r'403 (\w+) .*User "([^"]*)" cannot .*? (at the cluster scope|in the namespace .*)')
"""A refusal in the API server's words (apiserver pkg/endpoints/handlers/responsewriters/errors.go), which are long."""


class Notice(msgspec.Struct, frozen=True):
    """What is seen first, what is seen as far as there is room, and the keys, which are seen before that."""

    first: Line
    details: tuple[Line, ...] = ()
    keys: Line = ()


def notices(estate: Estate, now: datetime, *, controllers: bool = True) -> tuple[Notice, ...]:
    """Return the cautions, then a notice a source; with `controllers` False only the cautions of Controllers."""
    cautions = [Notice(line(f"! {one}", Tone.ERROR)) for report in estate.sources for one in report.health.cautions]
    wanted = [one for one in estate.sources if controllers or one.scope.plane is not Plane.AVI]
    empty = [_NO_INSTANCE] if _finds_no_instance(estate) else []
    return (*cautions, *empty, *(_notice(estate, one, now) for one in wanted if not _quiet(one)))


def _finds_no_instance(estate: Estate) -> bool:
    """Tell whether there is no AKO, where rules that did not run stand in the place of the lines that say so."""
    read = {kind for _, kind in estate.read_at}
    looked = {Kind.STATEFUL_SET, Kind.CONFIG_MAP} <= read and not connecting(estate, Plane.KUBERNETES)
    return looked and not estate.instances and any(one.status != _RAN for one in told(estate))


def _quiet(report: SourceReport) -> bool:
    return report.health.state in _QUIET and not report.repaired


def _notice(estate: Estate, report: SourceReport, now: datetime) -> Notice:
    match report.health.state:
        case SourceState.LIVE | SourceState.CONNECTING:
            symbol, _, _ = words.SOURCES[report.health.state]
            return Notice(line(f"{symbol} {_name(report)}: {report.health.detail}", Tone.QUIET))
        case SourceState.PARTIAL:
            return _partial(estate, report)
        case SourceState.OFF:
            return _off(report)
        case _:
            return _lost(estate, report, now)


def _lost(estate: Estate, report: SourceReport, now: datetime) -> Notice:
    """Tell how it was lost, what that makes of what is shown, and what a person can do about it."""
    state = report.health.state
    symbol, _, tone = words.SOURCES[state]
    again, keys = "", ()
    if state is SourceState.UNAUTHORIZED:
        keys = _REFUSED_KEYS if report.scope.plane is Plane.AVI else _plugin_keys(report)
    elif state is SourceState.FORBIDDEN:
        keys = _keys((_role(report), "prints what is needed"), (":access", "lists it"), ("^r", "try again"))
    else:
        again = _next_try(report, now)
    live = any(one.scope.plane is Plane.KUBERNETES and one.health.state is SourceState.LIVE for one in estate.sources)
    return Notice(line(f"{symbol} {_said(report)}{again}", tone), _consequence(report, live=live), keys)


def _name(report: SourceReport) -> str:
    if report.scope.plane is Plane.KUBERNETES:
        return "Kubernetes"
    return "Avi Controller" if report.scope.name == _NOBODY else f"Avi Controller {report.scope.name}"


def _said(report: SourceReport) -> str:
    """Return who is how since when, and why; a reason that begins with the Controller's name says who it is."""
    health = report.health
    if report.scope.plane is Plane.AVI and health.detail.startswith(f"Avi {report.scope.name} refused "):
        return health.detail
    since = f" since {clock(health.since)}" if health.since is not None and report.at is not None else ""
    why = f": {health.detail}" if health.detail else ""
    return f"{_name(report)} {words.SOURCES[health.state][1]}{since}{why}"


def _next_try(report: SourceReport, now: datetime) -> str:
    if (at := report.health.retry_at) is not None:
        number = f"retry {report.health.tries + 1}" if report.health.tries else "next try"
        seconds = int((at - now).total_seconds())
        return f"; {number} in {seconds}s, ^r now" if seconds > 0 else f"; {number} under way"
    return "; ^r tries again"


def _consequence(report: SourceReport, *, live: bool) -> tuple[Line, ...]:
    """Return what its loss means; `live`: the cluster is not lost."""
    if report.at is not None:
        told_at = f"Rows marked * are from {clock(report.at)}. Nothing new is raised from old data."
    else:
        told_at = f"Not read, so unknown: {_MISSED[report.scope.plane]}"
    stays = ". Kubernetes is live" if report.scope.plane is Plane.AVI and report.at is None and live else ""
    return (line(f"  {told_at}{stays}", Tone.QUIET),)


def _off(report: SourceReport) -> Notice:
    """Tell what cannot be seen without a Controller, why it is not read, and how it would be."""
    symbol, _, tone = words.SOURCES[SourceState.OFF]
    first = "Kubernetes only. Names and owners are PREDICTED from AKO's settings; Avi was not read, so orphans and"
    detail = report.health.detail
    why = (line(f"  {_name(report)}: {detail}", Tone.QUIET),) if detail else ()
    keys = () if _SWITCHED_OFF in detail else _keys(("L", "or :avi login  add the Controller"), _HIDE)
    return Notice(line(f"{symbol} {first} foreign objects cannot be seen.", tone), why, keys)


def _partial(estate: Estate, report: SourceReport) -> Notice:
    """Tell how many rules that stopped, what `akotui check` makes of it, and each reason with what it is about."""
    symbol, _, tone = words.SOURCES[SourceState.PARTIAL]
    missed = [one for one in told(estate) if one.status != _RAN]
    failed = any(one.severity is Severity.ERROR for one in estate.findings)
    code = "1, for there are errors" if failed else "4"
    count = f"{len(missed)} of {len(estate.coverage)} rules could not run completely"
    ran = f"{count} (exit code of check: {code})" if missed else "every rule ran all the same"
    details = tuple(line(f"  {_unread(what, why, missed)}", Tone.QUIET) for what, why in _by_reason(report))
    keys = _keys((":access", "lists permissions and rules"), (_role(report), "prints the role needed"))
    return Notice(line(f"{symbol} {_name(report)} partly read: {ran}", tone), details or _incomplete(report), keys)


def _role(report: SourceReport) -> str:
    """Return what prints the least rights for a source."""
    return "akotui rbac --avi" if report.scope.plane is Plane.AVI else "akotui rbac"


def _incomplete(report: SourceReport) -> tuple[Line, ...]:
    return (line(f"  Incomplete: {report.health.detail or _MISSED[report.scope.plane]}", Tone.QUIET),)


def _by_reason(report: SourceReport) -> Iterable[tuple[Sequence[str], str]]:
    """Return what could not be read by the reason for it."""
    groups: dict[str, list[str]] = {}
    for part in report.unread:
        groups.setdefault(brief(part.reason), []).append(part.what)
    return ((what, reason) for reason, what in groups.items())


def _unread(what: Sequence[str], why: str, missed: Iterable[Coverage]) -> str:
    kinds = {one.split(" ")[0] for one in what}
    rules = sum(any(f"{kind}: " in one.reason for kind in kinds) for one in missed)
    stopped = f" ({rules} rule{'' if rules == 1 else 's'})" if rules else ""
    return f"{', '.join(what)}{': ' if why else ''}{why}{stopped}"


def brief(reason: str) -> str:
    """Return a reason in few words: `403, user oncall may not list them at the cluster scope`."""
    found = _REFUSED.match(reason)
    return f"403, user {found[2]} may not {found[1]} them {found[3]}" if found else reason


def _plugin_keys(report: SourceReport) -> Line:
    who = "it" if PLUGIN in report.health.detail else "the kubeconfig's credential plugin"
    return _keys((":login", f"hands {who} this terminal, then returns"), ("^r", "try again"), ("q", "quit"))


def _keys(*hints: tuple[str, str]) -> Line:
    return tuple(part for key, does in hints for part in (Span(f"  {key}", Tone.STRONG), Span(f" {does} ")))


_NO_INSTANCE: Final = Notice(
    line("No AKO instance found.", Tone.STRONG),
    (line("  Looked in all readable namespaces for StatefulSets that run AKO and ConfigMaps avi-k8s-config."),),
    _keys((":ctx", "another context"), ("akotui demo", "a simulated one")),
)
_HIDE: Final = (":avi off", "hide this")
_REFUSED_KEYS: Final = _keys(("L", "or :avi login  enter another"), ("^r", "try once"), _HIDE)
