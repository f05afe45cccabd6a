"""Builders for Kubernetes objects; tests take them from tests.build."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from akotui.model import kubernetes

AKO = "ako.vmware.com/avi-lb"


def metadata(
    name: str,
    namespace: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
) -> kubernetes.Metadata:
    return kubernetes.Metadata(name, namespace, f"uid-{namespace}-{name}", None, labels or {}, annotations or {})


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
    restarts: int = 0,
) -> kubernetes.Pod:
    container = kubernetes.RunningContainer("ako", "registry.test/ako:2.2.1", ready, started, restarts, waiting)
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


def cluster_role(name: str = "ako-cr") -> kubernetes.ClusterRole:
    return kubernetes.ClusterRole(metadata(name))


def lease(namespace: str = "avi-system", *, holder: str = "ako-0", renewed: datetime | None = None) -> kubernetes.Lease:
    return kubernetes.Lease(metadata("ako-lease-lock", namespace), holder, renewed)
