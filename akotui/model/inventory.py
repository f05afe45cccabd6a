"""Everything currently known, decoded and immutable, and how changes fold into it.

A `Table` knows how complete it is: absence from an incomplete table proves nothing. `apply` keeps the old object
when the new one is equal and copies only tables that change, so that identity tells what did not change.
"""

import enum
from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

from akotui.model import avi, kubernetes
from akotui.model.facts import Scope, SourceState
from akotui.model.moment import Moment

T_co = TypeVar("T_co", covariant=True)


class Extent(enum.Enum):
    """How much of a kind is in its table."""

    UNREAD = "unread"
    PARTIAL = "partial"
    COMPLETE = "complete"
    ABSENT = "absent"


class Coverage(msgspec.Struct, frozen=True):
    """How much of a kind was read, why not all of it, and when.

    `reasons` are (part, reason) pairs, part empty for the whole kind. `at`: the moment of the last successful list
    or watch event, None before the first. `repaired`: so many objects were wrong, since the start, because a watch
    lost something, until an audit put them right.
    """

    extent: Extent = Extent.UNREAD
    reasons: tuple[tuple[str, str], ...] = (("", "not read yet"),)
    at: Moment | None = None
    repaired: int = 0


class Table(msgspec.Struct, Generic[T_co], frozen=True):
    """The objects of one kind by key.

    `broken` are objects that were there and could not be decoded: key (or a made-up `#1` when even that is lost) to
    reason. An object in `broken` exists: never conclude from its absence in `rows`. One of AKO's that was understood in
    part (all but its `service_metadata`) is in both.
    """

    rows: Mapping[str, T_co] = {}
    broken: Mapping[str, str] = {}
    coverage: Coverage = Coverage()

    @property
    def read(self) -> bool:
        """Something of this kind was read, or it is known to be absent."""
        return self.coverage.extent is not Extent.UNREAD

    @property
    def whole(self) -> bool:
        """All objects of this kind were read and are in `rows`: only now does absence prove anything."""
        there = not self.broken or self.broken.keys() <= self.rows.keys()
        return there and self.coverage.extent in (Extent.COMPLETE, Extent.ABSENT)

    @property
    def understood(self) -> bool:
        """All of this kind was read, and of each object everything: only now does silence prove anything."""
        return self.whole and not self.broken

    def __len__(self) -> int:
        """How many objects were understood."""
        return len(self.rows)


class Health(msgspec.Struct, frozen=True):
    """How a source is at the moment; `since` is when this state began, `tries` how often it was tried again since.

    `cautions` are lines that a person must see as long as they hold, whatever the state. `every`: of one that is
    polled, and not read only once, the seconds from one reading to the next.
    """

    state: SourceState = SourceState.CONNECTING
    detail: str = ""
    endpoint: str = ""
    since: Moment | None = None
    retry_at: Moment | None = None
    cautions: tuple[str, ...] = ()
    tries: int = 0
    every: int | None = None


class Cluster(msgspec.Struct, frozen=True):
    """The Kubernetes side. Field names are the values of `Kind`."""

    health: Health = Health()
    namespaces: Table[kubernetes.Namespace] = Table()
    statefulsets: Table[kubernetes.StatefulSet] = Table()
    pods: Table[kubernetes.Pod] = Table()
    configmaps: Table[kubernetes.ConfigMap] = Table()
    ingresses: Table[kubernetes.Ingress] = Table()
    ingressclasses: Table[kubernetes.IngressClass] = Table()
    services: Table[kubernetes.Service] = Table()
    gateways: Table[kubernetes.Gateway] = Table()
    gatewayclasses: Table[kubernetes.GatewayClass] = Table()
    httproutes: Table[kubernetes.HttpRoute] = Table()
    routes: Table[kubernetes.Route] = Table()
    aviinfrasettings: Table[kubernetes.AviInfraSetting] = Table()
    hostrules: Table[kubernetes.HostRule] = Table()
    leases: Table[kubernetes.Lease] = Table()
    clusterroles: Table[kubernetes.ClusterRole] = Table()


class Controller(msgspec.Struct, frozen=True):
    """One Avi Controller. Field names are the values of `Kind`."""

    health: Health = Health()
    cluster: Table[avi.ControllerCluster] = Table()
    tenants: Table[avi.Tenant] = Table()
    virtualservices: Table[avi.VirtualService] = Table()
    vsvips: Table[avi.VsVip] = Table()
    pools: Table[avi.Pool] = Table()
    poolgroups: Table[avi.PoolGroup] = Table()
    vsdatascriptsets: Table[avi.DataScriptSet] = Table()
    httppolicysets: Table[avi.HttpPolicySet] = Table()
    l4policysets: Table[avi.L4PolicySet] = Table()
    runtimes: Table[avi.Runtime] = Table()


class Inventory(msgspec.Struct, frozen=True):
    """All that is known. `at` is the moment of the newest fact, the only clock the analysis has."""

    cluster: Cluster = Cluster()
    controllers: Mapping[Scope, Controller] = {}
    at: Moment | None = None
