"""What people ask AKO for: a host of an Ingress, a LoadBalancer Service, an HTTPRoute on a Gateway."""

from typing import TypeAlias

import msgspec


class IngressHost(msgspec.Struct, frozen=True):
    """One host of an Ingress, with one path and one backend; or with `route` a Route of OpenShift.

    `secure`: it stands in spec.tls, or else `host_rule` names the HostRule that gives it a certificate. `infra`: the
    AviInfraSetting its IngressClass (or its Route) names, empty when its Namespace names it; `infra_size`: that one's
    shard size. `dedicated`: it gets a virtual service of its own.
    """

    namespace: str
    name: str
    host: str
    path: str = "/"
    service: str = "web"
    secure: bool = True
    passthrough: bool = False
    dedicated: bool = False
    infra: str = ""
    infra_size: str = ""
    tenant: str = "admin"
    route: bool = False
    host_rule: str = ""

    @property
    def key(self) -> str:
        """`namespace/name` of the Ingress or Route."""
        return f"{self.namespace}/{self.name}"


class LoadBalancer(msgspec.Struct, frozen=True):
    """A Service of type LoadBalancer; `host`: its DNS name, made by AKO when empty.

    `shared`: the key under which Services of a namespace share one address.
    """

    namespace: str
    name: str
    ports: tuple[tuple[str, int], ...] = (("TCP", 5432),)
    host: str = ""
    tenant: str = "admin"
    shared: str = ""

    @property
    def key(self) -> str:
        """`namespace/name`."""
        return f"{self.namespace}/{self.name}"


class GatewayRoute(msgspec.Struct, frozen=True):
    """A rule of an HTTPRoute on an HTTP listener of a Gateway, both in one namespace.

    Several of one Gateway and one HTTPRoute make a Gateway with several rules. `rule` is the rule's name, empty for
    none; `dedicated`: the Gateway is one virtual service without children.
    """

    namespace: str
    name: str
    host: str
    route: str = "route"
    service: str = "web"
    path: str = "/"
    tenant: str = "admin"
    rule: str = ""
    dedicated: bool = False

    @property
    def key(self) -> str:
        """`namespace/name` of the Gateway."""
        return f"{self.namespace}/{self.name}"

    @property
    def route_key(self) -> str:
        """`namespace/name` of the HTTPRoute."""
        return f"{self.namespace}/{self.route}"


Workload: TypeAlias = IngressHost | LoadBalancer | GatewayRoute
