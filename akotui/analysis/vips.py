"""VSVIPs: whose they are follows from the virtual services that use them, for they carry no created_by.

AKO internal/rest/avi_obj_vsvip.go writes marker clustername and nothing else that tells the owner.
"""

from collections import defaultdict

from akotui.analysis.subjects import VipSubject
from akotui.analysis.usernames import Usernames, is_of_cluster
from akotui.model.facts import Scope
from akotui.model.inventory import Controller, Inventory


def describe_vips(inventory: Inventory, names: Usernames) -> tuple[VipSubject, ...]:
    """Return the VSVIPs of all Controllers by tenant, name, uuid and Controller."""
    found = [one for scope, controller in inventory.controllers.items() for one in _vips(scope, controller, names)]
    return tuple(sorted(found, key=lambda one: (one.vip.tenant, one.vip.name, one.vip.uuid, one.scope)))


def _vips(scope: Scope, controller: Controller, names: Usernames) -> list[VipSubject]:
    users: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for vs in controller.virtualservices.rows.values():
        if vs.vs_vip:
            users[vs.vs_vip].append((vs.name, vs.created_by or ""))
    return [
        VipSubject(
            scope,
            vip,
            is_of_cluster(vip.markers, vip.name, names),
            tuple(sorted(name for name, _ in users.get(vip.uuid, ()))),
            tuple(sorted({owner for _, owner in users.get(vip.uuid, ()) if owner})),
        )
        for vip in controller.vsvips.rows.values()
    ]
