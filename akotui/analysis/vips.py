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
    ours = is_of_cluster(vip.markers, vip.name, names)
    return VipSubject(scope, vip, ours, used, tuple(sorted(owners)), _writers(owners, names) if ours else ())


def _writers(users: Iterable[str], names: Usernames) -> tuple[str, ...]:
    """The instances that are alone in writing one of these usernames."""
    groups = [names.writers.get(user, ()) for user in users]
    return tuple(sorted({group[0].id for group in groups if len(group) == 1}))


def order(one: VipSubject) -> tuple[str, str, str, Scope]:
    """Tenant, name, uuid, Controller."""
    return one.vip.tenant, one.vip.name, one.vip.uuid, one.scope
