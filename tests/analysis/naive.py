"""What AKO would own in a fleet, said as plainly as it can be said and slowly; nothing of the analysis is used here.

AKO internal/lib/lib.go SetAKOUser and GetLabelToSyncNamespace, pkg/utils/utils.go CheckIfNamespaceAccepted,
internal/k8s/ako_init.go FullSyncK8s, cmd/gateway-api/main.go.
"""

from collections.abc import Mapping

from tests.analysis.fleets import Fleet, Install, Made, Space

LEAST_STRANGERS = 5

Verdict = tuple[str, str | None]
"""A state and an owner."""


def verdicts(fleet: Fleet) -> Mapping[str, Verdict]:
    """Return state and owner of every virtual service by its name."""
    alone = {one.name: _alone(fleet, one) for one in fleet.made}
    return {one.name: _doubted(fleet, one, alone) for one in fleet.made}


def _ako_user(one: Install) -> str:
    return f"ako-{one.cluster_name}" if one.primary else f"ako-{one.cluster_name}-{one.namespace}"


def _gateway_user(one: Install) -> str:
    return f"ako-gw-{one.cluster_name}-{one.namespace}"


def _known(fleet: Fleet) -> list[Install]:
    return [one for one in fleet.installs if one.parts == "both"]


def _users(one: Install) -> set[str]:
    return {_ako_user(one), _gateway_user(one)} if one.gateway else {_ako_user(one)}


def _may_write(unread: Install, user: str, names: set[str]) -> bool:
    """Whether an installation without settings may write this: whether it is primary nobody knows."""
    return not names or user.endswith(f"-{unread.namespace}") or user in {f"ako-{name}" for name in names}


def _accepts(one: Install, space: Space) -> bool:
    key, value = one.label
    filtered = bool(key and value)
    return space.name not in one.blocked and (not filtered or dict(space.labels).get(key) == value)


def _would_make(fleet: Fleet, one: Install, made: Made) -> bool:
    """Whether this instance would make this object today, wherever it would put it."""
    if (made.kind, made.source) not in fleet.workloads:
        return False
    if made.kind == "Gateway":
        return one.gateway
    return any(space.name == made.source.split("/")[0] and _accepts(one, space) for space in fleet.spaces)


def _tenant(fleet: Fleet, one: Install, made: Made) -> str:
    spaces = [space for space in fleet.spaces if space.name == made.source.split("/")[0]]
    return next((space.tenant for space in spaces if space.tenant), one.tenant)


def _gateway_makers(fleet: Fleet) -> list[Install]:
    return [one for one in fleet.installs if one.parts != "map" and one.gateway]


def _alone(fleet: Fleet, made: Made) -> Verdict:
    """The verdict on one object, without looking at others."""
    names = {one.cluster_name for one in fleet.installs if one.parts != "set"}
    prefixed = any(made.name.startswith((f"{name}--", f"ako-gw-{name}--")) for name in names)
    user = made.user or ""
    shaped = user.startswith("ako-") or made.marker is not None or prefixed or made.name.startswith("ako-gw-")
    if not shaped:
        return "unmanaged", None
    writers = [one for one in _known(fleet) if user in _users(one)]
    if not writers:
        if any(one.parts == "set" and _may_write(one, user, names) for one in fleet.installs):
            return "unknown", None
        ours = made.marker in names if made.marker is not None else prefixed
        return "orphaned" if ours else "foreign", None
    if len(writers) > 1 or (made.marker is not None and made.marker != writers[0].cluster_name):
        return "ambiguous", None
    return _owned(fleet, writers[0], made), writers[0].namespace


def _owned(fleet: Fleet, owner: Install, made: Made) -> str:
    makers = _gateway_makers(fleet) if made.kind == "Gateway" else _known(fleet)
    others = [one for one in makers if one is not owner and _would_make(fleet, one, made)]
    if not _would_make(fleet, owner, made) or owner.deleting:
        return "stale"
    if others:
        return "double-owned"
    right_place = made.cloud == "Default-Cloud" and made.tenant == _tenant(fleet, owner, made)
    return "owned" if right_place else "stale"


def _sourceless(fleet: Fleet, made: Made) -> bool:
    return (made.kind, made.source) not in fleet.workloads


def _doubted(fleet: Fleet, made: Made, alone: Mapping[str, Verdict]) -> Verdict:
    """Most objects of a known user come from nowhere: then nobody knows whose they are."""
    state, owner = alone[made.name]
    siblings = [one for one in fleet.made if one.user == made.user and alone[one.name][1]]
    strange = [one for one in siblings if _sourceless(fleet, one)]
    many = len(strange) >= LEAST_STRANGERS and 2 * len(strange) > len(siblings)
    return ("ambiguous", None) if owner and many and made in strange else (state, owner)
