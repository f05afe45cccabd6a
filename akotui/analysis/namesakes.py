"""What those that want one host would call its virtual services: whether they would get into each other's way.

A forecast, and a witness only: that two want the host is told by their objects, labels and settings alone.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from akotui.analysis.forecasts import Forecaster, expected_virtual_services, prepare, servers
from akotui.analysis.subjects import Named, Workload
from akotui.analysis.wishes import Intent

_ONE_HOST = ("Ingress", "Route")
"""What AKO makes of these is made for single hosts."""


class Namesakes:
    """The names under one intent; how instances name is found out when the first name is asked for."""

    def __init__(self, intent: Intent) -> None:
        """`intent` is what the cluster wants at this moment."""
        self._intent = intent

    @cached_property
    def _forecaster(self) -> Forecaster:
        return prepare(self._intent)

    def of(self, host: str, workloads: Iterable[Workload]) -> tuple[Named, ...]:
        """Return what each instance would call what serves `host`, each name once, sorted."""
        return tuple(sorted(set(self._names(host, workloads))))

    def _names(self, host: str, workloads: Iterable[Workload]) -> Iterator[Named]:
        for workload in workloads:
            if workload.kind not in _ONE_HOST:
                continue
            for instance in servers(workload, self._intent):
                forecast = expected_virtual_services(workload, instance, self._forecaster)
                doubt = next(iter(forecast.unknown), "")
                for each in forecast.virtual_services():
                    if each.host == host:
                        yield Named(each.tenant, each.name, instance.id, workload, doubt)
