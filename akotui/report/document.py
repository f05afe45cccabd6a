"""The report as others read it: one document, keys in this order. Names and meanings are frozen: add, never change.

A list that was not asked for is left out; a value that could not be read is null. Times are UTC with whole seconds.
"""

import enum
from datetime import date
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from akotui.analysis.findings import Confidence, Severity
from akotui.analysis.instances import ConfigState, Health
from akotui.analysis.subjects import NamespaceState, Reason, State, Type, UserState
from akotui.model.kinds import Plane
from akotui.model.moment import Moment


class Struct(msgspec.Struct, frozen=True, rename="camel"):
    """A part of the document: snake_case here, camelCase there."""


class ReadState(enum.Enum):
    """How a source is, once the run is over."""

    LIVE = "live"
    STALE = "stale"
    PARTIAL = "partial"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    OFF = "off"


class InstalledBy(enum.Enum):
    """What put an instance there."""

    HELM = "helm"
    OPERATOR = "operator"
    UNKNOWN = "unknown"


class RuleStatus(enum.Enum):
    """How a rule ran."""

    RAN = "ran"
    PARTIAL = "partial"
    NOT_RUN = "not-run"


class Unread(Struct, frozen=True):
    """Something of a source that could not be read, and why."""

    what: str
    reason: str


class Source(Struct, frozen=True):
    """The cluster, or a Controller."""

    name: str
    kind: Plane
    endpoint: str
    state: ReadState
    as_of: Moment | None
    detail: str
    unread: tuple[Unread, ...]


class Selector(Struct, frozen=True):
    """The label that a namespace must carry."""

    key: str
    value: str


class Instance(Struct, frozen=True):
    """An AKO instance; `matched_namespaces` is null when namespaces could not be read."""

    id: str
    namespace: str
    cluster_name: str
    primary: bool
    users: tuple[str, ...]
    selector: Selector | None
    blocked_namespaces: tuple[str, ...]
    matched_namespaces: tuple[str, ...] | None
    controller: str
    controller_cluster_uuid: str | None
    tenant: str
    cloud: str
    service_type: str
    shard_size: str = msgspec.field(name="shardVSSize")
    enable_evh: bool = msgspec.field(name="enableEVH")
    gateway_api: bool
    version: str
    replicas: int
    ready: int
    leader: str | None
    installed_by: InstalledBy
    config_state: ConfigState
    delete_config: bool
    health: Health


class Workloads(Struct, frozen=True):
    """How many objects of AKO's classes a namespace holds; null when that kind could not be read."""

    ingresses: int | None
    services: int | None
    routes: int | None
    gateways: int | None


class Namespace(Struct, frozen=True):
    """A namespace and who claims it."""

    name: str
    claimed_by: tuple[str, ...]
    state: NamespaceState
    blocked_by: tuple[str, ...]
    tenant: str | None
    workloads: Workloads
    virtual_services: int


class VirtualService(Struct, frozen=True):
    """A virtual service, attributed and judged."""

    uuid: str
    name: str
    tenant: str
    cloud: str
    type: Type
    created_by: str | None
    owner: str | None
    state: State
    reasons: tuple[Reason, ...]
    confidence: Confidence
    cluster_name: str | None
    namespaces: tuple[str, ...]
    hosts: tuple[str, ...]
    origins: tuple[str, ...] = msgspec.field(name="from")
    parent: str | None
    vip: tuple[str, ...]
    enabled: bool
    oper_state: str | None
    last_modified: Moment | None


class Host(Struct, frozen=True):
    """A host name, who wants it and what serves it."""

    fqdn: str
    instances: tuple[str, ...]
    virtual_services: tuple[str, ...]
    workloads: tuple[str, ...] = msgspec.field(name="from")


class User(Struct, frozen=True):
    """An owner username on the Controller; `name` is empty for virtual services without created_by."""

    name: str
    instance: str | None
    virtual_services: int
    state: UserState


class Object(Struct, frozen=True):
    """An object that a finding speaks of."""

    kind: str
    name: str
    namespace: str | None
    tenant: str | None
    id: str | None


class Evidence(Struct, frozen=True):
    """A field that was read, and what it says."""

    source: Plane
    object: str
    field: str
    value: str
    as_of: Moment | None
    says: str


class Remedy(Struct, frozen=True):
    """What a person could do; `command` is text, empty when there is none."""

    text: str
    command: str


class Acknowledged(Struct, frozen=True):
    """Why somebody accepts a finding, and the last day on which that counts."""

    reason: str
    until: date | None


class Finding(Struct, frozen=True):
    """A rule's statement about a subject; `acknowledged` is null for one that nobody accepts."""

    rule: str
    severity: Severity
    fingerprint: str
    title: str
    objects: tuple[Object, ...]
    owners: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    remedy: tuple[Remedy, ...]
    acknowledged: Acknowledged | None = None


class Coverage(Struct, frozen=True):
    """How a rule ran, and what it missed."""

    rule: str
    status: RuleStatus
    reason: str


class Head(Struct, frozen=True):
    """What every document starts with."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Inventory", "Report"]
    generated_at: Moment
    complete: bool
    sources: tuple[Source, ...]


class Report(Head, frozen=True):
    """What `check` prints."""

    kind: Literal["Report"]
    instances: tuple[Instance, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]


class Inventory(Head, frozen=True):
    """What `get` prints; one list alone, or all of them."""

    kind: Literal["Inventory"]
    instances: tuple[Instance, ...] | UnsetType = UNSET
    namespaces: tuple[Namespace, ...] | UnsetType = UNSET
    virtual_services: tuple[VirtualService, ...] | UnsetType = UNSET
    hosts: tuple[Host, ...] | UnsetType = UNSET
    users: tuple[User, ...] | UnsetType = UNSET
    findings: tuple[Finding, ...] | UnsetType = UNSET
    coverage: tuple[Coverage, ...] | UnsetType = UNSET


Document = Inventory | Report
