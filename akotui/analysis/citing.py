"""How findings point at what was read: objects, owners, and fields as evidence."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from akotui.analysis.confidence import of_settings
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.findings import Confidence, Evidence, ObjectRef
from akotui.analysis.grace import LAG, minutes
from akotui.analysis.instances import Health, Instance
from akotui.analysis.leases import rfc3339
from akotui.analysis.subjects import Origin, VipSubject, VirtualServiceSubject, Workload
from akotui.analysis.wording import listed
from akotui.model.facts import Scope
from akotui.model.kinds import RESOURCES, Kind, Plane
from akotui.model.kubernetes import Namespace

CLUSTER: Final = Scope("kubernetes", Plane.KUBERNETES)
STATEFUL_SET: Final = "ako"

_KINDS: Mapping[str, Kind] = MappingProxyType({resource.name: kind for kind, resource in RESOURCES.items()})
_MISSING: Mapping[bool | None, str] = MappingProxyType({False: "absent", None: "not readable"})


def configured(instances: Iterable[Instance]) -> tuple[Instance, ...]:
    """Those with a StatefulSet and a ConfigMap that was read: only their settings can be compared."""
    lacking = (Health.REMOVED, Health.NO_CONFIG)
    return tuple(one for one in instances if one.health not in lacking and (one.settings or one.cluster_name))


def sure(instances: Iterable[Instance]) -> Confidence:
    """How far settings that were read are those that run."""
    return of_settings(instances)


def names(instances: Iterable[Instance]) -> tuple[str, ...]:
    """The ids of these instances."""
    return tuple(one.id for one in instances)


def users(instances: Iterable[Instance]) -> tuple[str, ...]:
    """Every username these instances write, each once."""
    return tuple(dict.fromkeys(user for one in instances for user in one.users))


def differences(
    instances: Iterable[Instance], value_of: Callable[[Instance], str], verb: tuple[str, str] = ("uses", "use")
) -> str:
    """Who has which value, as `blue uses a and green and red use b`; empty when all have the same."""
    groups: dict[str, list[str]] = {}
    for one in instances:
        groups.setdefault(value_of(one), []).append(one.id)
    one_does, more_do = verb
    told = (f"{listed(ids)} {one_does if len(ids) == 1 else more_do} {value}" for value, ids in groups.items())
    return listed(told) if len(groups) > 1 else ""


def instance_ref(instance: Instance) -> ObjectRef:
    """The StatefulSet that makes an instance, or what is left of one: its ConfigMap."""
    if instance.known:
        return ObjectRef("StatefulSet", next(iter(instance.stateful_sets), STATEFUL_SET), instance.id)
    return ObjectRef("ConfigMap", CONFIG_MAP, instance.id)


def workload_ref(workload: Workload) -> ObjectRef:
    """A Kubernetes object AKO makes virtual services from."""
    return ObjectRef(workload.kind, workload.name, workload.namespace)


def virtual_service_ref(subject: VirtualServiceSubject) -> ObjectRef:
    """A virtual service; only tenant and name together, or its uuid, say which."""
    return ObjectRef("VirtualService", subject.vs.name, tenant=subject.vs.tenant, id=subject.vs.uuid)


def vip_ref(subject: VipSubject) -> ObjectRef:
    """A VSVIP; its name is unique only within its tenant."""
    return ObjectRef("VsVip", subject.vip.name, tenant=subject.vip.tenant, id=subject.vip.uuid)


def vip(subject: VipSubject, field: str, value: str, says: str) -> Evidence:
    """A field of a VSVIP, as its Controller has it."""
    return Evidence(subject.scope, Kind.VS_VIP, f"VsVip/{subject.vip.tenant}/{subject.vip.name}", field, value, says)


def setting(instance: Instance, key: str, *, used: str, says: str) -> Evidence:
    """A setting of an instance as its ConfigMap has it; when it has none, `used` is AKO's default for it."""
    written = instance.settings.get(key)
    return Evidence(
        CLUSTER,
        Kind.CONFIG_MAP,
        f"ConfigMap/{instance.id}/{CONFIG_MAP}",
        f"data.{key}",
        used if written is None else written,
        f"{says} (not set: AKO's default)" if written is None else says,
    )


def selector(instance: Instance) -> tuple[Evidence, Evidence]:
    """The two settings of an instance's namespace selector, and what follows from them together."""
    chosen = instance.selector
    says = f"{instance.id} takes {'every namespace' if chosen is None else f'{chosen.key}={chosen.value}'}"
    return (
        setting(instance, "nsSyncLabelKey", used=instance.label_key, says=says),
        setting(instance, "nsSyncLabelValue", used=instance.label_value, says=says),
    )


def label(namespace: Namespace, key: str, says: str) -> Evidence:
    """A label of a namespace; the value is empty when it has none."""
    value = namespace.metadata.labels.get(key, "")
    return Evidence(
        CLUSTER, Kind.NAMESPACE, f"Namespace/{namespace.metadata.name}", f"metadata.labels.{key}", value, says
    )


def stateful_set(instance: Instance, field: str, value: str, says: str) -> Evidence:
    """A field of an instance's StatefulSet."""
    name = next(iter(instance.stateful_sets), STATEFUL_SET)
    return Evidence(CLUSTER, Kind.STATEFUL_SET, f"StatefulSet/{instance.id}/{name}", field, value, says)


def virtual_service(subject: VirtualServiceSubject, field: str, value: str, says: str) -> Evidence:
    """A field of a virtual service, as its Controller has it."""
    place = f"VirtualService/{subject.vs.tenant}/{subject.vs.name}"
    return Evidence(subject.scope, Kind.VIRTUAL_SERVICE, place, field, value, says)


def created_by(subject: VirtualServiceSubject, says: str) -> Evidence:
    """The owner username of a virtual service; the value is empty when there is none."""
    return virtual_service(subject, "created_by", subject.vs.created_by or "", says)


def marker(subject: VirtualServiceSubject, says: str) -> tuple[Evidence, ...]:
    """The cluster a virtual service's marker names; nothing when it has no such marker."""
    values = subject.vs.markers.get("clustername", ())
    return tuple(virtual_service(subject, "markers.clustername", value, says) for value in values[:1])


def _place(source: Origin) -> str:
    return source.workload.name if source.found else _MISSING[source.found]


def origin(source: Origin, says: str) -> Evidence:
    """A Kubernetes object a virtual service names as its source, and whether it is there."""
    kind = _KINDS[source.workload.kind]
    return Evidence(CLUSTER, kind, str(source.workload), "metadata.name", _place(source), says)


def modified(subject: VirtualServiceSubject) -> tuple[Evidence, ...]:
    """When a virtual service was last modified; nothing when the Controller did not say."""
    if subject.vs.last_modified is None:
        return ()
    if subject.fresh:
        says = f"less than {minutes(LAG)} ago: what is wrong with it was seen before that"
    elif subject.fresh is None:
        says = "the Controller's clock is ahead: how long ago that was is not known"
    else:
        says = f"{minutes(LAG)} ago or longer: AKO has had the time to follow"
    return (virtual_service(subject, "_last_modified", rfc3339(subject.vs.last_modified), says),)
