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
    VipSubject,
    VirtualServiceSubject,
    Workload,
    WorkloadSubject,
)
from akotui.analysis.usernames import is_misnamed, marked_cluster
from akotui.model import avi, kubernetes
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Cluster, Controller, Coverage, Extent, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane
from tests.build_avi import (
    controller_cluster,
    data_script_set,
    http_policy_set,
    l4_policy_set,
    markers,
    pool,
    pool_group,
    runtime,
    tenant,
    virtual_service,
    vs_vip,
)
from tests.build_kubernetes import (
    AKO,
    ako,
    cluster_role,
    config_map,
    gateway,
    gateway_class,
    http_route,
    infra_setting,
    ingress,
    ingress_class,
    lease,
    metadata,
    namespace,
    pod,
    route,
    service,
    stateful_set,
)

__all__ = [
    "AKO",
    "AVI",
    "KUBERNETES",
    "LIVE",
    "MOMENT",
    "ako",
    "cluster",
    "cluster_role",
    "config_map",
    "controller",
    "controller_cluster",
    "data_script_set",
    "estate_subject",
    "gateway",
    "gateway_class",
    "host_subject",
    "http_policy_set",
    "http_route",
    "infra_setting",
    "ingress",
    "ingress_class",
    "instance",
    "instance_subject",
    "inventory",
    "l4_policy_set",
    "lease",
    "markers",
    "metadata",
    "namespace",
    "namespace_subject",
    "pod",
    "pool",
    "pool_group",
    "route",
    "runtime",
    "service",
    "stateful_set",
    "table",
    "tenant",
    "user_subject",
    "vip_subject",
    "virtual_service",
    "virtual_service_subject",
    "vs_vip",
    "workload_subject",
]

MOMENT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
AVI = Scope("avi.test", Plane.AVI)

T = TypeVar("T")


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
    kubernetes.HostRule: "hostrules",
    kubernetes.Lease: "leases",
    kubernetes.ClusterRole: "clusterroles",
    avi.ControllerCluster: "cluster",
    avi.Tenant: "tenants",
    avi.VirtualService: "virtualservices",
    avi.VsVip: "vsvips",
    avi.Pool: "pools",
    avi.PoolGroup: "poolgroups",
    avi.DataScriptSet: "vsdatascriptsets",
    avi.HttpPolicySet: "httppolicysets",
    avi.L4PolicySet: "l4policysets",
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
    """A Controller of these objects, every kind completely read unless named; its tenants are theirs unless given."""
    every = list(_flat(objects))
    if not any(isinstance(thing, avi.Tenant) for thing in every):
        every += map(tenant, sorted({"admin", *(str(getattr(thing, "tenant", "admin")) for thing in every)}))
    kept = [thing for thing in every if Kind.TENANT not in unread or not isinstance(thing, avi.Tenant)]
    return msgspec.structs.replace(Controller(health), **_tables(kept, Plane.AVI, _extents(unread, partial)))


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
    told = vs or virtual_service()
    made = VirtualServiceSubject(
        AVI,
        told,
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
        misnamed=is_misnamed(told.name, marked_cluster(told)),
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


def workload_subject(kind: str = "Ingress", *, server: Instance | None = None, **fields: object) -> WorkloadSubject:
    """A workload shop/web of AKO's class; `server` claims its namespace and would serve it. Old enough to be judged."""
    servers = (server,) if server else ()
    made = WorkloadSubject(
        Workload(kind, "shop", "web"),
        ours=True,
        claimants=servers,
        servers=servers,
        created=datetime(2026, 11, 1, tzinfo=UTC),
        settled=True,
        located=Confidence.CERTAIN if server else None,
    )
    return msgspec.structs.replace(made, **fields)


def vip_subject(vip: avi.VsVip | None = None, **fields: object) -> VipSubject:
    made = VipSubject(AVI, vip or vs_vip(), ours=True)
    return msgspec.structs.replace(made, **fields)
