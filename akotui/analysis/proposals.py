"""Changes that somebody thinks of making, and the cluster as it would be after them: values, nothing acts on anything.

AKO reads its ConfigMap when it starts (cmd/ako-main/main.go), all but `deleteConfig`, which it watches
(internal/k8s/ako_init.go HandleConfigMap): the cluster that comes out here is one whose instances were restarted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import msgspec

from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.discovery import find_instances
from akotui.analysis.instances import Instance
from akotui.model.inventory import Cluster, Inventory, Table
from akotui.model.layers import edited

T = TypeVar("T")

LIVE: Final = frozenset({"deleteConfig"})
"""The keys of AKO's ConfigMap that work without a restart, of those that can be proposed."""

CLUSTER_ROLE: Final = "ako-cr"
CLASS: Final = "avi-lb"
"""The IngressClass and the GatewayClass of the primary's chart (helm/ako/templates/ingressclass.yaml)."""


class Relabelling(msgspec.Struct, frozen=True):
    """A namespace gets a label; `value` None takes it off."""

    namespace: str
    key: str
    value: str | None = None


class Reconfiguration(msgspec.Struct, frozen=True):
    """Settings of an instance's ConfigMap `avi-k8s-config`, by key, get these values."""

    instance: str
    settings: tuple[tuple[str, str], ...]


class Removal(msgspec.Struct, frozen=True):
    """An instance is uninstalled, as `helm uninstall` does it: deleteConfig stays as it was set before."""

    instance: str


Proposal = Relabelling | Reconfiguration | Removal


def apply(proposals: Iterable[Proposal], inventory: Inventory) -> Inventory:
    """Return the inventory whose cluster these changes were made in, one after the other; Controllers stay as read.

    What is not there (`absent`) stays as it is. What nothing changes stays the same object.
    """
    cluster = inventory.cluster
    for one in proposals:
        cluster = _made(one, cluster)
    return inventory if cluster is inventory.cluster else msgspec.structs.replace(inventory, cluster=cluster)


def _made(one: Proposal, cluster: Cluster) -> Cluster:
    match one:
        case Relabelling():
            return _relabelled(cluster, one)
        case Reconfiguration():
            return _configured(cluster, one)
        case Removal():
            return _uninstalled(cluster, one.instance)


def absent(proposals: Iterable[Proposal], cluster: Cluster) -> tuple[Proposal, ...]:
    """Return those about a namespace, a ConfigMap or an installation that was not seen."""
    known = {one.id for one in find_instances(cluster) if one.known}
    return tuple(one for one in proposals if not _is_there(one, cluster, known))


def _is_there(one: Proposal, cluster: Cluster, known: Collection[str]) -> bool:
    match one:
        case Relabelling():
            return one.namespace in cluster.namespaces.rows
        case Reconfiguration():
            return one.instance in known and f"{one.instance}/{CONFIG_MAP}" in cluster.configmaps.rows
        case Removal():
            return one.instance in known


def about(one: Proposal) -> str:
    """Return the name of the namespace, or the id of the instance, that is changed."""
    return one.namespace if isinstance(one, Relabelling) else one.instance


def restarted(proposals: Iterable[Proposal], cluster: Cluster) -> frozenset[str]:
    """Return the ids of the instances in which something works only after a restart, once all changes are made."""
    every = tuple(proposals)
    after = cluster
    for one in every:
        after = _made(one, after)
    return frozenset(
        one.instance for one in every if isinstance(one, Reconfiguration) and _reads_otherwise(one, cluster, after)
    )


def _reads_otherwise(one: Reconfiguration, before: Cluster, after: Cluster) -> bool:
    key = f"{one.instance}/{CONFIG_MAP}"
    was, now = before.configmaps.rows.get(key), after.configmaps.rows.get(key)
    if was is None or now is None:
        return False
    return any(was.settings.get(name) != now.settings.get(name) for name, _ in one.settings if name not in LIVE)


def needs_restart(one: Proposal, cluster: Cluster) -> bool:
    """Tell whether a change, made in this cluster, works only after a restart of its instance."""
    return isinstance(one, Reconfiguration) and _reads_otherwise(one, cluster, _made(one, cluster))


def emptied(proposals: Iterable[Proposal], cluster: Cluster) -> frozenset[str]:
    """Return the ids of the instances that delete their own before they go or write another username.

    deleteConfig is set then, and they write what they write now: so what they delete is what is theirs now.
    """
    found: set[str] = set()
    writes = {one.id: one.users for one in find_instances(cluster) if one.known}
    for one in proposals:
        changed = _made(one, cluster)
        if not isinstance(one, Relabelling) and changed is not cluster:
            now, then = _called(one.instance, cluster), _called(one.instance, changed)
            if now is not None and now.delete_config and now.users == writes.get(now.id):
                found.update({now.id} if then is None or then.users != now.users else ())
        cluster = changed
    return frozenset(found)


