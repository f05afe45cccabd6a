"""Doubt about a whole username: when most of its virtual services have no source here, another cluster may write it.

Two clusters of one name on one Controller cannot be told apart by created_by, marker or name (AKO internal/lib/lib.go
SetAKOUser, GetAllMarkers): that so much comes from nowhere is the only trace. Then nothing is called stale any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import Reason, State, Type, VirtualServiceSubject
from akotui.model.facts import Scope

LEAST: Final = 5
"""As few sourceless virtual services are a clean-up that is due, not another cluster; more than half must be."""

GONE: Final = frozenset({Reason.SOURCE_GONE, Reason.NAMESPACE_GONE})
_SHARED = (Type.SHARED_PARENT, Type.NAMESPACE_PARENT)

Judged = Sequence[VirtualServiceSubject]


def find_doubts(judged: Iterable[VirtualServiceSubject], whole: Mapping[Scope, bool]) -> Mapping[Scope, State]:
    """Return by Controller what becomes of the virtual services without source under one username.

    They are ambiguous, or unknown when what could not be read might make the username doubtful. `whole` tells of which
    Controllers all virtual services were read; of others it is only likely that so few have no source: stale.
    """
    groups: dict[Scope, list[VirtualServiceSubject]] = defaultdict(list)
    every = tuple(judged)
    if State.STALE not in {one.state for one in every}:
        return {}
    for one in every:
        if one.owner and one.type not in _SHARED:
            groups[one.scope].append(one)
    return {scope: found for scope, group in groups.items() if (found := _doubt(group, whole=whole[scope]))}


def lacks_source(one: VirtualServiceSubject) -> bool:
    """Whether a virtual service certainly has no source in this cluster."""
    if one.state is not State.STALE or one.type in _SHARED or GONE.isdisjoint(one.reasons):
        return False
    return not any(origin.found for origin in one.origins)  # one of another class is a source all the same


def _may_lack_source(one: VirtualServiceSubject) -> bool:
    """Whether a virtual service that is stale for another reason has no source either, for all that was read."""
    return one.state is State.STALE and not lacks_source(one) and any(origin.found is None for origin in one.origins)


def _doubt(group: Judged, *, whole: bool) -> State | None:
    """The state of those without source; stale stands for "stale, and only likely so"."""
    candidates = [one for one in group if one.state is State.STALE]
    gone = sum(map(lacks_source, candidates))
    stale = gone + sum(map(_may_lack_source, candidates))
    if not stale:
        return None
    if _most(gone, group):
        return State.AMBIGUOUS
    if _most(stale + sum(one.state is State.UNKNOWN for one in group), group):
        return State.UNKNOWN
    return None if whole or not gone else State.STALE


def _most(number: int, group: Judged) -> bool:
    return number >= LEAST and 2 * number > len(group)


def doubted(one: VirtualServiceSubject, doubt: State | None) -> VirtualServiceSubject:
    """Return a virtual service under a username that is in doubt."""
    lacking = lacks_source(one)
    if doubt is None or not (lacking or (_may_lack_source(one) and doubt is not State.STALE)):
        return one
    if doubt is State.STALE:
        return msgspec.structs.replace(one, confidence=Confidence.LIKELY)
    if doubt is State.UNKNOWN or not lacking:
        return msgspec.structs.replace(
            one, state=State.UNKNOWN, reasons=(Reason.NOT_READABLE,), confidence=Confidence.POSSIBLE
        )
    return msgspec.structs.replace(
        one,
        state=State.AMBIGUOUS,
        reasons=(Reason.USER_MATCHES_INSTANCE, *one.reasons),
        confidence=Confidence.POSSIBLE,
        owner=None,
        instance=None,
        candidates=(one.owner,) if one.owner else (),
        claimants=(),
    )
