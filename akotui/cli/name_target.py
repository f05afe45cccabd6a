"""The object whose names were asked for, and the workloads that are meant by it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from akotui.analysis.asking import word_for
from akotui.analysis.name_index import candidates
from akotui.analysis.subjects import Workload
from akotui.errors import UsageError
from akotui.model.inventory import Cluster, Table
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Gateway, HttpRoute, Ingress, Route
from akotui.model.text import clean

WORKLOADS: Mapping[str, tuple[str, Kind]] = MappingProxyType(
    {
        "ingress": ("Ingress", Kind.INGRESS),
        "service": ("Service", Kind.SERVICE),
        "route": ("Route", Kind.ROUTE),
        "gateway": ("Gateway", Kind.GATEWAY),
        "httproute": ("HTTPRoute", Kind.HTTP_ROUTE),
    }
)
"""The API's kind, and the table, of each word for a single object."""
_GROUPS = frozenset({"host", "ns"})
_HOSTED = (Kind.INGRESS, Kind.ROUTE, Kind.GATEWAY, Kind.HTTP_ROUTE)


class Target(msgspec.Struct, frozen=True):
    """`word/namespace/name`, `host/FQDN` or `ns/NAME`; `namespace` is empty for the last two."""

    word: str
    name: str
    namespace: str = ""

    def __str__(self) -> str:
        """As it was asked for."""
        return "/".join(part for part in (self.word, self.namespace, self.name) if part)


def parse(text: str) -> Target:
    """Understand an object.

    Raises:
        UsageError: it is none that has names.

    """
    said, _, rest = text.partition("/")
    word = word_for(said)
    namespace, _, name = rest.partition("/")
    if word in _GROUPS and rest and "/" not in rest:
        return Target(word, rest)
    if word in WORKLOADS and namespace and name and "/" not in name:
        return Target(word, name, namespace)
    forms = ", ".join([*(f"{each}/NS/NAME" for each in WORKLOADS), "host/FQDN", "ns/NAME"])
    raise UsageError(f"{clean(text, 300)}: not an object that has names; write {forms}")


def kinds(target: Target) -> tuple[Kind, ...]:
    """Return what has to be read to tell whether the target exists."""
    if target.word == "ns":
        return (Kind.NAMESPACE,)
    return _HOSTED if target.word == "host" else (WORKLOADS[target.word][1],)


def _table(cluster: Cluster, kind: Kind) -> Table[object]:
    table: Table[object] = getattr(cluster, kind.value)
    return table


def exists(target: Target, cluster: Cluster) -> bool:
    """Tell whether the target is among what was read."""
    if target.word == "ns":
        return target.name in cluster.namespaces.rows
    return bool(workloads(target, cluster))


def workloads(target: Target, cluster: Cluster) -> tuple[Workload, ...]:
    """Return the workloads that are meant, sorted."""
    if target.word == "ns":
        return tuple(sorted(each for each in candidates(cluster) if each.namespace == target.name))
    if target.word == "host":
        return tuple(sorted(_asking(target.name, cluster)))
    word, kind = WORKLOADS[target.word]
    there = f"{target.namespace}/{target.name}" in _table(cluster, kind).rows
    return (Workload(word, target.namespace, target.name),) if there else ()


def _asking(host: str, cluster: Cluster) -> Iterator[Workload]:
    for word, kind in WORKLOADS.values():
        for thing in _table(cluster, kind).rows.values():
            if isinstance(thing, Ingress | Route | Gateway | HttpRoute) and host in _hosts(thing):
                yield Workload(word, thing.metadata.namespace, thing.metadata.name)


def _hosts(thing: Ingress | Route | Gateway | HttpRoute) -> tuple[str, ...]:
    return (thing.host,) if isinstance(thing, Route) else thing.hosts
