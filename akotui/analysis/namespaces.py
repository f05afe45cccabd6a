"""Every namespace as a subject: who claims it, what of AKO's classes it holds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import msgspec

from akotui.analysis.claims import Claim, Claims
from akotui.analysis.instances import Instance
from akotui.analysis.patches import in_order
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, State, VirtualServiceSubject, Workload
from akotui.analysis.usernames import Usernames
from akotui.analysis.wishes import TENANT
from akotui.analysis.workloads import COUNTED, TABLES
from akotui.model.kubernetes import Namespace

_NOT_OURS = frozenset({State.UNMANAGED, State.FOREIGN})
_OWNED, _UNCLAIMED = NamespaceState.OWNED, NamespaceState.UNCLAIMED
_TWICE = 2
_NOTHING_HELD: Mapping[str, int] = {}
_UNCOUNTED = TABLES.keys() - COUNTED.keys()


class Surroundings(msgspec.Struct, frozen=True):
    """What a namespace is seen with: the claims, the work by namespace, the virtual services that come from each.

    `unread` are the kinds of work of which nothing was read: no number of them is known. `counted` are the counts made
    so far: namespaces hold much the same.
    """

    claims: Claims
    work: Mapping[str, tuple[Workload, ...]]
    made: Mapping[str, Iterable[tuple[str, str]]]
    judged: Mapping[tuple[str, str], VirtualServiceSubject]
    instances: tuple[Instance, ...]
    names: Usernames
    unread: frozenset[str] = frozenset()
    counted: dict[tuple[str, ...], Mapping[str, int]] = msgspec.field(
        default_factory=dict[tuple[str, ...], Mapping[str, int]]
    )

    def counts(self, kinds: tuple[str, ...]) -> Mapping[str, int]:
        """Return the report's counts of these kinds; one object for all namespaces of the same."""
        found = self.counted.get(kinds)
        if found is None:
            numbers = {word: kinds.count(kind) for kind, word in COUNTED.items() if kind not in self.unread}
            found = self.counted[kinds] = numbers
        return found


def describe_namespaces(spaces: Sequence[Namespace], around: Surroundings) -> Iterator[NamespaceSubject]:
    """Return these namespaces as subjects, in their order.

    Each field is made for all at a time: where there are ten thousand, most of the time is spent waiting for memory,
    and short loops wait for many at once.
    """
    names = [one.metadata.name for one in spaces]
    claims = [around.claims.on(name) for name in names]
    works = [in_order(around.work.get(name, ())) for name in names]
    kinds = [tuple([one.kind for one in some]) for some in works]
    return map(
        NamespaceSubject,
        spaces,
        [claim.claimants for claim in claims],
        [claim.blockers for claim in claims],
        [_state(claim, around.names) for claim in claims],
        [one.metadata.annotations.get(TENANT) for one in spaces],
        [some if _UNCOUNTED.isdisjoint(of) else _counted(some) for some, of in zip(works, kinds, strict=True)],
        map(around.counts, kinds),
        [_count(around.made[name], around) if name in around.made else 0 for name in names],
        repeat(around.instances),
        [
            _held(around.made.get(name, ()), claim, around) if len(claim.claimants) >= _TWICE else _NOTHING_HELD
            for name, claim in zip(names, claims, strict=True)
        ],
    )


def _counted(some: Iterable[Workload]) -> tuple[Workload, ...]:
    return tuple([one for one in some if one.kind in COUNTED])


def _count(made: Iterable[tuple[str, str]], around: Surroundings) -> int:
    """How many of the virtual services that name a namespace as their source are of this cluster."""
    judged = around.judged
    return len([key for key in made if judged[key].state not in _NOT_OURS])


def _held(made: Iterable[tuple[str, str]], claim: Claim, around: Surroundings) -> Mapping[str, int]:
    """Of how many of these virtual services each claimant is the owner."""
    ids = {one.id for one in claim.claimants}
    owners = [around.judged[key].owner for key in made]
    return dict(Counter(owner for owner in owners if owner in ids))


def _state(claim: Claim, names: Usernames) -> NamespaceState:
    """Two claims are certain; one or none may be one more while instances, or none while settings, are unread."""
    if len(claim.claimants) >= _TWICE:
        return NamespaceState.DOUBLE_OWNED
    if not (names.whole if claim.claimants else names.configured):
        return NamespaceState.UNKNOWN
    return _OWNED if claim.claimants else _UNCLAIMED
