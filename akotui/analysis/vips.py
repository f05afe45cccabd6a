"""VSVIPs: whose they are follows from the virtual services that use them, for they carry no created_by.

AKO internal/rest/avi_obj_vsvip.go writes marker clustername and nothing else that tells the owner.
"""

from collections.abc import Iterable

from akotui.analysis.subjects import VipSubject
from akotui.analysis.usernames import Usernames, is_of_cluster
from akotui.model.avi import VirtualService, VsVip
from akotui.model.facts import Scope


def describe_vip(scope: Scope, vip: VsVip, users: Iterable[VirtualService], names: Usernames) -> VipSubject:
    """Return a VSVIP as a subject; `users` are the virtual services on its Controller that use it."""
    found = tuple(users)
    owners = {vs.created_by for vs in found if vs.created_by}
    used = tuple(sorted(vs.name for vs in found))
    return VipSubject(scope, vip, is_of_cluster(vip.markers, vip.name, names), used, tuple(sorted(owners)))


def order(one: VipSubject) -> tuple[str, str, str, Scope]:
    """Tenant, name, uuid, Controller."""
    return one.vip.tenant, one.vip.name, one.vip.uuid, one.scope
