"""What of two estates can be compared: absence proves something only where everything was read.

A Controller may be named otherwise on the other side, by another address or another port: one that holds a virtual
service of the same uuid is the same.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from akotui.analysis.estate import Estate, SourceReport, namespace_called
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind, Plane

INSTANCES: Final = (Kind.STATEFUL_SET, Kind.CONFIG_MAP)
"""The kinds that tell which AKO instances there are."""


class Lack(msgspec.Struct, frozen=True):
    """Why nothing follows from what is not there. `whole`: nothing of it was read at all."""

    reason: str
    whole: bool


def lack(estate: Estate, scope: Scope, *kinds: Kind) -> Lack | None:
    """Return what of these kinds an estate is missing, None when all of them was read."""
    report = next((one for one in estate.sources if one.scope == scope), None)
    whole = any((scope, kind) not in estate.read_at for kind in kinds)
    if report is None:
        return Lack(f"{scope.name} was not read", whole=True)
    words = {kind.value for kind in kinds}
    parts = [part for part in report.unread if part.what.partition(" ")[0] in words]
    if parts:
        return Lack("; ".join(dict.fromkeys(f"{part.what}: {part.reason}" for part in parts)), whole)
    return Lack(_why(report), whole) if whole else None


def _why(report: SourceReport) -> str:
    health = report.health
    return f"{report.scope.name} is {health.state.value}" + (f": {health.detail}" if health.detail else "")


def judged_alike(was: Estate, now: Estate) -> bool:
    """Tell whether two readings of a session are judged the same; what did not change is the same object."""
    return (was.findings, was.overview) == (now.findings, now.overview) and all(
        old is new or old == new
        for old, new in ((was.namespaces, now.namespaces), (was.virtual_services, now.virtual_services))
    )


def hides(estate: Estate, scope: Scope, tenant: str) -> bool:
    """Tell whether a Controller did not show a tenant, so that what is in it may be there all the same."""
    return tenant not in estate.tenants.get(scope, frozenset())


def controllers(estate: Estate) -> tuple[Scope, ...]:
    """Return the Controllers that were to be read, by name."""
    return tuple(
        one.scope for one in estate.sources if one.scope.plane is Plane.AVI and one.health.state is not SourceState.OFF
    )


def same_controllers(before: Estate, after: Estate) -> Mapping[Scope, Scope]:
    """Return each Controller of `after` with the one it is in `before`; one that is in neither is left out."""
    first, second = controllers(before), controllers(after)
    found = {scope: scope for scope in second if scope in first}
    shared = _uuids(before), _uuids(after)
    for was in (scope for scope in first if scope not in found.values()):
        for now in (scope for scope in second if scope not in found):
            if not shared[0][was].isdisjoint(shared[1][now]):
                found[now] = was
                break
    return found


def _uuids(estate: Estate) -> Mapping[Scope, set[str]]:
    found: dict[Scope, set[str]] = defaultdict(set)
    for one in estate.virtual_services:
        found[one.scope].add(one.vs.uuid)
    return found


def cluster_uid(estate: Estate) -> str:
    """Return what tells a cluster from all others, empty when that was not read: the uid of namespace kube-system."""
    found = namespace_called(estate, "kube-system")
    return found.namespace.metadata.uid if found else ""
