"""What the owner of a virtual service would do with its sources today."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from akotui.analysis.claims import Claim, Claims
from akotui.analysis.configuration import takes_load_balancer
from akotui.analysis.instances import Instance
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE, is_shared_vip
from akotui.analysis.standing import is_taken_by
from akotui.analysis.subjects import Origin, Reason, Trace, Type
from akotui.analysis.usernames import Usernames
from akotui.model.inventory import Cluster
from akotui.model.kubernetes import Service

TENANT: Final = "ako.vmware.com/tenant-name"
_UUID = re.compile(r"(tenant|cloud)-[0-9a-f]{8}-[0-9a-f-]+")


class Intent(msgspec.Struct, frozen=True):
    """What the cluster wants: who claims which namespace, and who writes which username."""

    cluster: Cluster
    instances: tuple[Instance, ...]
    claims: Claims
    usernames: Usernames
    gateways: tuple[Instance, ...]


class Wish(msgspec.Struct, frozen=True):
    """What the owner would do with the sources of a virtual service today.

    `claimed` is None when that could not be read; `rivals` would make the same object; `against` says why it would
    not make it; `tenants` are those it may choose, empty when any.
    """

    claimed: bool | None = True
    claimants: tuple[str, ...] = ()
    rivals: bool = False
    against: tuple[Reason, ...] = ()
    tenants: tuple[str, ...] = ()


def wish(found: Trace, owner: Instance, intent: Intent, *, traced: bool) -> Wish:
    """Return what `owner` would do; `traced` tells whether all that leads to the sources was read."""
    kind = found.type
    if kind in NAMED_FOR_INSTANCE and (kind is not Type.PASSTHROUGH or not found.origins):
        return Wish(claimed=True if traced or kind is not Type.PASSTHROUGH else None, claimants=(owner.id,))
    if not found.namespaces:
        return Wish(claimed=None if found.vs.unreadable_metadata else True, claimants=(owner.id,))
    if found.vs.created_by == owner.gateway_user:
        return _gateway_wish(found, owner, intent)
    return _namespace_wish(found, owner, intent)


def misplaced(found: Trace, owner: Instance, wanted: Wish) -> tuple[Reason, ...]:
    """Return whether tenant and cloud differ from what the owner would choose; a bare uuid tells nothing."""
    vs = found.vs
    tenant = bool(wanted.tenants) and is_name(vs.tenant) and vs.tenant not in wanted.tenants
    cloud = is_name(vs.cloud) and vs.cloud != owner.cloud
    return ((Reason.TENANT_DIFFERS,) if tenant else ()) + ((Reason.CLOUD_DIFFERS,) if cloud else ())


def is_name(text: str) -> bool:
    """Whether a tenant or cloud is told by name: a bare uuid tells nothing."""
    return bool(text) and not _UUID.fullmatch(text)


def _gateway_wish(found: Trace, owner: Instance, intent: Intent) -> Wish:
    """The gateway container applies neither selector nor block list (cmd/gateway-api/main.go): each serves all."""
    there = _there(found.origins, found.type)
    if there is False:
        gone = all(intent.claims.on(name).exists is False for name in found.namespaces)
        return Wish(claimed=False, against=(Reason.SOURCE_GONE, *((Reason.NAMESPACE_GONE,) if gone else ())))
    return Wish(
        there,
        claimants=tuple(instance.id for instance in intent.gateways),
        rivals=len(intent.gateways) > 1,
        tenants=_tenants(found, _of_gateways(found), owner, intent),
    )


def _of_gateways(found: Trace) -> Sequence[str]:
    """The namespaces of its Gateways: a child goes to the tenant of its parent, wherever its HTTPRoute stands.

    AKO ako-gateway-api/nodes/avi_model_l7_translator.go.
    """
    gateways = {one.workload.namespace for one in found.origins if one.workload.kind == "Gateway"}
    return tuple(gateways) or found.namespaces


def _namespace_wish(found: Trace, owner: Instance, intent: Intent) -> Wish:
    there = _there(found.origins, found.type)
    if there:
        there = is_taken_by(owner, _services(found, intent))
    names = _live(found.origins) or found.namespaces
    claims = [intent.claims.on(name) for name in names]
    own = tuple([name for name, claim in zip(names, claims, strict=True) if owner in claim.claimants])
    claimed, against = _claimed(claims, own, there)
    if there is False:
        return Wish(claimed=False, against=against)
    makers = _makers(found, names, intent)
    if claimed is False:
        return Wish(claimed=False, claimants=makers, against=against)
    rivals = makers if own == names else _makers(found, own, intent)
    return Wish(
        claimed,
        makers,
        rivals=found.type not in NAMED_FOR_INSTANCE and rivals not in ((), (owner.id,)),
        tenants=_tenants(found, own, owner, intent),
    )


def _live(found: Sequence[Origin]) -> tuple[str, ...]:
    """The namespaces of the objects that AKO would make something of, sorted."""
    if len(found) == 1:
        return (found[0].workload.namespace,) if found[0].makes else ()
    return tuple(sorted({origin.workload.namespace for origin in found if origin.makes}))


def _there(found: Sequence[Origin], kind: Type) -> bool | None:
    """Whether what it comes from is there and of AKO's class: any of its objects, a Gateway and its HTTPRoute both.

    None: unread.
    """
    if len(found) == 1:
        return found[0].makes
    states = {origin.makes for origin in found} or {True}
    decisive = kind not in GATEWAY
    if decisive in states:
        return decisive
    return None if None in states else not decisive


def _claimed(
    claims: Sequence[Claim],
    own: Sequence[str],
    there: bool | None,  # noqa: FBT001 - a finding, not a switch
) -> tuple[bool | None, tuple[Reason, ...]]:
    """Whether the owner claims the sources, and why not. A namespace that was not read leaves it open."""
    gone = (Reason.SOURCE_GONE,) if there is False else ()
    if own:
        return (False, gone) if gone else (there, ())
    if any(claim.exists is None for claim in claims):
        return (False, gone) if gone else (None, ())
    if any(claim.claimants for claim in claims):
        return False, (*gone, Reason.NAMESPACE_CLAIMED_BY_OTHER)
    exists = any(claim.exists for claim in claims)
    return False, (*gone, Reason.NAMESPACE_NOT_CLAIMED if exists else Reason.NAMESPACE_GONE)


def _makers(found: Trace, namespaces: Iterable[str], intent: Intent) -> tuple[str, ...]:
    """The ids of the claimants that would make this object: of a Service, those whose settings take it."""
    classes = [one.load_balancer_class for one in _services(found, intent)]
    claimants = [each for name in namespaces for each in intent.claims.on(name).claimants]
    if classes:
        claimants = [
            each for each in claimants if any(takes_load_balancer(each.settings, wanted) for wanted in classes)
        ]
    makers = {each.id for each in claimants}
    return tuple(sorted(makers) if len(makers) > 1 else makers)


def _services(found: Trace, intent: Intent) -> Sequence[Service]:
    """Its Services that are there and may be AKO's."""
    rows = intent.cluster.services.rows
    named = [one.workload for one in found.origins if one.workload.kind == "Service" and one.makes]
    return [rows[key] for one in named if (key := f"{one.namespace}/{one.name}") in rows]


def _tenants(found: Trace, namespaces: Iterable[str], owner: Instance, intent: Intent) -> tuple[str, ...]:
    """The tenants its namespaces ask for; empty (any) for what exists once a tenant or cannot be told.

    A Service with a shared address goes to the instance's tenant: both are accepted.
    """
    if found.type in NAMED_FOR_INSTANCE:
        return ()
    wanted = {owner.tenant} if is_shared_vip(found.vs) else set[str]()
    for name in namespaces:
        namespace = intent.cluster.namespaces.rows.get(name)
        if namespace is None:
            return ()
        wanted.add(namespace.metadata.annotations.get(TENANT) or owner.tenant)
    return tuple(sorted(wanted) if len(wanted) > 1 else wanted)
