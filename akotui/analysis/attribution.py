"""Whose a virtual service is, by created_by and marker alone: the first half of its verdict."""

import msgspec

from akotui.analysis.confidence import of_username
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Reason, State
from akotui.analysis.usernames import Usernames, is_ako_shaped, is_ours, marked_cluster, may_be_unread
from akotui.model.avi import VirtualService


class Attribution(msgspec.Struct, frozen=True):
    """A final state, or an owner (then `state` is `owned`, to be judged further)."""

    state: State
    reasons: tuple[Reason, ...]
    confidence: Confidence = Confidence.CERTAIN
    owner: Instance | None = None
    candidates: tuple[str, ...] = ()


_UNKNOWN = Attribution(State.UNKNOWN, (Reason.NOT_READABLE,), Confidence.POSSIBLE)


def attribute(vs: VirtualService, names: Usernames) -> Attribution:
    """Return whose it is: unmanaged, foreign, ambiguous, orphaned, unknown, or owned by one known instance."""
    if not is_ako_shaped(vs, names):
        return Attribution(State.UNMANAGED, (Reason.NOT_AKO,))
    writers = names.writers.get(vs.created_by or "", ())
    if writers:
        return _written(vs, writers, names)
    if not names.whole or may_be_unread(vs.created_by or "", names):
        return _UNKNOWN
    if is_ours(vs, names):
        return _orphaned(vs, names)
    return _foreign(vs)


def _written(vs: VirtualService, writers: tuple[Instance, ...], names: Usernames) -> Attribution:
    marker = marked_cluster(vs)
    owner, *further = writers
    others = marker is not None and all(writer.cluster_name != marker for writer in writers)
    if further or others:
        reasons = (Reason.USER_MATCHES_INSTANCE, *((Reason.MARKER_OF_OTHER_CLUSTER,) if others else ()))
        candidates = tuple(sorted(writer.id for writer in writers))
        return Attribution(State.AMBIGUOUS, reasons, Confidence.POSSIBLE, candidates=candidates)
    confidence = of_username(marked=marker is not None, whole=names.whole)
    return Attribution(State.OWNED, (Reason.USER_MATCHES_INSTANCE,), confidence, owner)


def _orphaned(vs: VirtualService, names: Usernames) -> Attribution:
    user = vs.created_by or ""
    if user in names.removed:
        reason = Reason.INSTANCE_REMOVED
    elif user in names.flipped:
        reason = Reason.PRIMARY_FLAG_CHANGED
    else:
        reason = Reason.USER_MATCHES_NO_INSTANCE
    return Attribution(State.ORPHANED, (reason,), of_username(marked=marked_cluster(vs) is not None))


def _foreign(vs: VirtualService) -> Attribution:
    marked = marked_cluster(vs) is not None
    reason = Reason.MARKER_OF_OTHER_CLUSTER if marked else Reason.USER_MATCHES_NO_INSTANCE
    return Attribution(State.FOREIGN, (reason,), of_username(marked=marked))
