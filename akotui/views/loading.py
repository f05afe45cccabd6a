"""What is still on its way: the sources that connect, and the rules that cannot have run yet for that reason alone."""

from collections.abc import Iterator

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage
from akotui.model.facts import SourceState
from akotui.model.inventory import Coverage as Unread
from akotui.model.kinds import Kind, Plane
from akotui.views.lines import Line, line
from akotui.views.table import Tone

_RAN = "ran"
_NOT_YET = Unread().reasons[0][1]
_SHOWN = 6


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
    """Return a line a source with how far it is, then what comes after them."""
    waiting = len(estate.coverage) - len(told(estate))
    rules = f"{waiting} of {len(estate.coverage)} rules wait" if estate.coverage else "then check the rules"
    return (
        *(() if estate.sources else (line("… connecting", Tone.UNKNOWN),)),
        *(one for report in estate.sources for one in _progress(estate, report)),
        line(f"· match owners; {rules}", Tone.QUIET),
        line("  Panes fill as each source answers. All keys work now, q quits.", Tone.QUIET),
    )


def _progress(estate: Estate, report: SourceReport) -> Iterator[Line]:
    kinds = [kind for kind in Kind if kind.plane is report.scope.plane]
    left = [kind.value for kind in kinds if (report.scope, kind) not in estate.read_at]
    cluster = report.scope.plane is Plane.KUBERNETES
    where = f"Kubernetes {report.health.endpoint}".strip() if cluster else f"Avi Controller {report.scope.name}"
    if report.health.state is not SourceState.CONNECTING:
        symbol = "✓" if report.health.state is SourceState.LIVE else "·"
        yield line(f"{symbol} {where}: {report.health.state.value}")
    elif len(left) == len(kinds):
        yield line(f"… {where}: connecting")
    else:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        yield line(f"… {where}: {len(kinds) - len(left)} of {len(kinds)} kinds read")
        if left:
            yield line(f"  reading {', '.join(left[:_SHOWN])}{more}", Tone.QUIET)
