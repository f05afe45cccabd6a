"""From a name on the Controller back to the workloads that would have it, and the names that two would have."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.forecasts import Forecaster, expected_virtual_services, forecasts, servers
from akotui.analysis.predictions import Forecast, Made, Prediction
from akotui.analysis.subjects import Workload
from akotui.analysis.workloads import uses_routes
from akotui.model.inventory import Cluster, Table
from akotui.model.kinds import Kind

Place = tuple[str, Made, str]
"""Tenant, kind and name: what a Controller keeps unique."""


class NameIndex(msgspec.Struct, frozen=True):
    """All predictions of a cluster by name. `unknown`: why it may not hold all names, each once."""

    names: Mapping[str, Sequence[Prediction]]
    unknown: tuple[str, ...]

    def resolve(self, name: str, tenant: str | None = None) -> tuple[Prediction, ...]:
        """Return what would have this name (hashed or not), in one tenant or in all."""
        found = self.names.get(name, ())
        return tuple(each for each in found if tenant is None or each.tenant == tenant)

    def places(self) -> Mapping[Place, tuple[Prediction, ...]]:
        """Return the predictions by tenant, kind and name."""
        found: dict[Place, list[Prediction]] = defaultdict(list)
        for group in self.names.values():
            for each in group:
                found[each.tenant, each.made, each.name].append(each)
        return {place: tuple(group) for place, group in found.items()}


class Collision(msgspec.Struct, frozen=True):
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


SOURCES: Final = (Kind.INGRESS, Kind.INGRESS_CLASS, Kind.SERVICE, Kind.GATEWAY, Kind.GATEWAY_CLASS, Kind.HTTP_ROUTE,
                  Kind.ROUTE)  # fmt: skip
"""What names are made of."""
MAKERS: Final = (Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP)
"""What tells who makes them."""


def unread(cluster: Cluster, kinds: Iterable[Kind]) -> tuple[str, ...]:
    """Say which of these kinds are not wholly known, and why."""
    tables: list[tuple[Kind, Table[object]]] = [(kind, getattr(cluster, kind.value)) for kind in kinds]
    return tuple(f"{kind.value}, not all read: {_why(table)}" for kind, table in tables if not table.whole)


def _why(table: Table[object]) -> str:
    reasons = [reason for _, reason in table.coverage.reasons]
    return "; ".join(reasons or [f"{key}: {why}" for key, why in table.broken.items()])


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
    found = (each for work in candidates(cluster) for each in forecasts(work, forecaster))
    return _index(found, unread(cluster, (*MAKERS, *SOURCES)))


def index_virtual_services(forecaster: Forecaster) -> NameIndex:
    """Return the index over the virtual services alone, at a fraction of the cost."""
    cluster = forecaster.intent.cluster
    found = (
        expected_virtual_services(work, instance, forecaster)
        for work in candidates(cluster)
        for instance in servers(work, forecaster.intent)
    )
    return _index(found, unread(cluster, (*MAKERS, *SOURCES)))


def _index(found: Iterable[Forecast], missing: Iterable[str]) -> NameIndex:
    names: dict[str, list[Prediction]] = {}
    unknown = dict.fromkeys(missing)
    for forecast in found:
        if forecast.unknown:
            unknown.update(dict.fromkeys(forecast.unknown))
        for each in forecast.predictions:
            names.setdefault(each.name, []).append(each)
    return NameIndex(names, tuple(unknown))


def collisions(index: NameIndex) -> tuple[Collision, ...]:
    """Return the names that differing objects would have, sorted. Instances are taken to share one Controller."""
    several = {name: group for name, group in index.names.items() if len(group) > 1}
    found = [
        Collision(*place, group)
        for place, group in NameIndex(several, ()).places().items()
        if len({(each.instance, each.subject) for each in group}) > 1
    ]
    return tuple(sorted(found, key=lambda each: (each.tenant, each.name, each.made.value)))
