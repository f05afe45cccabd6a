"""From a name on the Controller back to the workloads that would have it, and the names that two would have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from akotui.analysis.forecasts import Forecaster, expected_virtual_services, forecasts, servers
from akotui.analysis.predictions import Forecast, Made, Prediction
from akotui.analysis.subjects import Workload
from akotui.analysis.workloads import uses_routes
from akotui.model.inventory import Cluster

Place = tuple[str, Made, str]
"""Tenant, kind and name: what a Controller keeps unique."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All predictions of a cluster by tenant, kind and name. `unknown`: why it may not hold all names, each once."""

    places: Mapping[Place, tuple[Prediction, ...]]
    names: Mapping[str, tuple[Prediction, ...]]
    unknown: tuple[str, ...]

    def resolve(self, name: str, tenant: str | None = None) -> tuple[Prediction, ...]:
        """Return what would have this name (hashed or not), in one tenant or in all."""
        found = self.names.get(name, ())
        return found if tenant is None else tuple(each for each in found if each.tenant == tenant)


@dataclass(frozen=True, slots=True)
class Collision:
    """Objects that would have one name in one tenant, and are not one object: the first to be made wins.

    The others are refused by the Controller (409) as long as it stands there (AKO internal/rest/dequeue_nodes.go).
    """

    tenant: str
    made: Made
    name: str
    predictions: tuple[Prediction, ...]

    @property
    def instances(self) -> tuple[str, ...]:
        """The ids of the instances that want it, sorted."""
        return tuple(sorted({each.instance for each in self.predictions}))

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """The workloads behind it, sorted."""
        return tuple(sorted({each.workload for each in self.predictions}))


def candidates(cluster: Cluster) -> Iterator[Workload]:
    """Yield every object that an instance may make something of, AKO's class or not."""
    tables: list[tuple[str, Iterable[str]]] = [
        ("Route", cluster.routes.rows) if uses_routes(cluster) else ("Ingress", cluster.ingresses.rows),
        ("Service", (key for key, service in cluster.services.rows.items() if service.type == "LoadBalancer")),
        ("Gateway", cluster.gateways.rows),
        ("HTTPRoute", cluster.httproutes.rows),
    ]
    for kind, keys in tables:
        for key in keys:
            yield Workload(kind, *key.split("/", 1))


def index_names(forecaster: Forecaster) -> NameIndex:
    """Return the index over everything the instances would make."""
    cluster = forecaster.intent.cluster
    return _index(each for work in candidates(cluster) for each in forecasts(work, forecaster))


def index_virtual_services(forecaster: Forecaster) -> NameIndex:
    """Return the index over the virtual services alone, at a fraction of the cost."""
    return _index(
        expected_virtual_services(work, instance, forecaster)
        for work in candidates(forecaster.intent.cluster)
        for instance in servers(work, forecaster.intent)
    )


def _index(found: Iterable[Forecast]) -> NameIndex:
    places: dict[Place, list[Prediction]] = defaultdict(list)
    names: dict[str, list[Prediction]] = defaultdict(list)
    unknown: dict[str, None] = {}
    for forecast in found:
        unknown.update(dict.fromkeys(forecast.unknown))
        for each in forecast.predictions:
            places[each.tenant, each.made, each.name].append(each)
            names[each.name].append(each)
    return NameIndex(
        {place: tuple(group) for place, group in places.items()},
        {name: tuple(group) for name, group in names.items()},
        tuple(unknown),
    )


def collisions(index: NameIndex) -> tuple[Collision, ...]:
    """Return the names that differing objects would have, sorted. Instances are taken to share one Controller."""
    found = [
        Collision(*place, group)
        for place, group in index.places.items()
        if len(group) > 1 and len({(each.instance, each.subject) for each in group}) > 1
    ]
    return tuple(sorted(found, key=lambda each: (each.tenant, each.name, each.made.value)))
