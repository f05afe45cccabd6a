"""Predicted names beside what stands on the Controllers; and what an object there says itself of where it comes from.

Names are no proof: `ns-a` and `b` make the same name as `ns` and `a-b`. They are one witness beside the marker and the
service_metadata of the object, and what an object tells about itself goes first.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.analysis.predictions import Made, Prediction
from akotui.analysis.subjects import Type, VirtualServiceSubject, Workload
from akotui.model.avi import Pool, PoolGroup, VirtualService, VsVip
from akotui.model.inventory import Controller, Inventory, Table

Thing = VirtualService | VsVip | Pool | PoolGroup

_TABLES: Final[Mapping[Made, str]] = MappingProxyType(
    {
        Made.VIRTUAL_SERVICE: "virtualservices",
        Made.VS_VIP: "vsvips",
        Made.POOL: "pools",
        Made.POOL_GROUP: "poolgroups",
    }
)


class Sighting(msgspec.Struct, frozen=True):
    """A name: who would make it (`instance` empty: nobody is predicted to) of which object, and whether it is there.

    `seen` is None when that was not read. `user` is that of the prediction, for an object that is only seen its own
    created_by.
    """

    made: Made
    tenant: str
    name: str
    instance: str
    user: str
    workload: Workload | None
    host: str = ""
    type: Type | None = None
    seen: bool | None = None


class Seen:
    """Which names stand on the Controllers, looked up once."""

    def __init__(self, inventory: Inventory) -> None:
        sides = tuple(inventory.controllers.values())
        self.things: dict[tuple[str, Made, str], Thing] = {
            (thing.tenant, made, thing.name): thing for made in _TABLES for thing in _things(sides, made)
        }
        self._whole = {made: bool(sides) and all(_table(side, made).whole for side in sides) for made in _TABLES}

    def on_controller(self, tenant: str, made: Made, name: str) -> bool | None:
        """Tell whether an object is there; None when it is not among what was read, and not all was."""
        if (tenant, made, name) in self.things:
            return True
        return False if self._whole.get(made) else None

    def sight(self, found: Iterable[Prediction]) -> Iterator[Sighting]:
        """Yield predictions with whether they are there."""
        for each in found:
            seen = self.on_controller(each.tenant, each.made, each.name)
            yield Sighting(
                each.made, each.tenant, each.name, each.instance, each.user, each.workload, each.host, each.type, seen
            )


def _table(side: Controller, made: Made) -> Table[Thing]:
    table: Table[Thing] = getattr(side, _TABLES[made])
    return table


def _things(sides: Iterable[Controller], made: Made) -> Iterator[Thing]:
    for side in sides:
        yield from _table(side, made).rows.values()


def tell(seen: Seen, name: str, subjects: Iterable[VirtualServiceSubject]) -> Iterator[Sighting]:
    """Yield what the objects of this name say of themselves: one line for each object they come from, else one."""
    judged = [subject for subject in subjects if subject.vs.name == name]
    for (tenant, made, _), thing in seen.things.items():
        if thing.name == name:
            user = "" if isinstance(thing, VsVip) else thing.created_by or ""
            for workload in _told(thing, judged) or (None,):
                yield Sighting(made, tenant, name, "", user, workload, seen=True)


def _told(thing: Thing, judged: Iterable[VirtualServiceSubject]) -> tuple[Workload, ...]:
    match thing:
        case Pool():
            told = thing.service_metadata
            keys = [("Ingress", key) for key in told.ingresses] + [("Service", key) for key in told.services]
            return tuple(Workload(kind, *key.split("/", 1)) for kind, key in keys if "/" in key)
        case VirtualService() | VsVip():
            tenant = thing.tenant
            found = (origin.workload for each in judged if each.vs.tenant == tenant for origin in each.origins)
            return tuple(dict.fromkeys(found))
        case PoolGroup():
            return ()
