"""Builders with defaults for tests: Kubernetes and Controller objects, inventories, instances and subjects.

Say only what the test is about. Cluster name `prod`, AKO's class `avi-lb`, Controller `avi.test`, moment `MOMENT`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Health as InstanceHealth
from akotui.analysis.instances import Instance, Selector
from akotui.analysis.subjects import (
    EstateSubject,
    HostSubject,
    InstanceSubject,
    NamespaceState,
    NamespaceSubject,
    Origin,
    Reason,
    State,
    Type,
    UserState,
    UserSubject,
    VirtualServiceSubject,
    Workload,
)
from akotui.model import avi, kubernetes
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Cluster, Controller, Coverage, Extent, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane

MOMENT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
AVI = Scope("avi.test", Plane.AVI)
AKO = "ako.vmware.com/avi-lb"

T = TypeVar("T")


def metadata(
    name: str,
    namespace: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> kubernetes.Metadata:
    return kubernetes.Metadata(name, namespace, f"uid-{namespace}-{name}", None, labels or {}, annotations or {})


# Kubernetes


def namespace(
    name: str = "shop",
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    terminating: bool = False,
) -> kubernetes.Namespace:
    return kubernetes.Namespace(metadata(name, labels=labels, annotations=annotations), terminating)


def stateful_set(
    namespace: str = "avi-system",
    *,
    name: str = "ako",
    image: str = "registry.test/ako:2.2.1",
    gateway: bool = False,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    **fields: object,
) -> kubernetes.StatefulSet:
    containers = (kubernetes.Container("ako", image),)
    if gateway:
        containers += (kubernetes.Container("ako-gateway-api", "registry.test/ako-gateway-api:2.2.1"),)
    made = kubernetes.StatefulSet(metadata(name, namespace, labels=labels, annotations=annotations), 1, 1, containers)
    return msgspec.structs.replace(made, **fields)


def config_map(
    namespace: str = "avi-system", *, changed: datetime | None = None, **settings: str
) -> kubernetes.ConfigMap:
    """`avi-k8s-config` with clusterName `prod` and the settings given, by their ConfigMap keys."""
    written = {"clusterName": "prod", "controllerIP": "avi.test", **settings}
    return kubernetes.ConfigMap(metadata("avi-k8s-config", namespace), written, changed)


def ako(
    namespace: str = "avi-system",
    *,
    primary: bool = True,
    gateway: bool = False,
    label: tuple[str, str] | None = None,
    **settings: str,
) -> tuple[kubernetes.StatefulSet, kubernetes.ConfigMap]:
    """A whole installation: StatefulSet and ConfigMap. `label` is the selector's key and value."""
    if label is not None:
        settings = {"nsSyncLabelKey": label[0], "nsSyncLabelValue": label[1], **settings}
    written = {"primaryInstance": "true" if primary else "false", **settings}
    return stateful_set(namespace, gateway=gateway), config_map(namespace, changed=None, **written)


def pod(
    namespace: str = "avi-system",
    name: str = "ako-0",
    *,
    ready: bool = True,
    started: datetime | None = None,
    waiting: str = "",
) -> kubernetes.Pod:
    container = kubernetes.RunningContainer("ako", "registry.test/ako:2.2.1", ready, started, 0, waiting)
    labels = {"app.kubernetes.io/name": "ako"}
    return kubernetes.Pod(metadata(name, namespace, labels=labels), "Running", ready, (container,))


def ingress(
    namespace: str = "shop",
    name: str = "web",
    *,
    class_name: str | None = "avi-lb",
    hosts: tuple[str, ...] = ("shop.example.com",),
    annotations: Mapping[str, str] | None = None,
    **fields: object,
) -> kubernetes.Ingress:
    made = kubernetes.Ingress(metadata(name, namespace, annotations=annotations), class_name, hosts)
    return msgspec.structs.replace(made, **fields)


def ingress_class(
    name: str = "avi-lb", *, controller: str = AKO, default: bool = False, infra_setting: str | None = None
) -> kubernetes.IngressClass:
    return kubernetes.IngressClass(metadata(name), controller, default, infra_setting)


