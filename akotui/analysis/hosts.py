"""Host names: whose namespaces want them, which virtual services serve them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from akotui.analysis.claims import Claims
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import HostSubject, VirtualServiceSubject, Workload
from akotui.analysis.workloads import Work

_SERVED_BY_GATEWAY = frozenset({"Gateway", "HTTPRoute"})


def find_hosts(
    work: Mapping[str, Sequence[Work]],
    subjects: Iterable[VirtualServiceSubject],
    claims: Claims,
    gateways: Sequence[Instance],
) -> tuple[HostSubject, ...]:
    """Return one subject a host, sorted. `gateways` are the instances that serve every Gateway."""
    wanted: dict[str, list[Workload]] = defaultdict(list)
    for works in work.values():
        for each in works:
            for host in each.hosts:
                wanted[host].append(each.workload)
    serving: dict[str, list[VirtualServiceSubject]] = defaultdict(list)
    for subject in subjects:
        for host in subject.hosts:
            serving[host].append(subject)
    return tuple(
        HostSubject(
            host,
            _instances(wanted.get(host, ()), claims, gateways),
            tuple(serving.get(host, ())),
            tuple(sorted(set(wanted.get(host, ())))),
        )
        for host in sorted({*wanted, *serving})
    )


def _instances(workloads: Iterable[Workload], claims: Claims, gateways: Sequence[Instance]) -> tuple[str, ...]:
    found: set[str] = set()
    for workload in workloads:
        served = workload.kind in _SERVED_BY_GATEWAY
        wanting = gateways if served else claims.on(workload.namespace).claimants
        found.update(instance.id for instance in wanting)
    return tuple(sorted(found))
