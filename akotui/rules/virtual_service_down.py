"""The Controller says that a virtual service of this cluster is down.

What it finds:
    A virtual service made by AKO for this cluster whose operational state is one that does not serve: down, failed,
    unavailable, disabled by an error, partitioned or without resources.

Why it matters:
    Its hosts do not answer. The reason is usually on the Controller's side (pools, Service Engines, licences) and not
    in the ownership this program is about; it stands here to spare a second look.

Example:
    prod--pay.example.com is OPER_DOWN: its pool has no server that is up.
    Scenario: rough-edges

What to do:
    Follow the reason on the Controller. If pods behind a ClusterIP instance cannot be reached, see no-primary and
    controllers-differ.

How sure:
    Certain: the state was read from the Controller (GET /api/virtualservice-inventory, runtime.oper_status); it may be
    as old as the last poll. What was not there at the first look must stand for 2 minutes: a virtual service that AKO
    has just made is down until the Controller has placed it and seen its servers.
"""

from collections.abc import Iterable
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.subjects import State, VirtualServiceSubject
from akotui.model.avi import Runtime
from akotui.model.kinds import Kind

SLUG: Final = "virtual-service-down"

_DOWN: Final = frozenset(
    {
        "OPER_DOWN",
        "OPER_RESOURCES",
        "OPER_ERROR_DISABLED",
        "OPER_PARTITIONED",
        "OPER_FAILED",
        "OPER_UNAVAIL",
        "OPER_AGGREGATE_DOWN",
    }
)
_NOT_OURS: Final = frozenset({State.UNMANAGED, State.FOREIGN})


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    runtime = subject.runtime
    if runtime is None or runtime.state not in _DOWN or subject.state in _NOT_OURS:
        return ()
    return (_finding(subject, runtime),)


def _finding(subject: VirtualServiceSubject, runtime: Runtime) -> Finding:
    whose = f" of {subject.owner}" if subject.owner else ""
    reason = f": {runtime.reason}" if runtime.reason else ""
    return Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=subject.vs.uuid,
        title=f"virtual service {subject.vs.name}{whose} is {runtime.state}{reason}",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=(
            citing.virtual_service(subject, "runtime.oper_status.state", runtime.state, "it does not serve"),
            citing.virtual_service(subject, "runtime.oper_status.reason", runtime.reason, "the Controller's reason"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("follow the reason on the Controller: its pools, Service Engines and events"),),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE, Kind.RUNTIME}),
    grace=LAG,
)
