"""The verdict on a virtual service: whose it is, and whether its owner would make it today. States in their order."""

from akotui.analysis.attribution import attribute
from akotui.analysis.confidence import of_settings, weakest
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Instance
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE
from akotui.analysis.subjects import Reason, State, Trace, Verdict
from akotui.analysis.wishes import Intent, Wish, misplaced, wish


def judge(found: Trace, intent: Intent, *, traced: bool, parent_gone: bool) -> Verdict:
    """Return the verdict on a virtual service.

    `traced`: all that a virtual service's sources are read from was read. `parent_gone`: it is a child, and its parent
    is certainly not there.
    """
    given = attribute(found.vs, intent.usernames)
    extra = (Reason.PARENT_GONE,) if parent_gone and given.state not in (State.UNMANAGED, State.FOREIGN) else ()
    if given.owner is None:
        return Verdict(given.state, given.reasons + extra, given.confidence, candidates=given.candidates)
    owner = given.owner
    wanted = wish(found, owner, intent, traced=traced)
    state, reasons = _state(found, owner, wanted)
    return Verdict(
        state,
        (reasons or given.reasons) + extra + _misnamed(found, owner, intent),
        _confidence(state, reasons, given.confidence, owner),
        owner,
        claimants=wanted.claimants,
        tenant_wanted=_tenant(found.vs.tenant, wanted.tenants),
    )


_BY_CLAIM = frozenset({Reason.NAMESPACE_NOT_CLAIMED, Reason.NAMESPACE_CLAIMED_BY_OTHER, Reason.NAMESPACE_CLAIMED_TWICE})


def _confidence(state: State, reasons: tuple[Reason, ...], given: Confidence, owner: Instance) -> Confidence:
    if state is State.UNKNOWN:
        return Confidence.POSSIBLE
    return given if _BY_CLAIM.isdisjoint(reasons) else weakest((given, of_settings((owner,))))


def _tenant(now: str, wanted: tuple[str, ...]) -> str:
    return now if now in wanted else next(iter(wanted), "")


def _state(found: Trace, owner: Instance, wanted: Wish) -> tuple[State, tuple[Reason, ...]]:
    """The first state of the report's order that applies to an object with one owner, and why (empty: attributed)."""
    elsewhere = misplaced(found, owner, wanted)
    if wanted.rivals and wanted.claimed and not owner.delete_config:
        twice = Reason.GATEWAY_SERVED_TWICE if found.type in GATEWAY else Reason.NAMESPACE_CLAIMED_TWICE
        return State.DOUBLE_OWNED, (twice, *elsewhere)
    if wanted.against or elsewhere or owner.delete_config:
        return State.STALE, wanted.against + elsewhere
    return (State.UNKNOWN, (Reason.NOT_READABLE,)) if wanted.claimed is None else (State.OWNED, ())


def _misnamed(found: Trace, owner: Instance, intent: Intent) -> tuple[Reason, ...]:
    """Shared names hold their instance (lib.GetAKOIDPrefix): whether this one holds another than its owner."""
    rest = found.vs.name.removeprefix(f"{owner.cluster_name}--")
    if found.type not in NAMED_FOR_INSTANCE or rest == found.vs.name:
        return ()
    own = rest.startswith("Shared-") if owner.primary else rest.startswith(f"{owner.id}-Shared-")
    others = {each.id for group in intent.usernames.writers.values() for each in group}
    named = rest.startswith("Shared-") or any(rest.startswith(f"{name}-Shared-") for name in others)
    return (Reason.NAME_OF_OTHER_INSTANCE,) if named and not own else ()