def service(
    namespace: str = "shop",
    name: str = "db",
    *,
    type: str = "LoadBalancer",  # noqa: A002 - the field's own name
    load_balancer_class: str | None = None,
    annotations: Mapping[str, str] | None = None,
) -> kubernetes.Service:
    return kubernetes.Service(metadata(name, namespace, annotations=annotations), type, load_balancer_class)


def gateway(
    namespace: str = "shop",
    name: str = "gw",
    *,
    class_name: str = "avi-lb",
    hosts: tuple[str, ...] = (),
    conditions: tuple[kubernetes.Condition, ...] = (),
) -> kubernetes.Gateway:
    return kubernetes.Gateway(metadata(name, namespace), class_name, hosts, (), conditions)


def gateway_class(name: str = "avi-lb", *, controller: str = AKO) -> kubernetes.GatewayClass:
    return kubernetes.GatewayClass(metadata(name), controller)


def http_route(
    namespace: str = "shop",
    name: str = "route",
    *,
    hosts: tuple[str, ...] = (),
    parents: tuple[str, ...] = ("shop/gw",),
) -> kubernetes.HttpRoute:
    return kubernetes.HttpRoute(metadata(name, namespace), hosts, parents)


def route(namespace: str = "shop", name: str = "web", *, host: str = "shop.example.com") -> kubernetes.Route:
    return kubernetes.Route(metadata(name, namespace), host)


def infra_setting(name: str = "gold", *, shard_size: str = "", status: str = "Accepted") -> kubernetes.AviInfraSetting:
    return kubernetes.AviInfraSetting(metadata(name), shard_size, status)


# the Controller


def markers(cluster_name: str | None = "prod", **values: str) -> Mapping[str, tuple[str, ...]]:
    """AKO's markers: clustername (unless None) and the others by their keys."""
    first = {} if cluster_name is None else {"clustername": (cluster_name,)}
    return {**first, **{key: (value,) for key, value in values.items()}}


def virtual_service(
    name: str = "prod--shop.example.com",
    *,
    created_by: str | None = "ako-prod",
    tenant: str = "admin",
    ingresses: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
    **fields: object,
) -> avi.VirtualService:
    """A virtual service of cluster `prod` with its cluster's marker; `ingresses`, `services` are keys."""
    made = avi.VirtualService(
        f"virtualservice-{tenant}-{name}",
        name,
        tenant,
        cloud="Default-Cloud",
        created_by=created_by,
        markers=markers(),
        service_metadata=avi.ServiceMetadata(ingresses, services),
        checksummed=True,
    )
    return msgspec.structs.replace(made, **fields)


def pool(
    name: str = "prod--pool",
    *,
    ingress: str = "",
    service: str = "",
    created_by: str | None = "ako-prod",
    tenant: str = "admin",
    **fields: object,
) -> avi.Pool:
    tie = avi.ServiceMetadata((ingress,) if ingress else (), (service,) if service else ())
    made = avi.Pool(f"pool-{tenant}-{name}", name, tenant, "Default-Cloud", created_by, markers(), tie)
    return msgspec.structs.replace(made, **fields)


def pool_group(name: str = "prod--group", *pools: avi.Pool, tenant: str = "admin") -> avi.PoolGroup:
    uuids = tuple(pool.uuid for pool in pools)
    return avi.PoolGroup(f"poolgroup-{tenant}-{name}", name, tenant, "ako-prod", markers(), uuids)


def data_script_set(name: str = "prod--script", *groups: avi.PoolGroup, tenant: str = "admin") -> avi.DataScriptSet:
    uuids = tuple(group.uuid for group in groups)
    return avi.DataScriptSet(f"vsdatascriptset-{tenant}-{name}", name, tenant, "ako-prod", uuids)


def vs_vip(
    name: str = "prod--shop.example.com",
    *,
    addresses: tuple[str, ...] = ("10.0.0.1",),
    hosts: tuple[str, ...] = (),
    tenant: str = "admin",
) -> avi.VsVip:
    return avi.VsVip(f"vsvip-{tenant}-{name}", name, tenant, "Default-Cloud", markers(), addresses, hosts)


