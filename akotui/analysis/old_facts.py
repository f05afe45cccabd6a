"""Which sources were lost after they had told something, and which findings rest on what they told.

What is known of a lost source is of the moment when it was lost. Beside facts of now it makes findings that are not
true: a virtual service whose Ingress was made meanwhile looks orphaned. So nothing new is said while a source that it
rests on is lost; what was said before stays, marked as old.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from akotui.analysis.estate import SourceReport
from akotui.analysis.findings import Finding
from akotui.analysis.subjects import AnyRule, WorkloadSubject
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Plane

LOST: Final = (SourceState.STALE, SourceState.UNAUTHORIZED, SourceState.FORBIDDEN, SourceState.UNREACHABLE)


def lost(reports: Iterable[SourceReport]) -> frozenset[Scope]:
    """Return the sources that told something once and are lost."""
    return frozenset(one.scope for one in reports if one.health.state in LOST and one.at is not None)


def resting_on(scopes: Collection[Scope], rules: Sequence[AnyRule]) -> Callable[[Finding], bool]:
    """Return what tells whether a finding rests on one of these sources, by its rule and its evidence.

    Of several Controllers a finding rests on those that it cites; one that cites none may rest on the absence of
    something from any. So does one about an object of the cluster, whatever it cites: what that lacks may stand
    anywhere.
    """
    planes: Mapping[str, frozenset[Plane]] = {
        rule.slug: frozenset(kind.plane for kind in rule.needs | rule.whole | rule.traces) for rule in rules
    }
    anywhere = frozenset(rule.slug for rule in rules if rule.subject is WorkloadSubject)
    cluster = any(scope.plane is Plane.KUBERNETES for scope in scopes)
    controllers = {scope for scope in scopes if scope.plane is Plane.AVI}

    def rests(finding: Finding) -> bool:
        read = planes[finding.rule]
        if cluster and Plane.KUBERNETES in read:
            return True
        if not controllers or Plane.AVI not in read:
            return False
        if finding.rule in anywhere:
            return True
        cited = {one.scope for one in finding.evidence if one.scope.plane is Plane.AVI}
        return not cited or not cited.isdisjoint(controllers)

    return rests
