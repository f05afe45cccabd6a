"""Host names: whose namespaces want them, which virtual services serve them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat

import msgspec

from akotui.analysis import vips
from akotui.analysis.claims import Claims
from akotui.analysis.namesakes import Namesakes
from akotui.analysis.patches import in_order
from akotui.analysis.subjects import HostSubject, Origin, State, VipSubject, VirtualServiceSubject, Workload
from akotui.analysis.virtual_services import order

SERVED_BY_GATEWAY = frozenset({"Gateway", "HTTPRoute"})
"""The kinds that every gateway container serves, whatever namespace they are in."""

NOT_OURS = frozenset({State.UNMANAGED, State.FOREIGN})
"""The states of virtual services that are not of this cluster."""

_SEVERAL = 2

Services = tuple[VirtualServiceSubject, ...]


class Seekers(msgspec.Struct, frozen=True):
    """Who asks for hosts, by host, and what tells who would serve them; `gateways` serve every Gateway, by id.

    `namesakes` tells what they would call what serves it.
    """

    asking: Mapping[str, tuple[Workload, ...]]
    claims: Claims
    gateways: tuple[str, ...]
    namesakes: Namesakes


def describe_hosts(
    names: Collection[str],
    seekers: Seekers,
    serving: Iterable[Services],
    publishing: Mapping[str, Sequence[VipSubject]],
) -> Iterator[HostSubject | None]:
    """Return host names as subjects, in their order; None for one that nobody asks for, serves, or publishes twice.

    `serving` are the virtual services of each, `publishing` the VSVIPs that have it among their DNS names. Each field
    is made for all at a time, as those of namespaces are (analysis/namespaces.py).
    """
    services = [some if len(some) < _SEVERAL else tuple(sorted(some, key=order)) for some in serving]
    asked = [in_order(seekers.asking.get(name, ())) for name in names]
    published = [_of_several(publishing[name]) if name in publishing else () for name in names]
    wanted = [
        (_instances(works, seekers), works) if works else _of_services(some)
        for works, some in zip(asked, services, strict=True)
    ]
    return map(_subject, names, wanted, services, published, repeat(seekers.namesakes))


def is_wanted_apart(instances: Sequence[str], workloads: Sequence[Workload]) -> bool:
    """Whether two instances want a host, and not as one doubly claimed namespace or doubly served Gateways."""
    if len(instances) < _SEVERAL or len({work.namespace for work in workloads}) < _SEVERAL:
        return False
    return not all(work.kind in SERVED_BY_GATEWAY for work in workloads)


def _subject(  # noqa: PLR0917 - one of each list
    name: str,
    wanted: tuple[tuple[str, ...], tuple[Workload, ...]],
    services: Services,
    published: tuple[VipSubject, ...],
    namesakes: Namesakes,
) -> HostSubject | None:
    instances, workloads = wanted
    if not workloads and not services and not published:
        return None
    contested = len(instances) > 1 or (len(services) > 1 and _is_split(services)) or bool(published)
    called = namesakes.of(name, workloads) if contested and is_wanted_apart(instances, workloads) else ()
    return HostSubject(name, instances, services, workloads, _is_served(services), contested, published, called)


def _of_several(publishing: Iterable[VipSubject]) -> tuple[VipSubject, ...]:
    """The VSVIPs in order, when they are not all of one instance."""
    found = sorted(publishing, key=vips.order)
    return tuple(found) if len({name for one in found for name in one.instances}) > 1 else ()


def _is_served(services: Sequence[VirtualServiceSubject]) -> bool:
    for one in services:  # noqa: SIM110 - a generator costs more than all it looks at
        if one.state not in NOT_OURS:
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
        gateway = workload.kind in SERVED_BY_GATEWAY
        servers = seekers.gateways if gateway else claims.get(workload.namespace, elsewhere).ids
        found = servers if found is None else found if servers is found else (*found, *servers)
    return tuple(sorted({*found})) if found and len(found) > 1 else found or ()