def runtime(uuid: str, state: str = "OPER_UP", reason: str = "") -> avi.Runtime:
    return avi.Runtime(uuid, state, reason)


def tenant(name: str = "admin") -> avi.Tenant:
    return avi.Tenant(f"tenant-{name}", name)


def controller_cluster(uuid: str = "cluster-1") -> avi.ControllerCluster:
    return avi.ControllerCluster(uuid, "controller")


# tables and inventories

_FIELDS: Mapping[type, str] = {
    kubernetes.Namespace: "namespaces",
    kubernetes.StatefulSet: "statefulsets",
    kubernetes.Pod: "pods",
    kubernetes.ConfigMap: "configmaps",
    kubernetes.Ingress: "ingresses",
    kubernetes.IngressClass: "ingressclasses",
    kubernetes.Service: "services",
    kubernetes.Gateway: "gateways",
    kubernetes.GatewayClass: "gatewayclasses",
    kubernetes.HttpRoute: "httproutes",
    kubernetes.Route: "routes",
    kubernetes.AviInfraSetting: "aviinfrasettings",
    avi.ControllerCluster: "cluster",
    avi.Tenant: "tenants",
    avi.VirtualService: "virtualservices",
    avi.VsVip: "vsvips",
    avi.Pool: "pools",
    avi.PoolGroup: "poolgroups",
    avi.DataScriptSet: "vsdatascriptsets",
    avi.Runtime: "runtimes",
}
LIVE = Health(SourceState.LIVE)
_READ = Coverage(Extent.COMPLETE, (), MOMENT)


def _key(thing: object) -> str:
    described = getattr(thing, "metadata", None)
    return described.key if isinstance(described, kubernetes.Metadata) else str(getattr(thing, "uuid", ""))


def table(
    *objects: T, extent: Extent = Extent.COMPLETE, reason: str = "", broken: Mapping[str, str] | None = None
) -> Table[T]:
    """A table of these objects, complete unless said otherwise."""
    reasons = (("", reason or "not readable"),) if extent in (Extent.UNREAD, Extent.PARTIAL) else ()
    at = None if extent is Extent.UNREAD else MOMENT
    rows = {_key(thing): thing for thing in objects}
    return Table(rows=rows, broken=broken or {}, coverage=Coverage(extent, reasons, at))


def _flat(objects: Iterable[object]) -> Iterable[object]:
    for thing in objects:
        if isinstance(thing, tuple):
            yield from _flat(thing)  # pyright: ignore[reportUnknownArgumentType] - any nesting of objects
        else:
            yield thing


def _tables(objects: Iterable[object], plane: Plane, extents: Mapping[Kind, Extent]) -> dict[str, Table[object]]:
    found: dict[str, list[object]] = {kind.value: [] for kind in Kind if kind.plane is plane}
    for thing in _flat(objects):
        found[_FIELDS[type(thing)]].append(thing)
    return {name: table(*things, extent=extents.get(Kind(name), Extent.COMPLETE)) for name, things in found.items()}


def _extents(unread: Iterable[Kind], partial: Iterable[Kind], absent: Iterable[Kind] = ()) -> dict[Kind, Extent]:
    return {
        **dict.fromkeys(unread, Extent.UNREAD),
        **dict.fromkeys(partial, Extent.PARTIAL),
        **dict.fromkeys(absent, Extent.ABSENT),
    }


def cluster(
    *objects: object,
    unread: Iterable[Kind] = (),
    partial: Iterable[Kind] = (),
    absent: Iterable[Kind] = (Kind.ROUTE,),
    health: Health = LIVE,
) -> Cluster:
    """A cluster of these objects (tuples are flattened), every kind completely read unless named. No OpenShift."""
    tables = _tables(objects, Plane.KUBERNETES, _extents(unread, partial, absent))
    return msgspec.structs.replace(Cluster(health), **tables)


def controller(
    *objects: object, unread: Iterable[Kind] = (), partial: Iterable[Kind] = (), health: Health = LIVE
) -> Controller:
    """A Controller of these objects, every kind completely read unless named."""
    return msgspec.structs.replace(Controller(health), **_tables(objects, Plane.AVI, _extents(unread, partial)))


