"""Controller objects, reduced to the fields some rule or view reads. Frozen; every string is already clean.

The key of an object is its uuid; the name of a virtual service is unique only within its tenant. `tenant` and
`cloud` are names. Refs are kept as uuids.
"""

from collections.abc import Mapping

import msgspec

from akotui.model.moment import Moment


class ServiceMetadata(msgspec.Struct, frozen=True, gc=False):
    """What AKO wrote into `service_metadata`, a JSON string (AKO internal/lib/lib.go ServiceMetadataObj).

    `ingresses`, `services`: keys `namespace/name` (`namespace_ingress_name`, `namespace_svc_name`, and a pool's
    `namespace` + `ingress_name`). On OpenShift the "ingress" may be a Route. `gateway`, `http_route`: keys or empty.
    """

    ingresses: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    namespace: str = ""
    hosts: tuple[str, ...] = ()
    gateway: str = ""
    http_route: str = ""
    passthrough_parent: str = ""
    passthrough_child: str = ""


class VirtualService(msgspec.Struct, frozen=True, gc=False):
    """A virtual service.

    `type` is the raw enum, empty when unset (the Controller reads that as VS_TYPE_NORMAL). `created_by` is None when
    absent. `markers` map a key to its values. `unreadable_metadata` says why `service_metadata` could not be parsed.
    `hosts` come from vh_domain_name and vh_matches. `checksummed`: AKO's cloud_config_cksum is there.
    """

    uuid: str
    name: str
    tenant: str
    cloud: str = ""
    type: str = ""
    created_by: str | None = None
    markers: Mapping[str, tuple[str, ...]] = {}
    service_metadata: ServiceMetadata = ServiceMetadata()
    unreadable_metadata: str = ""
    parent: str | None = None
    hosts: tuple[str, ...] = ()
    vs_vip: str | None = None
    pool: str | None = None
    pool_group: str | None = None
    data_scripts: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    enabled: bool = True
    checksummed: bool = False
    last_modified: Moment | None = None


class Pool(msgspec.Struct, frozen=True, gc=False):
    """A pool: for insecure hosts under a shared SNI parent the only tie to the Ingress.

    `unreadable_metadata` says why `service_metadata` could not be parsed.
    """

    uuid: str
    name: str
    tenant: str
    cloud: str = ""
    created_by: str | None = None
    markers: Mapping[str, tuple[str, ...]] = {}
    service_metadata: ServiceMetadata = ServiceMetadata()
    unreadable_metadata: str = ""


class PoolGroup(msgspec.Struct, frozen=True, gc=False):
    """A pool group and the uuids of its pools."""

    uuid: str
    name: str
    tenant: str
    created_by: str | None = None
    markers: Mapping[str, tuple[str, ...]] = {}
    pools: tuple[str, ...] = ()


class DataScriptSet(msgspec.Struct, frozen=True, gc=False):
    """A datascript set and the uuids of the pool groups it chooses from (how a shared SNI parent finds its pools)."""

    uuid: str
    name: str
    tenant: str
    created_by: str | None = None
    pool_groups: tuple[str, ...] = ()


class PolicySet(msgspec.Struct, frozen=True, gc=False):
    """An HTTP or L4 policy set; what it switches to is not read."""

    uuid: str
    name: str
    tenant: str
    created_by: str | None = None
    markers: Mapping[str, tuple[str, ...]] = {}


class HttpPolicySet(PolicySet, frozen=True, gc=False):
    """A set of HTTP policies (redirects, switching by path)."""


class L4PolicySet(PolicySet, frozen=True, gc=False):
    """A set of layer 4 policies (switching by port)."""


class VsVip(msgspec.Struct, frozen=True, gc=False):
    """A VSVIP: addresses and DNS names. It carries no created_by."""

    uuid: str
    name: str
    tenant: str
    cloud: str = ""
    markers: Mapping[str, tuple[str, ...]] = {}
    addresses: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class Runtime(msgspec.Struct, frozen=True, gc=False):
    """The operational state of a virtual service; the key is the virtual service's uuid."""

    uuid: str
    state: str = ""
    reason: str = ""


class Tenant(msgspec.Struct, frozen=True, gc=False):
    """A tenant that the account can see."""

    uuid: str
    name: str


class ControllerCluster(msgspec.Struct, frozen=True, gc=False):
    """The Controller's own identity: GET /api/cluster. Two addresses with one uuid are one Controller."""

    uuid: str
    name: str = ""
