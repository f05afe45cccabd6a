"""Which object of an API a row stands for: what one sees when one asks for it as it is."""

from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Finding, ObjectRef
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, VirtualServiceSubject, Workload
from akotui.analysis.timeline import Event
from akotui.model.facts import Scope
from akotui.model.kinds import RESOURCES, Kind, Plane
from akotui.model.objects import Wanted

CLUSTER = Scope("kubernetes", Plane.KUBERNETES)
SETTINGS = "avi-k8s-config"
_KINDS = {resource.name: kind for kind, resource in RESOURCES.items()}
_ON_CONTROLLER = {
    "VirtualService": Kind.VIRTUAL_SERVICE,
    "VSVIP": Kind.VS_VIP,
    "Pool": Kind.POOL,
    "PoolGroup": Kind.POOL_GROUP,
    "VSDataScriptSet": Kind.DATA_SCRIPT_SET,
}


def wanted(subject: object, estate: Estate) -> Wanted | None:
    """Return the object behind a row; None for what is no object of an API.

    An instance is shown by its settings, a finding by the first of its objects that can be shown.
    """
    found: Wanted | None = None
    match subject:
        case Event():
            found = wanted(subject.subject, estate)
        case Finding():
            named = (_referred(ref, subject, estate) for ref in subject.objects)
            found = next((one for one in named if one is not None), None)
        case InstanceSubject():
            found = _in_cluster(Kind.CONFIG_MAP, SETTINGS, subject.instance.id)
        case NamespaceSubject():
            found = _in_cluster(Kind.NAMESPACE, subject.namespace.metadata.name)
        case VirtualServiceSubject():
            vs = subject.vs
            found = Wanted(subject.scope, Kind.VIRTUAL_SERVICE, vs.uuid, vs.tenant, f"virtual service {vs.name}")
        case Expected():
            found = wanted(subject.workloads[0], estate)
        case Workload():
            kind = _KINDS.get(subject.kind)
            found = _in_cluster(kind, subject.name, subject.namespace) if kind is not None else None
        case _:
            pass
    return found


def _in_cluster(kind: Kind, name: str, namespace: str = "") -> Wanted:
    word = RESOURCES[kind].name
    return Wanted(CLUSTER, kind, name, namespace, f"{word} {namespace}/{name}" if namespace else f"{word} {name}")


def _referred(ref: ObjectRef, finding: Finding, estate: Estate) -> Wanted | None:
    if ref.kind in _KINDS:
        return _in_cluster(_KINDS[ref.kind], ref.name, ref.namespace or "")
    if ref.kind not in _ON_CONTROLLER or not ref.id:
        return None
    scopes = [one.scope for one in finding.evidence if one.scope.plane is Plane.AVI]
    scopes += [one.scope for one in estate.sources if one.scope.plane is Plane.AVI]
    if not scopes:
        return None
    return Wanted(scopes[0], _ON_CONTROLLER[ref.kind], ref.id, ref.tenant or "", f"{ref.kind} {ref.name}")
