"""Which AviInfraSetting AKO applies to an Ingress or a Route: it changes names and shards.

Sources: AKO internal/nodes/route_ingress_model.go (getL7IngressInfraSetting, getL7RouteInfraSetting),
internal/nodes/validator.go (getNamespaceAviInfraSetting), internal/lib/lib.go (IsInfraSettingNSScoped).
"""

import re
from typing import Final

import msgspec

from akotui.analysis.configuration import AKO_CONTROLLER
from akotui.analysis.naming_hashes import SHARDS
from akotui.analysis.workloads import uses_routes
from akotui.model.inventory import Cluster
from akotui.model.kubernetes import Ingress, IngressClass, Route

ANNOTATION: Final = "aviinfrasetting.ako.vmware.com/name"
"""On a Namespace or a Route: the AviInfraSetting to apply."""
_SCOPED_SINCE: Final = (1, 13, 1)
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


class Gap(msgspec.Struct, frozen=True):
    """Why nothing can be said (`known` False), or why AKO certainly makes nothing (`known` True)."""

    reason: str
    known: bool = False


class Setting(msgspec.Struct, frozen=True):
    """The AviInfraSetting that applies, `name` empty for none; `shards` None when the instance's own number counts.

    `scoped`: an annotation of the namespace names it, and so it stays out of names.
    """

    name: str = ""
    shards: int | None = None
    scoped: bool = False

    def infix(self, version: str) -> str:
        """Return what stands in names for it: its name and a dash, or nothing. `version` is AKO's."""
        if not self.name or (self.scoped and not _before(version, _SCOPED_SINCE)):
            return ""
        return f"{self.name}-"


def _before(version: str, limit: tuple[int, int, int]) -> bool:
    """Whether a version is certainly older; one that cannot be read is taken for a current one."""
    match = _VERSION.match(version)
    return match is not None and tuple(int(part or 0) for part in match.groups()) < limit


def ingress_setting(ingress: Ingress, cluster: Cluster) -> Setting | Gap:
    """Return the setting of an Ingress: that of its class, else that of its namespace. Gap: not AKO's, or unread."""
    if uses_routes(cluster):
        return Gap("AKO ignores Ingresses where Routes are served", known=True)
    found = _class_of(ingress, cluster)
    if isinstance(found, Gap):
        return found
    namespace = ingress.metadata.namespace
    return _named(found.infra_setting, namespace, cluster) if found.infra_setting else _of_namespace(namespace, cluster)


def route_setting(route: Route, cluster: Cluster) -> Setting | Gap:
    """Return the setting of a Route: that of its annotation, else that of its namespace."""
    name = route.metadata.annotations.get(ANNOTATION)
    namespace = route.metadata.namespace
    return _named(name, namespace, cluster) if name else _of_namespace(namespace, cluster)


def _class_of(ingress: Ingress, cluster: Cluster) -> IngressClass | Gap:
    """AKO internal/lib/lib.go ValidateIngressForClass; two defaults that differ leave open which AKO meets first."""
    classes = cluster.ingressclasses
    if ingress.class_name is not None:
        found = classes.rows.get(ingress.class_name)
        if found is None:
            return Gap(f"IngressClass {ingress.class_name} {_absent(whole=classes.whole)}", known=classes.whole)
        ours = found.controller == AKO_CONTROLLER
        return found if ours else Gap(f"IngressClass {ingress.class_name} is not AKO's", known=True)
    defaults = [each for each in classes.rows.values() if each.default and each.controller == AKO_CONTROLLER]
    if not defaults:
        if classes.whole:
            return Gap("it names no IngressClass, and none of AKO's is the default", known=True)
        return Gap("it names no IngressClass, and the default was not read")
    if len({each.infra_setting for each in defaults}) > 1:
        return Gap("several default IngressClasses of AKO name different AviInfraSettings")
    return defaults[0]


def _of_namespace(namespace: str, cluster: Cluster) -> Setting | Gap:
    found = cluster.namespaces.rows.get(namespace)
    name = found.metadata.annotations.get(ANNOTATION) if found else None
    return _named(name, namespace, cluster) if name else Setting()


def _named(name: str, namespace: str, cluster: Cluster) -> Setting | Gap:
    """A setting that is absent or not Accepted stops AKO from making anything new of the object."""
    settings = cluster.aviinfrasettings
    found = settings.rows.get(name)
    if found is None:
        return Gap(f"AviInfraSetting {name} {_absent(whole=settings.whole)}", known=settings.whole)
    if found.status != "Accepted":
        return Gap(f"AviInfraSetting {name} is not Accepted", known=True)
    place = cluster.namespaces.rows.get(namespace)
    scoped = place is not None and place.metadata.annotations.get(ANNOTATION) == name
    return Setting(name, SHARDS.get(found.shard_size, 0) if found.shard_size else None, scoped)


def _absent(*, whole: bool) -> str:
    return "does not exist" if whole else "was not read"
