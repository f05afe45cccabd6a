"""What those that want a host would call its virtual services: whether they would get into each other's way.

A forecast, and a witness only: that two want a host, or that nothing serves it, is told without any name.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from akotui.analysis.forecasts import Forecaster, expected_virtual_services, prepare, servers
from akotui.analysis.foreseen import Foreseen
from akotui.analysis.instances import Instance
from akotui.analysis.predictions import Forecast, Prediction
from akotui.analysis.subjects import Named, Type, Workload
from akotui.analysis.wishes import Intent

_ONE_HOST = ("Ingress", "Route")
"""What AKO makes of these is made for single hosts."""

_SHARED: Final = frozenset({Type.SHARED_PARENT, Type.NAMESPACE_PARENT, Type.PASSTHROUGH})


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

    def of_server(self, workload: Workload, server: Instance, hosts: tuple[str, ...]) -> tuple[Foreseen, ...]:
        """Return what `server` would call what serves these hosts of a workload, without hosts the workload.

        Of a host with a virtual service of its own it is that one, else the shared one it would be on. Nothing is told
        of a server whose username is not known.
        """
        if not (server.gateway_user if workload.kind == "Gateway" else server.user):
            return ()
        forecast = expected_virtual_services(workload, server, self._forecaster)
        made: dict[str, Prediction] = {}
        for each in forecast.virtual_services():
            if each.host not in made or (made[each.host].type in _SHARED and each.type not in _SHARED):
                made[each.host] = each
        groups: dict[tuple[str, str, bool, str], list[str]] = {}
        for host in hosts or made or ("",):
            groups.setdefault(_told(made.get(host), forecast), []).append(host)
        return tuple(Foreseen(tuple(filter(None, some)), *told) for told, some in groups.items() if told[1] or told[3])


def _told(found: Prediction | None, forecast: Forecast) -> tuple[str, str, bool, str]:
    """Tenant, name, whether it is shared, and the doubt."""
    if found is None:
        return "", "", False, next(iter((*forecast.nothing, *forecast.unknown)), "")
    return found.tenant, found.name, found.type in _SHARED, next(iter(forecast.unknown), "")
