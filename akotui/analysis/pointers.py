"""What AKO noted on Kubernetes objects: which virtual service serves which host, and on which Controller.

AKO internal/status/ing_status.go, svc_status.go, route_status.go write the annotations with the virtual service and
clear them with it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from akotui.analysis.reach import tenants_shown
from akotui.analysis.subjects import Pointer
from akotui.model.inventory import Cluster, Inventory
from akotui.model.kubernetes import Metadata

VIRTUAL_SERVICES: Final = "ako.vmware.com/host-fqdn-vs-uuid-map"
CONTROLLER: Final = "ako.vmware.com/controller-cluster-uuid"

_read = msgspec.json.Decoder(dict[str, str]).decode


class Known(msgspec.Struct, frozen=True):
    """The uuids of the virtual services of a Controller; `whole`: there are no others in the `tenants` it showed."""

    uuids: Mapping[str, object]
    whole: bool
    tenants: frozenset[str] = frozenset()


def known_services(inventory: Inventory) -> Mapping[str, Known]:
    """Return what is known of each Controller, by the uuid it gives itself."""
    return {
        cluster.uuid: Known(
            controller.virtualservices.rows, controller.virtualservices.whole, tenants_shown(controller)
        )
        for controller in inventory.controllers.values()
        for cluster in controller.cluster.rows.values()
    }


def pointers_of(metadata: Metadata, known: Mapping[str, Known], tenants: Collection[str]) -> tuple[Pointer, ...]:
    """Return what an object's annotations point to, by host; nothing when they cannot be parsed.

    `tenants` are those in which its virtual services may lie.
    """
    text = metadata.annotations.get(VIRTUAL_SERVICES)
    if not text:
        return ()
    controller = metadata.annotations.get(CONTROLLER, "")
    there = known.get(controller)
    return tuple([Pointer(host, uuid, controller, _found(uuid, tenants, there)) for host, uuid in _pairs(text)])


def hidden_from(pointers: Iterable[Pointer], known: Mapping[str, Known], tenants: Collection[str]) -> Iterator[str]:
    """Yield the tenants in which what is pointed to may lie, and which its Controller does not show."""
    for one in pointers:
        there = known.get(one.controller) if one.found is None else None
        if there is not None:
            yield from (tenant for tenant in tenants if tenant not in there.tenants)


def points_away(metadata: Metadata, known: Mapping[str, Known]) -> bool:
    """Whether an object points to a virtual service that was not found on its Controller, though that was read."""
    notes = metadata.annotations
    text = notes.get(VIRTUAL_SERVICES)
    there = known.get(notes.get(CONTROLLER, "")) if text else None
    return there is not None and not there.uuids.keys() >= {uuid for _, uuid in _pairs(text or "")}


def points_to(metadata: Metadata, uuids: Collection[str]) -> bool:
    """Whether an object points to one of these virtual services."""
    text = metadata.annotations.get(VIRTUAL_SERVICES)
    return bool(text) and any(uuid in uuids for _, uuid in _pairs(text or ""))


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


def _found(uuid: str, tenants: Collection[str], there: Known | None) -> bool | None:
    if there is None:
        return None
    if uuid in there.uuids:
        return True
    return False if there.whole and there.tenants.issuperset(tenants) else None


@lru_cache(maxsize=65_536)
def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    try:
        return tuple(sorted(_read(text).items())) if text else ()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
