"""What is still on its way: the sources that connect, and the rules that cannot have run yet for that reason alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage
from akotui.model.facts import PLUGIN, SourceState
from akotui.model.inventory import Coverage as Unread
from akotui.model.kinds import Kind, Plane
from akotui.views.lines import Line, line
from akotui.views.table import Tone

_RAN = "ran"
_NOT_YET = Unread().reasons[0][1]
_KUBECONFIG: Final = "kubeconfig "
"""What the part of the detail begins with that says how long it took."""
_SHOWN = 6

ReadAt = Mapping[Kind, datetime | None]


def connecting(estate: Estate, plane: Plane) -> bool:
    """Tell whether a source of this plane has not answered yet; before the first estate every one has not."""
    states = [report.health.state for report in estate.sources if report.scope.plane is plane]
    return not estate.sources or SourceState.CONNECTING in states


def told(estate: Estate) -> tuple[Coverage, ...]:
    """Return how the rules ran, without those that only wait for a source that connects."""
    planes = [plane for plane in Plane if connecting(estate, plane)]
    if not planes:
        return estate.coverage
    awaited = {f"{kind.value}: {_NOT_YET}" for kind in Kind if kind.plane in planes}
    return tuple(one for one in estate.coverage if one.status == _RAN or not awaited.issuperset(one.reason.split("; ")))


def page(estate: Estate) -> tuple[Line, ...]:
    """Return what has to be done until something can be said, in its order, and how far that is."""
    waiting = len(estate.coverage) - len(told(estate))
    rules = f"{waiting} of {len(estate.coverage)} rules wait" if estate.coverage else "then check the rules"
    return (
        *((line("… kubeconfig and context", Tone.UNKNOWN), _CONTROLLER) if not estate.sources else ()),
        *(one for report in estate.sources for one in _steps(estate, report)),
        line(f"· match owners; {rules}", Tone.QUIET),
        line("  Panes fill as each source answers. All keys work now, q quits.", Tone.QUIET),
    )


_CONTROLLER: Final = line("· Avi Controller: log in, then list virtual services", Tone.QUIET)


def _steps(estate: Estate, report: SourceReport) -> Iterator[Line]:
    cluster = report.scope.plane is Plane.KUBERNETES
    where = "API server" if cluster else f"Avi Controller {report.scope.name}"
    health = report.health
    if cluster and health.endpoint:
        took = next((part for part in _parts(report) if part.startswith(_KUBECONFIG)), "")
        yield line(f"✓ kubeconfig and context: {health.endpoint}{took and f', {took.removeprefix(_KUBECONFIG)}'}")
    elif cluster and health.state is SourceState.CONNECTING:
        yield line("… kubeconfig and context", Tone.UNKNOWN)
        return
    if health.state is not SourceState.CONNECTING:
        symbol = "✓" if health.state is SourceState.LIVE else "·"
        yield line(f"{symbol} {where}: {health.state.value}")
        return
    kinds = [kind for kind in Kind if kind.plane is report.scope.plane]
    yield from _reading(report, where, kinds, {kind: estate.read_at.get((report.scope, kind)) for kind in kinds})


def _after(report: SourceReport, read_at: Iterable[datetime | None]) -> str:
    """Return how long the first list took, with all that it takes to ask for it; nothing where that is not known."""
    since, first = report.health.since, min((at for at in read_at if at is not None), default=None)
    if since is None or first is None or first <= since:
        return ""
    passed = (first - since).total_seconds()
    return f", the first after {passed * 1000:.0f} ms" if passed < 1 else f", the first after {passed:.1f} s"


def _reading(report: SourceReport, where: str, kinds: Sequence[Kind], read_at: ReadAt) -> Iterator[Line]:
    """Yield that it connects; once it answers how many kinds were read or refused, and what comes in now."""
    left, every = [kind.value for kind in kinds if read_at[kind] is None], len(kinds)
    refused = {part.what.split(" ")[0] for part in report.unread if part.reason != _NOT_YET}
    pending = [kind for kind in left if kind not in refused]
    if report.health.detail.startswith(PLUGIN):
        yield line(f"… {where}: {report.health.detail}", Tone.UNKNOWN)
    elif len(left) == every and not (_answered(report) and report.scope.plane is Plane.KUBERNETES):
        does = "connecting" if report.scope.plane is Plane.KUBERNETES else "log in, then list virtual services"
        yield line(f"… {where}: {does}", Tone.UNKNOWN)
    else:
        told_of = _answers(report, every - len(left), every, len(refused)) + _after(report, read_at.values())
        yield line(f"✓ {where} answers: {told_of}")
    coming = [part for part in _parts(report) if part.endswith(" so far") or ", page " in part]
    yield from (line(f"… listing {part.partition(': ')[2] if ', page ' in part else part}") for part in coming)
    pending = [kind for kind in pending if not any(part.startswith((f"{kind}:", f"{kind}.")) for part in coming)]
    if pending and len(pending) < every:
        more = f" and {len(pending) - _SHOWN} more" if len(pending) > _SHOWN else ""
        yield line(f"· list {', '.join(pending[:_SHOWN])}{more}", Tone.QUIET)


def _parts(report: SourceReport) -> Sequence[str]:
    return report.health.detail.split("; ")


def _answered(report: SourceReport) -> bool:
    """Tell whether it says more than how long the kubeconfig took."""
    return any(part and not part.startswith(_KUBECONFIG) for part in _parts(report))


def _answers(report: SourceReport, read: int, every: int, refused: int) -> str:
    version = next((part for part in _parts(report) if part.startswith("Kubernetes ")), "")
    rights = f", {refused} refused" if refused else ""
    return f"{version}{', ' if version else ''}{read} of {every} kinds read{rights}"
