"""What AKO runs in and as: namespaces, StatefulSets, pods, ConfigMaps."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from akotui.decode.metadata import LONG, WireLabelled, WireMetadata, metadata, moment, texts
from akotui.decode.shape import shape
from akotui.model.kubernetes import ConfigMap, Container, Namespace, Pod, RunningContainer, StatefulSet
from akotui.model.text import clean


class _NamespaceMetadata(WireLabelled, gc=False):
    deleted: str | None = msgspec.field(default=None, name="deletionTimestamp")


class _Phase(msgspec.Struct, gc=False):
    phase: str | None = None


class _Namespace(msgspec.Struct, gc=False):
    metadata: _NamespaceMetadata
    status: _Phase | None = None


@shape(_Namespace)
def namespace(wire: _Namespace) -> tuple[str, Namespace]:
    """Decode a v1 Namespace."""
    known = metadata(wire.metadata, namespaced=False)
    terminating = bool(wire.metadata.deleted) or (wire.status is not None and wire.status.phase == "Terminating")
    return known.key, Namespace(known, terminating=terminating)


class _Owner(msgspec.Struct, gc=False):
    kind: str | None = None


class _StatefulSetMetadata(WireLabelled, gc=False):
    owners: list[_Owner] | None = msgspec.field(default=None, name="ownerReferences")


class _Container(msgspec.Struct, gc=False):
    name: str | None = None
    image: str | None = None


class _PodSpec(msgspec.Struct, gc=False):
    containers: list[_Container] | None = None


class _Template(msgspec.Struct, gc=False):
    spec: _PodSpec | None = None


class _StatefulSetSpec(msgspec.Struct, gc=False):
    replicas: int | None = None
    template: _Template | None = None


class _StatefulSetStatus(msgspec.Struct, gc=False):
    ready: int | None = msgspec.field(default=None, name="readyReplicas")


class _StatefulSet(msgspec.Struct, gc=False):
    metadata: _StatefulSetMetadata
    spec: _StatefulSetSpec | None = None
    status: _StatefulSetStatus | None = None


@shape(_StatefulSet)
def stateful_set(wire: _StatefulSet) -> tuple[str, StatefulSet]:
    """Decode an apps/v1 StatefulSet; absent replicas are 1, the API's default."""
    known = metadata(wire.metadata, namespaced=True)
    spec = wire.spec or _StatefulSetSpec()
    template = spec.template.spec if spec.template else None
    return known.key, StatefulSet(
        known,
        replicas=1 if spec.replicas is None else spec.replicas,
        ready=(wire.status.ready or 0) if wire.status else 0,
        containers=tuple(
            Container(clean(each.name or ""), clean(each.image or ""))
            for each in (template.containers or () if template else ())
        ),
        owner_kinds=texts([owner.kind for owner in wire.metadata.owners or ()]),
    )


class _Running(msgspec.Struct, gc=False):
    started: str | None = msgspec.field(default=None, name="startedAt")


class _Stopped(msgspec.Struct, gc=False):
    reason: str | None = None


class _State(msgspec.Struct, gc=False):
    running: _Running | None = None
    waiting: _Stopped | None = None
    terminated: _Stopped | None = None


class _ContainerStatus(msgspec.Struct, gc=False):
    name: str | None = None
    image: str | None = None
    ready: bool | None = None
    restarts: int | None = msgspec.field(default=None, name="restartCount")
    state: _State | None = None


class _Condition(msgspec.Struct, gc=False):
    type: str | None = None
    status: str | None = None


class _PodStatus(msgspec.Struct, gc=False):
    phase: str | None = None
    conditions: list[_Condition] | None = None
    containers: list[_ContainerStatus] | None = msgspec.field(default=None, name="containerStatuses")


class _Pod(msgspec.Struct, gc=False):
    metadata: WireLabelled
    status: _PodStatus | None = None


@shape(_Pod)
def pod(wire: _Pod) -> tuple[str, Pod]:
    """Decode a v1 Pod."""
    known = metadata(wire.metadata, namespaced=True)
    status = wire.status or _PodStatus()
    return known.key, Pod(
        known,
        phase=clean(status.phase or ""),
        ready=any(each.type == "Ready" and each.status == "True" for each in status.conditions or ()),
        containers=tuple(_running(each) for each in status.containers or ()),
    )


def _running(wire: _ContainerStatus) -> RunningContainer:
    state = wire.state or _State()
    stopped = state.waiting or state.terminated or _Stopped()
    return RunningContainer(
        name=clean(wire.name or ""),
        image=clean(wire.image or ""),
        ready=wire.ready or False,
        started=moment(state.running.started) if state.running else None,
        restarts=wire.restarts or 0,
        waiting=clean(stopped.reason or ""),
    )


class _Managed(msgspec.Struct, gc=False):
    time: str | None = None


class _ConfigMapMetadata(WireMetadata, gc=False):
    managed: list[_Managed] | None = msgspec.field(default=None, name="managedFields")


class _ConfigMap(msgspec.Struct, gc=False):
    metadata: _ConfigMapMetadata
    data: dict[str, str | None] | None = None


@shape(_ConfigMap)
def config_map(wire: _ConfigMap) -> tuple[str, ConfigMap]:
    """Decode a v1 ConfigMap; values keep their full length, because some are JSON lists."""
    known = metadata(wire.metadata, namespaced=True)
    settings = {clean(key): clean(value or "", LONG) for key, value in (wire.data or {}).items()}
    return known.key, ConfigMap(known, settings=settings, changed=_newest(wire.metadata.managed or ()))


def _newest(managed: Sequence[_Managed]) -> datetime | None:
    return max((at for at in (moment(each.time) for each in managed) if at), default=None)
