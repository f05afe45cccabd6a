"""Virtual services that instances would make after a change, by the names that akotui foretells."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.forecasts import expected_virtual_services, prepare, servers
from akotui.analysis.subjects import VirtualServiceSubject, Workload


class Arrival(msgspec.Struct, frozen=True, order=True):
    """A virtual service that an instance would make of workloads it did not serve before, or under a new username.

    `taken` is the uuid of the virtual service of another username that has the name now: until it is gone the
    Controller refuses (409). `joins`: the instance has it already, as a shared parent, and only adds to it. `restart`:
    only after a restart of the instance.
    """

    tenant: str
    name: str
    instance: str
    workloads: tuple[Workload, ...]
    taken: str = ""
    joins: bool = False
    restart: bool = False


class Arrivals(msgspec.Struct, frozen=True):
    """All of them, and why there may be others, or others' names."""

    made: tuple[Arrival, ...] = ()
    unknown: tuple[str, ...] = ()


def arrivals(
    before: Estate, after: Estate, restarted: frozenset[str], freed: Iterable[tuple[Workload, str]] = ()
) -> Arrivals:
    """Return what instances would make that they did not make; estates are as judged with the same Controllers.

    `freed` are workloads whose name another instance gives up, each with an instance (id) that was refused so far.
    """
    intent = after.memory.intentions.intent
    forecaster = prepare(intent)
    present = _Present(
        {(one.vs.tenant, one.vs.name): one for one in after.virtual_services},
        {one.id: one.users for one in intent.instances},
        restarted,
    )
    found: dict[tuple[str, str, str], dict[Workload, None]] = {}
    unknown: dict[str, None] = {}
    known = {one.id: one for one in intent.instances if one.known}
    for workload, maker in dict.fromkeys((*_newly_served(before, after), *freed)):
        forecast = expected_virtual_services(workload, known[maker], forecaster)
        unknown.update(dict.fromkeys(forecast.unknown))
        for one in forecast.virtual_services():
            found.setdefault((one.tenant, one.name, maker), {})[workload] = None
    return Arrivals(tuple(sorted(present.arrival(key, works) for key, works in found.items())), tuple(unknown))


def _newly_served(before: Estate, after: Estate) -> Iterator[tuple[Workload, str]]:
    """Yield each workload with each instance (id) that serves it afterwards, and did not, or under another username.

    An instance that is set to delete its own makes nothing (AKO internal/k8s/ako_init.go HandleConfigMap).
    """
    intent, earlier = after.memory.intentions.intent, before.memory.intentions.intent
    was = {one.id: one.users for one in earlier.instances if one.known and not one.delete_config}
    makers = {one.id for one in intent.instances if one.known and not one.delete_config}
    renamed = {one.id for one in intent.instances if one.id in makers and was.get(one.id) != one.users}
    for name, workloads in after.memory.intentions.working_in.value.now.items():
        if not renamed and intent.claims.on(name).ids == earlier.claims.on(name).ids:
            continue
        for workload in workloads:
            before_it = {one.id for one in servers(workload, earlier)}
            for instance in servers(workload, intent):
                if instance.id in makers and (instance.id in renamed or instance.id not in before_it):
                    yield workload, instance.id


class _Present(msgspec.Struct, frozen=True):
    """What stands on the Controllers by tenant and name, what each instance (by id) writes, and who is restarted."""

    standing: Mapping[tuple[str, str], VirtualServiceSubject]
    users: Mapping[str, tuple[str, ...]]
    restarted: frozenset[str]

    def arrival(self, key: tuple[str, str, str], workloads: Iterable[Workload]) -> Arrival:
        """Return what an instance makes, beside what is there."""
        tenant, name, maker = key
        there = self.standing.get((tenant, name))
        joins = there is not None and there.vs.created_by in self.users[maker]
        taken = there.vs.uuid if there is not None and not joins else ""
        return Arrival(tenant, name, maker, tuple(sorted(workloads)), taken, joins, maker in self.restarted)
