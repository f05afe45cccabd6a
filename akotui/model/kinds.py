"""The kinds of object akotui reads, and where each lives in its API.

One member a kind; the value is the word people and reports use for it. A new kind starts here: a member, its
resource or Avi type below, a Struct in `model`, a function in `decode`.
"""

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec


class Plane(enum.Enum):
    """Which side of the fence a fact comes from; the value is the report's `source`."""

    KUBERNETES = "kubernetes"
    AVI = "avi"


class Kind(enum.Enum):
    """One member per listed, watched or polled kind of object."""

    NAMESPACE = "namespaces"
    STATEFUL_SET = "statefulsets"
    POD = "pods"
    CONFIG_MAP = "configmaps"
    INGRESS = "ingresses"
    INGRESS_CLASS = "ingressclasses"
    SERVICE = "services"
    GATEWAY = "gateways"
    GATEWAY_CLASS = "gatewayclasses"
    HTTP_ROUTE = "httproutes"
    ROUTE = "routes"
    AVI_INFRA_SETTING = "aviinfrasettings"
    HOST_RULE = "hostrules"
    LEASE = "leases"
    CLUSTER_ROLE = "clusterroles"
    CLUSTER = "cluster"
    TENANT = "tenants"
    VIRTUAL_SERVICE = "virtualservices"
    VS_VIP = "vsvips"
    POOL = "pools"
    POOL_GROUP = "poolgroups"
    DATA_SCRIPT_SET = "vsdatascriptsets"
    HTTP_POLICY_SET = "httppolicysets"
    L4_POLICY_SET = "l4policysets"
    RUNTIME = "runtimes"

    __hash__ = object.__hash__  # a member equals itself alone, and an enum's own hash costs ten times as much

    @property
    def plane(self) -> Plane:
        """The API that serves this kind."""
        return Plane.KUBERNETES if self in RESOURCES else Plane.AVI


class Resource(msgspec.Struct, frozen=True):
    """Where a Kubernetes kind is served.

    `versions` are those akotui can decode, best first; discovery picks the first that the server has.
    `field_selector` narrows what is listed and watched (empty: everything).
    """

    group: str
    versions: tuple[str, ...]
    plural: str
    name: str
    namespaced: bool = True
    field_selector: str = ""

    @property
    def object_name(self) -> str:
        """The only name that is read of this kind; empty: every name is."""
        return self.field_selector.removeprefix("metadata.name=")


class AviType(msgspec.Struct, frozen=True):
    """Where a Controller kind is served: `/api/<path>`, and the `fields=` akotui asks for (empty: no list).

    `permission` is the resource of a Controller's role that lets somebody read it; a VSVIP has none of its own.
    Source: Avi swagger 30.2.1 (`fields`); AKO internal/cache/controller_obj_cache.go reads the same types, and
    docs/roles/ako-admin.json and ako-all-tenants-permission-controller.json name the permissions.
    """

    path: str
    permission: str
    fields: tuple[str, ...] = ()


VERBS: Final = ("list", "watch")
"""What is done with every resource below; a single object is got only where a namespace was named (`-n`)."""

