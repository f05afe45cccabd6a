"""Kubernetes objects, reduced to the fields some rule or view reads. Frozen; every string is already clean.

The key of an object is `namespace/name`, or `name` for a cluster-scoped one.
"""

from collections.abc import Mapping

import msgspec

from akotui.model.moment import Moment


class Metadata(msgspec.Struct, frozen=True, gc=False):
    """Who an object is. `annotations` holds only the keys AKO reads or writes (see decode)."""

    name: str
    namespace: str = ""
    uid: str = ""
    created: Moment | None = None
    labels: Mapping[str, str] = {}
    annotations: Mapping[str, str] = {}

    @property
    def key(self) -> str:
        """`namespace/name`, or `name` for a cluster-scoped object."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


class Namespace(msgspec.Struct, frozen=True, gc=False):
    """A namespace; `terminating` once its deletion has begun."""

    metadata: Metadata
    terminating: bool = False


class Container(msgspec.Struct, frozen=True, gc=False):
    """A container of a pod template."""

    name: str
    image: str


class StatefulSet(msgspec.Struct, frozen=True, gc=False):
    """A StatefulSet; `owner_kinds` are the kinds of its ownerReferences (AKOConfig: made by the operator)."""

    metadata: Metadata
    replicas: int = 1
    ready: int = 0
    containers: tuple[Container, ...] = ()
    owner_kinds: tuple[str, ...] = ()


class RunningContainer(msgspec.Struct, frozen=True, gc=False):
    """A container of a pod as its status tells; `started` is None unless it runs, `waiting` names why not."""

    name: str
    image: str
    ready: bool = False
    started: Moment | None = None
    restarts: int = 0
    waiting: str = ""


class Pod(msgspec.Struct, frozen=True, gc=False):
    """A pod; `ready` is its Ready condition, `containers` come from its status."""

    metadata: Metadata
    phase: str = ""
    ready: bool = False
    containers: tuple[RunningContainer, ...] = ()


class ConfigMap(msgspec.Struct, frozen=True, gc=False):
    """A ConfigMap `avi-k8s-config`: AKO's settings, all strings. `changed` is the newest managedFields time."""

    metadata: Metadata
    settings: Mapping[str, str] = {}
    changed: Moment | None = None


class HostPath(msgspec.Struct, frozen=True, gc=False):
    """A path of a host, as it is written (may be empty), and the name of the Service behind it."""

    path: str = ""
    service: str = ""


class IngressRule(msgspec.Struct, frozen=True, gc=False):
    """A rule of an Ingress; `host` is empty when it names none, `paths` None when it has no `http`."""

    host: str = ""
    paths: tuple[HostPath, ...] | None = None


class Ingress(msgspec.Struct, frozen=True, gc=False):
    """An Ingress; `hosts` are its rules' hosts, `tls_hosts` those of spec.tls, `addresses` its status."""

    metadata: Metadata
    class_name: str | None = None
    hosts: tuple[str, ...] = ()
    tls_hosts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    rules: tuple[IngressRule, ...] = ()


class IngressClass(msgspec.Struct, frozen=True, gc=False):
    """An IngressClass; `infra_setting` is the AviInfraSetting its parameters name, if they name one."""

    metadata: Metadata
    controller: str = ""
    default: bool = False
    infra_setting: str | None = None


class ServicePort(msgspec.Struct, frozen=True, gc=False):
    """A port of a Service and its protocol (TCP, UDP, SCTP)."""

    port: int
    protocol: str = "TCP"


class Service(msgspec.Struct, frozen=True, gc=False):
    """A Service; only those of type LoadBalancer matter to AKO's layer 4, and only theirs keep their `ports`."""

    metadata: Metadata
    type: str = "ClusterIP"
    load_balancer_class: str | None = None
    addresses: tuple[str, ...] = ()
    ports: tuple[ServicePort, ...] = ()


class GatewayClass(msgspec.Struct, frozen=True, gc=False):
    """A GatewayClass; `infra_setting` is the AviInfraSetting its parametersRef names, if it names one."""

    metadata: Metadata
    controller: str = ""
    infra_setting: str | None = None


class Condition(msgspec.Struct, frozen=True, gc=False):
    """A status condition."""

    type: str
    status: str
    reason: str = ""
    message: str = ""


class Gateway(msgspec.Struct, frozen=True, gc=False):
    """A Gateway; `hosts` are its listeners' hostnames."""

    metadata: Metadata
    class_name: str = ""
    hosts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()


class HeaderMatch(msgspec.Struct, frozen=True, gc=False):
    """A header that a match of an HTTPRoute asks for; `type` is empty when it says none."""

    name: str
    value: str = ""
    type: str = ""


class RouteMatch(msgspec.Struct, frozen=True, gc=False):
    """A match of an HTTPRoute's rule; `path` is None when it matches no path."""

    path: str | None = None
    path_type: str = "PathPrefix"
    headers: tuple[HeaderMatch, ...] = ()


class RouteBackend(msgspec.Struct, frozen=True, gc=False):
    """A Service that an HTTPRoute's rule sends to; `port` is 0 when it names none."""

    namespace: str
    name: str
    port: int = 0


class RouteRule(msgspec.Struct, frozen=True, gc=False):
    """A rule of an HTTPRoute; `name` is empty when it has none."""

    name: str = ""
    matches: tuple[RouteMatch, ...] = ()
    backends: tuple[RouteBackend, ...] = ()


class HttpRoute(msgspec.Struct, frozen=True, gc=False):
    """An HTTPRoute; `parents` are the keys (`namespace/name`) of the Gateways it names.

    `refused` are those of them for which its status says Accepted=False, as AKO's controller wrote it.
    """

    metadata: Metadata
    hosts: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    rules: tuple[RouteRule, ...] = ()
    refused: tuple[str, ...] = ()


class Route(msgspec.Struct, frozen=True, gc=False):
    """An OpenShift Route; `routers` are the routerNames of its status: AKO writes its created_by there.

    `services` are the name of `spec.to` and those of the alternate backends; `insecure` is
    insecureEdgeTerminationPolicy.
    """

    metadata: Metadata
    host: str = ""
    termination: str = ""
    routers: tuple[str, ...] = ()
    path: str = ""
    services: tuple[str, ...] = ()
    insecure: str = ""


class HostRule(msgspec.Struct, frozen=True, gc=False):
    """A HostRule: it may make an insecure host secure. `certificate`: it names one.

    `host_type` tells how `host` is compared: Exact (also when empty), Wildcard or Contains.
    """

    metadata: Metadata
    host: str = ""
    host_type: str = ""
    certificate: bool = False
    use_regex: bool = False
    status: str = ""


class AviInfraSetting(msgspec.Struct, frozen=True, gc=False):
    """An AviInfraSetting; it counts once its status is Accepted."""

    metadata: Metadata
    shard_size: str = ""
    status: str = ""


class Lease(msgspec.Struct, frozen=True, gc=False):
    """The Lease `ako-lease-lock` that AKO's replicas compete for; `holder` is a pod's name, empty when released.

    `renewed` is rounded up to the next quarter of a minute: AKO renews every two seconds, and a lease that is alive
    shall not look like one change after the other. `seconds` is how long it holds after that.
    """

    metadata: Metadata
    holder: str = ""
    renewed: Moment | None = None
    seconds: int = 15


class ClusterRole(msgspec.Struct, frozen=True, gc=False):
    """A ClusterRole; only that it is there matters."""

    metadata: Metadata
