"""What is judged: one subject a type, each with everything a rule may look at. Frozen; nothing here thinks.

A rule may look only at its subject, so an equal subject keeps its findings. Subjects hold no moments.
"""

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from akotui.analysis.findings import Confidence, Evidence, Rule
from akotui.analysis.foreseen import Foreseen
from akotui.analysis.instances import Instance
from akotui.model.avi import Runtime, VirtualService, VsVip
from akotui.model.facts import Scope
from akotui.model.kubernetes import Namespace


class Type(enum.Enum):
    """The role of a virtual service; the values are the report's (AKO internal/rest/avi_obj_vs.go, avi_evh_obj.go)."""

    SHARED_PARENT = "shared-parent"
    CHILD = "child"
    DEDICATED = "dedicated"
    L4 = "l4"
    PASSTHROUGH = "passthrough"
    GATEWAY_PARENT = "gateway-parent"
    GATEWAY_CHILD = "gateway-child"
    NAMESPACE_PARENT = "namespace-parent"
    UNKNOWN = "unknown"


class State(enum.Enum):
    """The verdict on a virtual service; the values are the report's."""

    UNMANAGED = "unmanaged"
    FOREIGN = "foreign"
    AMBIGUOUS = "ambiguous"
    ORPHANED = "orphaned"
    DOUBLE_OWNED = "double-owned"
    STALE = "stale"
    OWNED = "owned"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # a member equals itself alone, and an enum's own hash costs ten times as much


class Reason(enum.Enum):
    """Why a virtual service is in its state; the values are the report's."""

    USER_MATCHES_INSTANCE = "user-matches-instance"
    USER_MATCHES_NO_INSTANCE = "user-matches-no-instance"
    INSTANCE_REMOVED = "instance-removed"
    PRIMARY_FLAG_CHANGED = "primary-flag-changed"
    CLUSTER_RENAMED = "cluster-renamed"
    NAMESPACE_NOT_CLAIMED = "namespace-not-claimed"
    NAMESPACE_CLAIMED_BY_OTHER = "namespace-claimed-by-other"
    NAMESPACE_CLAIMED_TWICE = "namespace-claimed-twice"
    NAMESPACE_GONE = "namespace-gone"
    SOURCE_GONE = "source-gone"
    GATEWAY_SERVED_TWICE = "gateway-served-twice"
    TENANT_DIFFERS = "tenant-differs"
    CLOUD_DIFFERS = "cloud-differs"
    PARENT_GONE = "parent-gone"
    MARKER_OF_OTHER_CLUSTER = "marker-of-other-cluster"
    NAME_OF_OTHER_INSTANCE = "name-of-other-instance"
    NOT_AKO = "not-ako"
    NOT_READABLE = "not-readable"


class Workload(msgspec.Struct, frozen=True, order=True, gc=False, cache_hash=True):
    """A Kubernetes object that AKO would turn into virtual services, by its API kind, namespace and name."""

    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        """`Ingress/shop/web`."""
        return f"{self.kind}/{self.namespace}/{self.name}"


class Origin(msgspec.Struct, frozen=True, order=True, gc=False):
    """A Kubernetes object a virtual service names as its source; `found` is None when that could not be read.

    `taken`: whether AKO takes an object of its class, None when that could not be read; `refusal` is the field that
    says it does not.
    """

    workload: Workload
    found: bool | None
    taken: bool | None = True
    refusal: Evidence | None = None

    @property
    def makes(self) -> bool | None:
        """Whether AKO would make something of it: it is there and of AKO's class; None when that is not known."""
        return self.taken if self.found else self.found


class NamespaceState(enum.Enum):
    """Who claims a namespace; the values are the report's."""

    OWNED = "owned"
    DOUBLE_OWNED = "double-owned"
    UNCLAIMED = "unclaimed"
    UNKNOWN = "unknown"

    __hash__ = object.__hash__  # as of State


class NamespaceSubject(msgspec.Struct, frozen=True, gc=False):
    """A namespace and who claims it.

    `claimants` accept it; `blockers` would by label, and their block list overrules. `workloads` are the AKO-class
    objects in it (AKO internal/lib/lib.go ValidateIngressForClass). `counts` are the report's four counts of them.
    `tenant` is its annotation ako.vmware.com/tenant-name. `virtual_services`: how many name it as their source.
    `instances` are all known instances, for what the remedy may propose. `held`: how many of `virtual_services` each
    claimant owns that owns any, where several claim the namespace; empty elsewhere.
    """

    namespace: Namespace
    claimants: tuple[Instance, ...]
    blockers: tuple[Instance, ...]
    state: NamespaceState
    tenant: str | None
    workloads: tuple[Workload, ...]
    counts: Mapping[str, int]
    virtual_services: int
    instances: tuple[Instance, ...]
    held: Mapping[str, int] = {}


