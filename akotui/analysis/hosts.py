"""Host names: whose namespaces want them, which virtual services serve them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from akotui.analysis.claims import Claims
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import HostSubject, Origin, VirtualServiceSubject, Workload
from akotui.analysis.virtual_services import order

_SERVED_BY_GATEWAY = frozenset({"Gateway", "HTTPRoute"})


@dataclass(frozen=True, slots=True)
class Seekers:
    """Who asks for hosts, by host, and what tells who would serve them; `gateways` serve every Gateway."""

    asking: Mapping[str, tuple[Workload, ...]]
    claims: Claims
    gateways: Sequence[Instance]


def describe_host(fqdn: str, seekers: Seekers, serving: Iterable[VirtualServiceSubject]) -> HostSubject | None:
    """Return a host name as a subject; None when nobody asks for it and nothing serves it."""
    workloads, services = seekers.asking.get(fqdn, ()), tuple(serving)
    if not workloads and not services:
        return None
    if len(workloads) > 1:
        workloads = tuple(sorted(workloads))
    if len(services) > 1:
        services = tuple(sorted(services, key=order))
    if not workloads:
        return _of_services(fqdn, services)
    return HostSubject(fqdn, _instances(workloads, seekers), services, workloads)


def _of_services(fqdn: str, serving: tuple[VirtualServiceSubject, ...]) -> HostSubject:
    """The host of a Service is made up by AKO (internal/nodes/avi_model_l4_translator.go): it alone knows it."""
    found = [(one, origin) for one in serving if one.owner for origin in one.origins if _is_service(origin)]
    instances = {name for one, _ in found for name in one.claimants}
    return HostSubject(fqdn, tuple(sorted(instances)), serving, tuple(sorted({origin.workload for _, origin in found})))


def _is_service(origin: Origin) -> bool:
    return bool(origin.found) and origin.workload.kind == "Service"


def _instances(workloads: Iterable[Workload], seekers: Seekers) -> tuple[str, ...]:
    if not workloads:
        return ()
    found: set[str] = set()
    for workload in workloads:
        served = workload.kind in _SERVED_BY_GATEWAY
        wanting = seekers.gateways if served else seekers.claims.on(workload.namespace).claimants
        found.update(instance.id for instance in wanting)
    return tuple(sorted(found) if len(found) > 1 else found)
