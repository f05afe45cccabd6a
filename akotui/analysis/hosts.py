"""Host names: whose namespaces want them, which virtual services serve them."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from akotui.analysis import vips
from akotui.analysis.claims import Claims
from akotui.analysis.patches import in_order
from akotui.analysis.subjects import HostSubject, Origin, State, VipSubject, VirtualServiceSubject, Workload
from akotui.analysis.virtual_services import order

_SERVED_BY_GATEWAY = frozenset({"Gateway", "HTTPRoute"})
_NOT_OURS = (State.UNMANAGED, State.FOREIGN)


class Seekers(msgspec.Struct, frozen=True):
    """Who asks for hosts, by host, and what tells who would serve them; `gateways` serve every Gateway, by id."""

    asking: Mapping[str, tuple[Workload, ...]]
    claims: Claims
    gateways: tuple[str, ...]


def describe_host(
    fqdn: str, seekers: Seekers, serving: tuple[VirtualServiceSubject, ...], publishing: Sequence[VipSubject] = ()
) -> HostSubject | None:
    """Return a host name as a subject; None when nobody asks for it, nothing serves it and no two publish it.

    `publishing` are the VSVIPs that have it among their DNS names.
    """
    workloads, services = in_order(seekers.asking.get(fqdn, ())), serving
    published = _of_several(publishing) if publishing else ()
    if not workloads and not services and not published:
        return None
    if len(services) > 1:
        services = tuple(sorted(services, key=order))
    if workloads:
        instances = _instances(workloads, seekers)
    else:
        instances, workloads = _of_services(services)
    return HostSubject(
        fqdn,
        instances,
        services,
        workloads,
        _is_served(services),
        len(instances) > 1 or (len(services) > 1 and _is_split(services)) or bool(published),
        published,
    )


def _of_several(publishing: Iterable[VipSubject]) -> tuple[VipSubject, ...]:
    """The VSVIPs in order, when they are not all of one instance."""
    found = sorted(publishing, key=vips.order)
    return tuple(found) if len({name for one in found for name in one.instances}) > 1 else ()


def _is_served(services: Sequence[VirtualServiceSubject]) -> bool:
    for one in services:  # noqa: SIM110 - a generator costs more than all it looks at
        if one.state not in _NOT_OURS:
            return True
    return False


def _is_split(services: Sequence[VirtualServiceSubject]) -> bool:
    return len({one.owner for one in services if one.owner}) > 1


def _of_services(serving: tuple[VirtualServiceSubject, ...]) -> tuple[tuple[str, ...], tuple[Workload, ...]]:
    """The host of a Service is made up by AKO (internal/nodes/avi_model_l4_translator.go): it alone knows it."""
    found = [(one, origin) for one in serving if one.owner for origin in one.origins if _is_service(origin)]
    instances = {name for one, _ in found for name in one.claimants}
    return tuple(sorted(instances)), tuple(sorted({origin.workload for _, origin in found}))


def _is_service(origin: Origin) -> bool:
    return bool(origin.found) and origin.workload.kind == "Service"


def _instances(workloads: Iterable[Workload], seekers: Seekers) -> tuple[str, ...]:
    claims, elsewhere = seekers.claims.read, seekers.claims.elsewhere
    found: tuple[str, ...] | None = None
    for workload in workloads:
        gateway = workload.kind in _SERVED_BY_GATEWAY
        servers = seekers.gateways if gateway else claims.get(workload.namespace, elsewhere).ids
        found = servers if found is None else found if servers is found else (*found, *servers)
    return tuple(sorted({*found})) if found and len(found) > 1 else found or ()
