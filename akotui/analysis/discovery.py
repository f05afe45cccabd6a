"""Finds the AKO instances of a cluster: StatefulSets, their ConfigMaps and Pods, joined by namespace.

One namespace holds one instance at most, because the names of the ConfigMap and the Secret are fixed.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from akotui.analysis.configuration import (
    CONFIG_MAP,
    effective_selector,
    flag,
    gateway_username,
    is_primary,
    name_list,
    username,
)
from akotui.analysis.instances import ConfigState, Health, Instance
from akotui.analysis.leases import find_leadership, rfc3339
from akotui.model.inventory import Cluster
from akotui.model.kubernetes import ConfigMap, Pod, StatefulSet

_VERSION = re.compile(r"v?\d+\.\d+")
_GATEWAY = "ako-gateway-api"


def find_instances(cluster: Cluster) -> tuple[Instance, ...]:
    """Return the instances by id: the known ones, and the removed whose ConfigMap is left.

    A ConfigMap without StatefulSet counts as removed, a StatefulSet without ConfigMap as no-config, only when all
    of the other kind was read; otherwise the first is left out and the second has no usernames and no settings.
    """
    sets: dict[str, list[StatefulSet]] = defaultdict(list)
    for found in cluster.statefulsets.rows.values():
        if _is_ako(found):
            sets[found.metadata.namespace].append(found)
    maps = {
        found.metadata.namespace: found
        for found in cluster.configmaps.rows.values()
        if found.metadata.name == CONFIG_MAP
    }
    names = set(sets) | (set(maps) if cluster.statefulsets.whole else set[str]())
    pods = _pods(cluster, sets)
    return tuple(
        _led(
            _instance(name, sets[name], maps.get(name), pods.get(name, ()), configs_read=cluster.configmaps.whole),
            cluster,
        )
        if name in sets
        else _removed(name, maps[name])
        for name in sorted(names)
    )


def _led(instance: Instance, cluster: Cluster) -> Instance:
    found = find_leadership(cluster, instance.id)
    return msgspec.structs.replace(instance, leader=found.leader, lease_holder=found.holder, lease_lapsed=found.lapsed)


def instances_known(cluster: Cluster) -> bool:
    """Whether the set of instances is certain: only then does a username that matches none prove anything."""
    return cluster.statefulsets.whole and cluster.configmaps.whole


def repository(image: str) -> str:
    """Return the repository path of an image reference, without tag and digest."""
    path, _, last = image.partition("@")[0].rpartition("/")
    name = last.partition(":")[0]
    return f"{path}/{name}"


def _is_ako(found: StatefulSet) -> bool:
    named = found.metadata.name == "ako" and any(container.name == "ako" for container in found.containers)
    return named or any(repository(container.image).endswith("/ako") for container in found.containers)


def _runs_gateway(sets: Sequence[StatefulSet]) -> bool:
    return any(
        container.name == _GATEWAY or repository(container.image).endswith("/" + _GATEWAY)
        for found in sets
        for container in found.containers
    )


def _pods(cluster: Cluster, sets: dict[str, list[StatefulSet]]) -> dict[str, list[Pod]]:
    names = {namespace: {found.metadata.name for found in group} for namespace, group in sets.items()}
    pods: dict[str, list[Pod]] = defaultdict(list)
    for pod in cluster.pods.rows.values():
        owner, _, ordinal = pod.metadata.name.rpartition("-")
        if ordinal.isdecimal() and owner in names.get(pod.metadata.namespace, ()):
            pods[pod.metadata.namespace].append(pod)
    return pods


def _configured(namespace: str, config: ConfigMap) -> Instance:
    settings = config.settings
    key, value = settings.get("nsSyncLabelKey", ""), settings.get("nsSyncLabelValue", "")
    return Instance(
        namespace,
        settings.get("clusterName", ""),
        is_primary(settings),
        selector=effective_selector(key, value),
        label_key=key,
        label_value=value,
        blocked=name_list(settings, "blockedNamespaceList"),
        controller=settings.get("controllerIP", ""),
        tenant=settings.get("tenantName") or "admin",
        cloud=settings.get("cloudName") or "Default-Cloud",
        service_type=settings.get("serviceType") or "ClusterIP",
        shard_size=settings.get("shardVSSize", "LARGE"),
        enable_evh=flag(settings, "enableEVH", default=False),
        delete_config=flag(settings, "deleteConfig", default=False),
        settings=settings,
    )


def _removed(namespace: str, config: ConfigMap) -> Instance:
    return msgspec.structs.replace(_configured(namespace, config), health=Health.REMOVED)


def _instance(
    namespace: str,
    sets: Sequence[StatefulSet],
    config: ConfigMap | None,
    pods: Sequence[Pod],
    *,
    configs_read: bool,
) -> Instance:
    made = _configured(namespace, config) if config else Instance(namespace)
    gateway = _runs_gateway(sets)
    return msgspec.structs.replace(
        made,
        user=username(made.cluster_name, namespace, primary=made.primary),
        gateway_user=gateway_username(made.cluster_name, namespace) if gateway else None,
        gateway_api=gateway,
        version=_version(sets[0]),
        replicas=sum(found.replicas for found in sets),
        ready=sum(found.ready for found in sets),
        installed_by=_installer(sets[0]),
        config_state=_config_state(config, pods),
        deletion_status=_deletion_status(sets[0]),
        health=Health.NO_CONFIG if config is None and configs_read else _health(sets),
        stateful_sets=tuple(sorted(found.metadata.name for found in sets)),
        started=rfc3339(min(_starts(pods), default=None)),
        configured=rfc3339(config.changed if config else None),
        restarts=max((box.restarts for pod in pods for box in pod.containers), default=0),
        waiting=next((box.waiting for pod in pods for box in pod.containers if box.waiting), ""),
    )


def _health(sets: Sequence[StatefulSet]) -> Health:
    wanted, ready = sum(found.replicas for found in sets), sum(found.ready for found in sets)
    if not ready:
        return Health.DOWN
    return Health.READY if ready >= wanted else Health.DEGRADED


def _version(found: StatefulSet) -> str:
    """The image tag; a digest or a private tag loses it, then the labels the chart writes tell."""
    image = next((box.image for box in found.containers if repository(box.image).endswith("/ako")), "")
    image = image or next((box.image for box in found.containers if box.name == "ako"), "")
    tag = image.partition("@")[0].rpartition("/")[2].partition(":")[2]
    labels = found.metadata.labels
    chart = labels.get("helm.sh/chart", "").removeprefix("ako-")
    written = (tag, labels.get("app.kubernetes.io/version", ""), chart)
    return next((text for text in written if _VERSION.match(text)), tag)


def _installer(found: StatefulSet) -> str:
    labels = found.metadata.labels
    if "AKOConfig" in found.owner_kinds:
        return "operator"
    helm = labels.get("app.kubernetes.io/managed-by") == "Helm" or "helm.sh/chart" in labels
    return "helm" if helm else "unknown"


def _config_state(config: ConfigMap | None, pods: Sequence[Pod]) -> ConfigState:
    """AKO reads its environment at start only: a ConfigMap changed later is not what runs."""
    starts = _starts(pods)
    if config is None or config.changed is None or not starts:
        return ConfigState.UNKNOWN
    return ConfigState.RESTART_NEEDED if min(starts) < config.changed else ConfigState.CURRENT


def _starts(pods: Sequence[Pod]) -> list[datetime]:
    return [box.started for pod in pods for box in pod.containers if box.name == "ako" and box.started]


def _deletion_status(found: StatefulSet) -> str:
    notes = found.metadata.annotations
    own, gateway = notes.get("AviObjectDeletionStatus", ""), notes.get("AviGatewayObjectDeletionStatus", "")
    return ", ".join(part for part in (own, f"gateway {gateway}" if gateway else "") if part)