def inventory(
    read: Cluster | None = None,
    avi_side: Controller | None = None,
    *,
    controllers: Mapping[Scope, Controller] | None = None,
) -> Inventory:
    """An inventory; one Controller stands under `AVI`."""
    sides = {} if avi_side is None else {AVI: avi_side}
    return Inventory(read or cluster(), {**sides, **(controllers or {})}, MOMENT)


# instances and subjects


def instance(
    name: str = "avi-system",
    *,
    primary: bool = True,
    cluster_name: str = "prod",
    selector: tuple[str, str] | None = None,
    gateway_api: bool = False,
    **fields: object,
) -> Instance:
    """A known instance that runs; `name` is its namespace."""
    key, value = selector or ("", "")
    made = Instance(
        name,
        cluster_name,
        primary,
        user=f"ako-{cluster_name}" if primary else f"ako-{cluster_name}-{name}",
        gateway_user=f"ako-gw-{cluster_name}-{name}" if gateway_api else None,
        selector=Selector(key, value) if selector else None,
        label_key=key,
        label_value=value,
        controller="avi.test",
        gateway_api=gateway_api,
        version="2.2.1",
        replicas=1,
        ready=1,
        health=InstanceHealth.READY,
        stateful_sets=("ako",),
    )
    return msgspec.structs.replace(made, **fields)


def namespace_subject(
    name: str = "shop",
    *,
    labels: Mapping[str, str] | None = None,
    claimants: tuple[Instance, ...] = (),
    state: NamespaceState | None = None,
    **fields: object,
) -> NamespaceSubject:
    """A namespace; its state follows from the claimants unless given."""
    states = (NamespaceState.UNCLAIMED, NamespaceState.OWNED, NamespaceState.DOUBLE_OWNED)
    made = NamespaceSubject(
        namespace(name, labels=labels),
        claimants,
        (),
        state or states[min(len(claimants), 2)],
        None,
        (),
        {"ingresses": 0, "services": 0, "routes": 0, "gateways": 0},
        0,
        claimants,
    )
    return msgspec.structs.replace(made, **fields)


def instance_subject(
    judged: Instance | None = None, *, others: tuple[Instance, ...] = (), **fields: object
) -> InstanceSubject:
    made = InstanceSubject(judged or instance(), ("shop",), 1, others)
    return msgspec.structs.replace(made, **fields)


def virtual_service_subject(
    vs: avi.VirtualService | None = None,
    *,
    state: State = State.OWNED,
    reasons: tuple[Reason, ...] = (Reason.USER_MATCHES_INSTANCE,),
    owner: Instance | None = None,
    **fields: object,
) -> VirtualServiceSubject:
    """A virtual service, by default a child owned by nobody in particular; `owner` sets owner and instance."""
    made = VirtualServiceSubject(
        AVI,
        vs or virtual_service(),
        Type.CHILD,
        state,
        reasons,
        Confidence.CERTAIN,
        owner=owner.id if owner else None,
        instance=owner,
        cluster_name="prod",
        namespaces=("shop",),
        hosts=("shop.example.com",),
        origins=(Origin(Workload("Ingress", "shop", "web"), found=True),),
    )
    return msgspec.structs.replace(made, **fields)


def user_subject(
    name: str = "ako-prod-violet",
    *subjects: VirtualServiceSubject,
    state: UserState = UserState.NO_INSTANCE,
    instances: tuple[Instance, ...] = (),
    **fields: object,
) -> UserSubject:
    expected = tuple(known.id for known in instances if name in known.users)
    made = UserSubject(name, state, expected, subjects, instances)
    return msgspec.structs.replace(made, **fields)


def host_subject(fqdn: str = "shop.example.com", **fields: object) -> HostSubject:
    return msgspec.structs.replace(HostSubject(fqdn, (), (), ()), **fields)


def estate_subject(*instances: Instance, **fields: object) -> EstateSubject:
    return msgspec.structs.replace(EstateSubject(instances, (), {}, {}), **fields)