def _called(name: str, cluster: Cluster) -> Instance | None:
    return next((one for one in find_instances(cluster) if one.id == name and one.known), None)


class SharedObject(msgspec.Struct, frozen=True, order=True):
    """A cluster-scoped object of the primary's release that every instance needs: its table, kind and name."""

    table: str
    kind: str
    name: str


_SHARED: Final = (
    SharedObject("clusterroles", "ClusterRole", CLUSTER_ROLE),
    SharedObject("ingressclasses", "IngressClass", CLASS),
    SharedObject("gatewayclasses", "GatewayClass", CLASS),
)


def shared_objects(instance: str, cluster: Cluster) -> tuple[SharedObject, ...]:
    """Return what goes with an instance, because the primary's chart made it for all (helm/ako/templates).

    Nothing when the instance is not the only primary: then it cannot be told which release holds them.
    """
    if _only_primary(cluster) != instance:
        return ()
    return tuple(one for one in _SHARED if one.name in _table(cluster, one.table).rows)


def perhaps_shared(instance: str, cluster: Cluster) -> tuple[SharedObject, ...]:
    """Return what goes along if it is there, which could not be read."""
    if _only_primary(cluster) != instance:
        return ()
    tables = ((one, _table(cluster, one.table)) for one in _SHARED)
    return tuple(one for one, table in tables if one.name not in table.rows and not table.whole)


def _only_primary(cluster: Cluster) -> str | None:
    primaries = [one.id for one in find_instances(cluster) if one.known and one.settings and one.primary]
    return primaries[0] if len(primaries) == 1 else None


def _table(cluster: Cluster, name: str) -> Table[object]:
    table: Table[object] = getattr(cluster, name)
    return table


def _relabelled(cluster: Cluster, one: Relabelling) -> Cluster:
    space = cluster.namespaces.rows.get(one.namespace)
    if space is None or space.metadata.labels.get(one.key) == one.value:
        return cluster
    labels = {key: value for key, value in space.metadata.labels.items() if key != one.key}
    if one.value is not None:
        labels[one.key] = one.value
    metadata = msgspec.structs.replace(space.metadata, labels=labels)
    changed = msgspec.structs.replace(space, metadata=metadata)
    return msgspec.structs.replace(cluster, namespaces=_with(cluster.namespaces, {one.namespace: changed}))


def _configured(cluster: Cluster, one: Reconfiguration) -> Cluster:
    key = f"{one.instance}/{CONFIG_MAP}"
    config = cluster.configmaps.rows.get(key)
    if config is None or all(config.settings.get(name) == value for name, value in one.settings):
        return cluster
    changed = msgspec.structs.replace(config, settings={**config.settings, **dict(one.settings)})
    return msgspec.structs.replace(cluster, configmaps=_with(cluster.configmaps, {key: changed}))


def _uninstalled(cluster: Cluster, instance: str) -> Cluster:
    """Take away the release: StatefulSets, pods, ConfigMap, and what it made for all. A Lease is not part of it."""
    found = _called(instance, cluster)
    if found is None:
        return cluster
    gone: dict[str, Sequence[str]] = {
        "statefulsets": [f"{instance}/{name}" for name in found.stateful_sets],
        "pods": [key for key in cluster.pods.rows if _is_pod_of(key, found)],
        "configmaps": [f"{instance}/{CONFIG_MAP}"],
    }
    for one in shared_objects(instance, cluster):
        gone[one.table] = (one.name,)
    return msgspec.structs.replace(cluster, **{name: _without(cluster, name, keys) for name, keys in gone.items()})


def _is_pod_of(key: str, instance: Instance) -> bool:
    namespace, _, name = key.partition("/")
    owner, _, ordinal = name.rpartition("-")
    return namespace == instance.id and ordinal.isdecimal() and owner in instance.stateful_sets


def _without(cluster: Cluster, name: str, keys: Iterable[str]) -> Table[object]:
    table = _table(cluster, name)
    return _with(table, dict.fromkeys((key for key in keys if key in table.rows), None))


def _with(table: Table[T], edits: Mapping[str, T | None]) -> Table[T]:
    return msgspec.structs.replace(table, rows=edited(table.rows, edits)) if edits else table