class InstanceSubject(msgspec.Struct, frozen=True):
    """An instance and what follows from it: the names of the namespaces it matches, how many objects it owns.

    `others` are the other known instances. `matched` is None when namespaces could not be read.
    """

    instance: Instance
    matched: tuple[str, ...] | None
    virtual_services: int
    others: tuple[Instance, ...]
    controller_uuid: str | None = None


class Trace(msgspec.Struct, frozen=True, gc=False):
    """A virtual service and where it comes from: its role, the objects it names, their namespaces."""

    vs: VirtualService
    type: Type
    origins: tuple[Origin, ...]
    namespaces: tuple[str, ...]


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """Whose a virtual service is and whether its owner would make it today; one object for all that are alike.

    The fields are those of VirtualServiceSubject.
    """

    state: State
    reasons: tuple[Reason, ...]
    confidence: Confidence
    instance: Instance | None = None
    candidates: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    tenant_wanted: str = ""


class VirtualServiceSubject(msgspec.Struct, frozen=True, gc=False):
    """A virtual service, attributed and judged.

    `owner` is an instance id. `candidates` are the instance ids it may belong to when that is ambiguous. `claimants`
    are the ids of the instances that would make this object today (own namespaces, or gateway container).
    `cluster_name` is that of its marker, else of its name's known prefix. `origins` are the Kubernetes objects it
    names; `namespaces` their namespaces; `tenant_wanted`, `cloud_wanted` what its owner would choose today.
    `instance` is the owner itself. `empty`: a shared parent without children and pools. `fresh`: it was modified so
    lately that AKO may be at work on it (analysis/grace.py), None when its moment lies too far ahead to be true.
    `misnamed`: its name does not begin with the cluster that its marker names.
    """

    scope: Scope
    vs: VirtualService
    type: Type
    state: State
    reasons: tuple[Reason, ...]
    confidence: Confidence
    owner: str | None = None
    instance: Instance | None = None
    candidates: tuple[str, ...] = ()
    claimants: tuple[str, ...] = ()
    cluster_name: str | None = None
    namespaces: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    addresses: tuple[str, ...] = ()
    tenant_wanted: str = ""
    cloud_wanted: str = ""
    runtime: Runtime | None = None
    empty: bool = False
    fresh: bool | None = False
    misnamed: bool = False


class UserState(enum.Enum):
    """What a username on the Controller is to us; the values are the report's."""

    KNOWN = "known"
    NO_INSTANCE = "no-instance"
    AMBIGUOUS = "ambiguous"
    FOREIGN = "foreign"
    NOT_AKO = "not-ako"


class UserSubject(msgspec.Struct, frozen=True, gc=False):
    """An owner username (created_by) and all virtual services under it.

    `name` is empty for virtual services without created_by. `expected_of` are the ids of the known instances that
    write it. `instances` are all known instances. `known` is False when the set of instances could not be read.
    `removed` are the instances of which only the ConfigMap is left and that wrote it. `readings` are all ways to read
    the name (analysis/readings.py) when no known instance writes it.
    """

    name: str
    state: UserState
    expected_of: tuple[str, ...]
    virtual_services: tuple[VirtualServiceSubject, ...]
    instances: tuple[Instance, ...]
    known: bool = True
    removed: tuple[Instance, ...] = ()
    readings: tuple[str, ...] = ()


class VipSubject(msgspec.Struct, frozen=True, gc=False):
    """A VSVIP and the virtual services that use it; it carries no created_by, so these alone tell whose it is.

    `ours`: it is of one of our cluster names, by marker, or without one by name. `owners` are usernames, `instances`
    the ids of the known instances that alone write these.
    """

    scope: Scope
    vip: VsVip
    ours: bool
    virtual_services: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    instances: tuple[str, ...] = ()


class Named(msgspec.Struct, frozen=True, order=True, gc=False):
    """What an instance (by id) would call a virtual service that it makes of a workload; `doubt`: why perhaps not."""

    tenant: str
    name: str
    instance: str
    workload: Workload
    doubt: str = ""


