"""Links from an instance to what it writes: that it runs, and the settings its usernames are made of."""

from collections.abc import Iterator

from akotui.analysis import citing
from akotui.analysis.chain import Link, Step, breaks, holds, unknown
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Health, Instance
from akotui.model.kinds import Kind


def running(instance: Instance) -> Iterator[Link]:
    """The StatefulSet, and whether the instance is set to remove what it made."""
    if not instance.known:
        place = f"StatefulSet/{instance.id}/{citing.STATEFUL_SET}"
        says = f"only the ConfigMap {CONFIG_MAP} is left of {instance.id}"
        evidence = Evidence(citing.CLUSTER, Kind.STATEFUL_SET, place, "metadata.name", "absent", says)
        yield breaks(Step.INSTANCE, evidence)
        return
    ready = f"{instance.ready} of {instance.replicas}"
    down = instance.health is Health.DOWN
    says = f"{instance.id} is {instance.health.value}{': it changes nothing at the moment' if down else ''}"
    yield holds(Step.INSTANCE, citing.stateful_set(instance, "status.readyReplicas", ready, says))
    if instance.delete_config:
        says = f"{instance.id} is removing its objects"
        yield breaks(Step.INSTANCE, citing.setting(instance, "deleteConfig", used="false", says=says))


def username(instance: Instance, *, gateway: bool = False) -> Iterator[Link]:
    """What `created_by` it writes, and the settings that say so (AKO internal/lib/lib.go SetAKOUser)."""
    user = instance.gateway_user if gateway else instance.user
    if user is None:
        yield _nameless(instance, gateway=gateway)
        return
    says = f"{instance.id} writes {user}"
    if gateway:
        says += ", whether it is primary or not"
        yield holds(
            Step.USERNAME,
            citing.stateful_set(instance, "spec.template.spec.containers", "ako-gateway-api", says),
        )
    else:
        flag = "true" if instance.primary else "false"
        form = "without its namespace" if instance.primary else "with its namespace"
        yield holds(Step.USERNAME, citing.setting(instance, "primaryInstance", used=flag, says=f"{says}: {form}"))
    yield holds(
        Step.USERNAME,
        citing.setting(instance, "clusterName", used=instance.cluster_name, says=f"part of {user}"),
    )


def _nameless(instance: Instance, *, gateway: bool) -> Link:
    if gateway and not instance.gateway_api:
        says = f"{instance.id} has no container ako-gateway-api"
        containers = citing.stateful_set(instance, "spec.template.spec.containers", "ako", says)
        return breaks(Step.USERNAME, containers)
    says = f"what {instance.id} writes cannot be told without its cluster name"
    return unknown(Step.USERNAME, citing.setting(instance, "clusterName", used="", says=says))
