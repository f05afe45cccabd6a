"""What AKO noted on Kubernetes objects: which virtual service serves which host, and on which Controller.

AKO internal/status/ing_status.go, svc_status.go, route_status.go write the annotations with the virtual service and
clear them with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import msgspec

from akotui.analysis.subjects import Pointer
from akotui.analysis.wishes import TENANT
from akotui.model.inventory import Cluster, Controller, Inventory
from akotui.model.kubernetes import Metadata

VIRTUAL_SERVICES: Final = "ako.vmware.com/host-fqdn-vs-uuid-map"
CONTROLLER: Final = "ako.vmware.com/controller-cluster-uuid"

_read = msgspec.json.Decoder(dict[str, str]).decode


@dataclass(frozen=True, slots=True)
class Known:
    """The uuids of the virtual services of a Controller; `whole`: there are no others in the `tenants` it showed.

    `tenants` is None when it named none. A Controller answers for the tenants an account may see and says nothing of
    the rest: in any other there may be more.
    """

    uuids: Mapping[str, object]
    whole: bool
    tenants: frozenset[str] | None = None


def known_services(inventory: Inventory) -> Mapping[str, Known]:
    """Return what is known of each Controller, by the uuid it gives itself."""
    return {
        cluster.uuid: Known(controller.virtualservices.rows, controller.virtualservices.whole, tenants_of(controller))
        for controller in inventory.controllers.values()
        for cluster in controller.cluster.rows.values()
    }


def tenants_of(controller: Controller) -> frozenset[str] | None:
    """Return the names of the tenants a Controller showed; None when it showed none."""
    return frozenset(tenant.name for tenant in controller.tenants.rows.values()) or None


def pointers_of(metadata: Metadata, known: Mapping[str, Known]) -> tuple[Pointer, ...]:
    """Return what an object's annotations point to, by host; nothing when they cannot be parsed."""
    text = metadata.annotations.get(VIRTUAL_SERVICES)
    if not text:
        return ()
    controller = metadata.annotations.get(CONTROLLER, "")
    there, tenant = known.get(controller), metadata.annotations.get(TENANT)
    return tuple([Pointer(host, uuid, controller, _found(uuid, tenant, there)) for host, uuid in _pairs(text)])


def pointed_at(cluster: Cluster) -> frozenset[str]:
    """Return the uuids of all virtual services that an object of this cluster points to."""
    return frozenset(
        uuid for metadata in _annotated(cluster) for _, uuid in _pairs(metadata.annotations.get(VIRTUAL_SERVICES, ""))
    )


def _annotated(cluster: Cluster) -> Iterator[Metadata]:
    for table in (cluster.ingresses, cluster.routes, cluster.services):
        for thing in table.rows.values():
            if thing.metadata.annotations:
                yield thing.metadata


def _found(uuid: str, tenant: str | None, there: Known | None) -> bool | None:
    if there is None:
        return None
    if uuid in there.uuids:
        return True
    hidden = tenant is not None and there.tenants is not None and tenant not in there.tenants
    return False if there.whole and not hidden else None


@lru_cache(maxsize=65_536)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(sorted(_read(text).items())) if text else ()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