class HostSubject(msgspec.Struct, frozen=True, gc=False):
    """A host name: the instances whose namespaces want it, the virtual services that serve it, who asks for it.

    `served`: a virtual service of this cluster serves it. `contested`: two instances want it, or own what serves it.
    `vips` are the VSVIPs that publish it, when they are those of two instances or more. `names` are what those that
    want it from several namespaces would call its virtual services.
    """

    fqdn: str
    instances: tuple[str, ...]
    virtual_services: tuple[VirtualServiceSubject, ...]
    workloads: tuple[Workload, ...]
    served: bool = False
    contested: bool = False
    vips: tuple[VipSubject, ...] = ()
    names: tuple[Named, ...] = ()


class EstateSubject(msgspec.Struct, frozen=True):
    """The instances side by side, for rules about all of them.

    `instances` are the known ones and the removed. `gateways` are the Gateways of AKO's class.
    `controller_uuids` map an instance id to the uuid of its Controller, as read from the Controller at its address or
    from the annotations AKO wrote in its namespaces; `uuid_sources` says which. `ingress_classes` are the names of
    those of AKO's controller, `cluster_role` whether AKO's is there; both None when that could not be read.
    `uses_ingresses`: False on OpenShift, where AKO looks at Routes only.
    """

    instances: tuple[Instance, ...]
    gateways: tuple[Workload, ...]
    controller_uuids: Mapping[str, str]
    uuid_sources: Mapping[str, str]
    ingress_classes: tuple[str, ...] | None = None
    cluster_role: bool | None = None
    uses_ingresses: bool = True


class Pointer(msgspec.Struct, frozen=True, gc=False):
    """What AKO noted on a Kubernetes object: which virtual service serves a host, on which Controller.

    `found` is None when that Controller was not read, or not completely.
    """

    host: str
    uuid: str
    controller: str
    found: bool | None


class WorkloadSubject(msgspec.Struct, frozen=True, gc=False):
    """A Kubernetes object of AKO's classes, or one that AKO wrote to, and what became of it.

    Ingresses and Routes that are plainly served (analysis/serving.py is_plain) are not among the subjects: nearly all
    are, and no rule about single objects has anything to say of them.
    `ours`: it is of AKO's class. `claimants` accept its namespace; None when that could not be read. `servers` would
    make its virtual services: of its claimants those whose settings take it, for Gateways every gateway container.
    `virtual_services` name it as their source. Of those of AKO's class, `unserved` are the hosts without virtual
    service, `contested` those that two instances want or serve. `settled`: it is older than AKO needs. `refused`: AKO
    wrote that it does not accept it. `located`: how sure it is that the Controller of its only server was read; None
    when it is not. `hidden` are the tenants that the Controller does not show and that hold back a word on it.
    `foreseen` is what its only server would call the virtual services it lacks; a witness, and empty while nothing can
    be missing.
    """

    workload: Workload
    ours: bool
    hosts: tuple[str, ...] = ()
    claimants: tuple[Instance, ...] | None = ()
    servers: tuple[Instance, ...] = ()
    virtual_services: tuple[str, ...] = ()
    unserved: tuple[str, ...] = ()
    contested: tuple[str, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    addresses: tuple[str, ...] = ()
    created: datetime | None = None
    settled: bool = False
    refused: bool = False
    located: Confidence | None = None
    hidden: tuple[str, ...] = ()
    foreseen: tuple[Foreseen, ...] = ()


class Part(msgspec.Struct, frozen=True, order=True, gc=False):
    """A pool, pool group, datascript set or policy set of which a virtual service is made."""

    kind: str
    tenant: str
    name: str
    uuid: str


class PartsSubject(msgspec.Struct, frozen=True, gc=False):
    """The parts of our clusters under one username that no virtual service needs: nobody writes it, or nothing refers.

    `expected_of` are the ids of the known instances that write the username, `instances` these instances.
    """

    scope: Scope
    user: str
    parts: tuple[Part, ...]
    expected_of: tuple[str, ...] = ()
    instances: tuple[Instance, ...] = ()


Subject = (
    NamespaceSubject
    | InstanceSubject
    | VirtualServiceSubject
    | UserSubject
    | HostSubject
    | EstateSubject
    | WorkloadSubject
    | VipSubject
    | PartsSubject
)

AnyRule = (
    Rule[NamespaceSubject]
    | Rule[InstanceSubject]
    | Rule[VirtualServiceSubject]
    | Rule[UserSubject]
    | Rule[HostSubject]
    | Rule[EstateSubject]
    | Rule[WorkloadSubject]
    | Rule[VipSubject]
    | Rule[PartsSubject]
)
"""A rule about any of them."""
