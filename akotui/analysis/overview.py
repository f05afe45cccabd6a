"""The instances side by side, and which Controller each really talks to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from akotui.analysis.claims import Claims
from akotui.analysis.configuration import AKO_CONTROLLER
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import EstateSubject, Workload
from akotui.analysis.workloads import Thing, uses_routes
from akotui.model.inventory import Cluster, Extent, Inventory

CONTROLLER_UUID: Final = "ako.vmware.com/controller-cluster-uuid"
READ: Final = "api/cluster of "
"""Begins the source of a uuid that a Controller gave itself; else the source is the annotated object."""

CLUSTER_ROLE: Final = "ako-cr"
"""Helm's primary and the operator create it; every instance is bound to it (helm/ako/templates/clusterrole.yaml)."""

Written = Mapping[str, Mapping[str, str]]
ANNOTATED: Final = ("Ingress", "Route", "Service")
_HTTPS = ":443"


def describe_estate(
    inventory: Inventory, instances: tuple[Instance, ...], written: Written, gateways: Iterable[Workload]
) -> EstateSubject:
    """Return the overview: instances, Gateways of AKO's class, and the Controllers' identities.

    A uuid comes from the Controller at the instance's own address, else from the annotations AKO wrote in the
    namespaces the instance claims alone, if they all agree.
    """
    read = _read(inventory)
    uuids: dict[str, str] = {}
    origins: dict[str, str] = {}
    for instance in instances:
        address = endpoint(instance.controller)
        if address in read:
            uuids[instance.id], origins[instance.id] = read[address], f"{READ}{instance.controller}"
        elif len(found := written.get(instance.id, {})) == 1:
            uuids[instance.id], origins[instance.id] = next(iter(found.items()))
    cluster = inventory.cluster
    classes = sorted(name for name, one in cluster.ingressclasses.rows.items() if one.controller == AKO_CONTROLLER)
    return EstateSubject(
        instances,
        tuple(sorted(gateways)),
        uuids,
        origins,
        tuple(classes) if classes or cluster.ingressclasses.whole else None,
        _has_role(cluster),
        not uses_routes(cluster),
    )


def _has_role(cluster: Cluster) -> bool | None:
    """Whether AKO's role is there; a server without RBAC has none and needs none."""
    if CLUSTER_ROLE in cluster.clusterroles.rows:
        return True
    table = cluster.clusterroles
    return False if table.whole and table.coverage.extent is not Extent.ABSENT else None


def locate(inventory: Inventory, overview: EstateSubject, owning: Collection[str]) -> Mapping[str, Confidence]:
    """Return the instances whose Controller was read, and how sure that is.

    Certain by address, by the Controller's uuid, or because a virtual service there is its own (`owning`: ids); likely
    when one Controller was read and all instances name one address, which then is another name of it.
    """
    read = {endpoint(scope.name) for scope, one in inventory.controllers.items() if one.virtualservices.read}
    uuids = set(_read(inventory).values())
    addresses = {endpoint(one.controller) for one in overview.instances if one.known}
    alone = len(read) == 1 and len(addresses) == 1
    found: dict[str, Confidence] = {}
    for one in overview.instances:
        uuid = overview.controller_uuids.get(one.id)
        if endpoint(one.controller) in read or uuid in uuids or one.id in owning:
            found[one.id] = Confidence.CERTAIN
        elif alone and uuid is None:
            found[one.id] = Confidence.LIKELY
    return found


@lru_cache(maxsize=1024)
def endpoint(address: str) -> str:
    """Return a Controller's address in one spelling: no scheme, lower case, no default port, no final dot."""
    host = (address.strip().lower().partition("://")[2] or address.strip().lower()).rstrip("/")
    ported = host.count(":") == 1 or host.startswith("[")  # else a bare IPv6 address, which may end like a port
    return (host.removesuffix(_HTTPS) if ported else host).removesuffix(".")


def _read(inventory: Inventory) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for scope, controller in inventory.controllers.items():
        for cluster in controller.cluster.rows.values():
            found[endpoint(scope.name)] = cluster.uuid
    return found


def find_written(things: Iterable[tuple[Workload, Thing]], claims: Claims) -> Written:
    """Return by instance id the uuids that annotations name, each with the first object that names it."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    noted = [(name, uuid) for name, thing in things if (uuid := thing.metadata.annotations.get(CONTROLLER_UUID))]
    for name, uuid in noted:
        claimants = claims.on(name.namespace).claimants if name.kind in ANNOTATED else ()
        if len(claimants) == 1:
            earlier = found[claimants[0].id].get(uuid)
            found[claimants[0].id][uuid] = min(earlier or str(name), str(name))
    return found