RESOURCES: Mapping[Kind, Resource] = MappingProxyType(
    {
        Kind.NAMESPACE: Resource("", ("v1",), "namespaces", "Namespace", namespaced=False),
        Kind.STATEFUL_SET: Resource("apps", ("v1",), "statefulsets", "StatefulSet"),
        Kind.POD: Resource("", ("v1",), "pods", "Pod"),
        Kind.CONFIG_MAP: Resource(
            "", ("v1",), "configmaps", "ConfigMap", field_selector="metadata.name=avi-k8s-config"
        ),
        Kind.INGRESS: Resource("networking.k8s.io", ("v1",), "ingresses", "Ingress"),
        Kind.INGRESS_CLASS: Resource("networking.k8s.io", ("v1",), "ingressclasses", "IngressClass", namespaced=False),
        Kind.SERVICE: Resource("", ("v1",), "services", "Service"),
        Kind.GATEWAY: Resource("gateway.networking.k8s.io", ("v1", "v1beta1"), "gateways", "Gateway"),
        Kind.GATEWAY_CLASS: Resource(
            "gateway.networking.k8s.io", ("v1", "v1beta1"), "gatewayclasses", "GatewayClass", namespaced=False
        ),
        Kind.HTTP_ROUTE: Resource("gateway.networking.k8s.io", ("v1", "v1beta1"), "httproutes", "HTTPRoute"),
        Kind.ROUTE: Resource("route.openshift.io", ("v1",), "routes", "Route"),
        Kind.AVI_INFRA_SETTING: Resource(
            "ako.vmware.com", ("v1beta1", "v1alpha1"), "aviinfrasettings", "AviInfraSetting", namespaced=False
        ),
        Kind.HOST_RULE: Resource("ako.vmware.com", ("v1beta1", "v1alpha1"), "hostrules", "HostRule"),
        Kind.LEASE: Resource(
            "coordination.k8s.io", ("v1",), "leases", "Lease", field_selector="metadata.name=ako-lease-lock"
        ),
        Kind.CLUSTER_ROLE: Resource(
            "rbac.authorization.k8s.io",
            ("v1",),
            "clusterroles",
            "ClusterRole",
            namespaced=False,
            field_selector="metadata.name=ako-cr",
        ),
    }
)

AVI_TYPES: Mapping[Kind, AviType] = MappingProxyType(
    {
        Kind.CLUSTER: AviType("cluster", "PERMISSION_CONTROLLER"),
        Kind.TENANT: AviType("tenant", "PERMISSION_TENANT", ("uuid", "name")),
        Kind.VIRTUAL_SERVICE: AviType(
            "virtualservice",
            "PERMISSION_VIRTUALSERVICE",
            (
                "uuid", "name", "tenant_ref", "cloud_ref", "type", "created_by", "markers", "service_metadata",
                "vh_parent_vs_ref", "vh_domain_name", "vh_matches", "vsvip_ref", "enabled", "pool_ref",
                "pool_group_ref", "vs_datascripts", "http_policies", "l4_policies", "cloud_config_cksum",
                "_last_modified",
            ),
        ),
        Kind.RUNTIME: AviType("virtualservice-inventory", "PERMISSION_VIRTUALSERVICE"),
        Kind.VS_VIP: AviType(
            "vsvip",
            "PERMISSION_VIRTUALSERVICE",
            ("uuid", "name", "tenant_ref", "cloud_ref", "markers", "vip", "dns_info"),
        ),
        Kind.POOL: AviType(
            "pool",
            "PERMISSION_POOL",
            ("uuid", "name", "tenant_ref", "cloud_ref", "created_by", "markers", "service_metadata"),
        ),
        Kind.POOL_GROUP: AviType(
            "poolgroup",
            "PERMISSION_POOLGROUP",
            ("uuid", "name", "tenant_ref", "cloud_ref", "created_by", "markers", "members"),
        ),
        Kind.DATA_SCRIPT_SET: AviType(
            "vsdatascriptset",
            "PERMISSION_VSDATASCRIPTSET",
            ("uuid", "name", "tenant_ref", "created_by", "pool_group_refs"),
        ),
        Kind.HTTP_POLICY_SET: AviType(
            "httppolicyset",
            "PERMISSION_HTTPPOLICYSET",
            ("uuid", "name", "tenant_ref", "created_by", "markers"),
        ),
        Kind.L4_POLICY_SET: AviType(
            "l4policyset",
            "PERMISSION_L4POLICYSET",
            ("uuid", "name", "tenant_ref", "created_by", "markers"),
        ),
    }
)  # fmt: skip
"""What is read of a Controller, in this order: the inventory after the virtual services, whose list it proves whole."""
