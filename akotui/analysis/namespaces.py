"""Every namespace as a subject: who claims it, what of AKO's classes it holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from akotui.analysis.claims import Claim, Claims
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, State, VirtualServiceSubject
from akotui.analysis.wishes import TENANT
from akotui.analysis.workloads import COUNTED, Work
from akotui.model.kubernetes import Namespace

_NOT_OURS = frozenset({State.UNMANAGED, State.FOREIGN})
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a namespace is seen with: the claims, the work by namespace, how many virtual services come from each."""

    claims: Claims
    work: Mapping[str, Sequence[Work]]
    made: Mapping[str, int]
    instances: tuple[Instance, ...]
    whole: bool


def describe_namespaces(namespaces: Mapping[str, Namespace], around: Surroundings) -> tuple[NamespaceSubject, ...]:
    """Return the namespaces by name."""
    return tuple(_namespace(namespaces[name], around) for name in sorted(namespaces))


def count_sources(subjects: Iterable[VirtualServiceSubject]) -> Mapping[str, int]:
    """Return how many virtual services of this cluster name each namespace as their source."""
    return Counter(name for each in subjects if each.state not in _NOT_OURS for name in each.namespaces)


def _namespace(namespace: Namespace, around: Surroundings) -> NamespaceSubject:
    name = namespace.metadata.name
    claim = around.claims.on(name)
    workloads = tuple(each.workload for each in around.work.get(name, ()) if each.workload.kind in COUNTED)
    kinds = Counter(workload.kind for workload in workloads)
    return NamespaceSubject(
        namespace,
        claim.claimants,
        claim.blockers,
        _state(claim, whole=around.whole),
        namespace.metadata.annotations.get(TENANT),
        workloads,
        {word: kinds[kind] for kind, word in COUNTED.items()},
        around.made.get(name, 0),
        around.instances,
    )


def _state(claim: Claim, *, whole: bool) -> NamespaceState:
    """Two claims are certain; one or none may be one more while instances are unread."""
    if len(claim.claimants) >= _TWICE:
        return NamespaceState.DOUBLE_OWNED
    if not whole:
        return NamespaceState.UNKNOWN
    return NamespaceState.OWNED if claim.claimants else NamespaceState.UNCLAIMED
