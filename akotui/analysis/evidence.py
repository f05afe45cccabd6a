"""Why a virtual service has its state: the chain from created_by to its owner to its source, field by field."""

from collections.abc import Iterator

from akotui.analysis import citing
from akotui.analysis.estate import Estate, namespace_called
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Instance
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE
from akotui.analysis.subjects import NamespaceSubject, Reason, State, VirtualServiceSubject
from akotui.analysis.wishes import TENANT
from akotui.model.kinds import Kind


def why(subject: VirtualServiceSubject, estate: Estate) -> tuple[Evidence, ...]:
    """Return what was read to judge a virtual service of this estate, in the order it was judged."""
    return (
        citing.created_by(subject, _attributed(subject, estate)),
        *citing.marker(subject, _marked(subject, estate)),
        *(_settings(subject.instance, subject) if subject.instance else ()),
        *(citing.origin(origin, "named as its source") for origin in subject.origins),
        *_unreadable(subject),
        *(_namespaces(subject, estate) if subject.instance else ()),
        *_places(subject),
        *_parent(subject),
    )


def _attributed(subject: VirtualServiceSubject, estate: Estate) -> str:
    if subject.owner:
        return f"exactly what instance {subject.owner} writes"
    if subject.candidates:
        return f"it may be of {' or '.join(subject.candidates)}"
    if subject.state is State.UNMANAGED:
        return "not what AKO writes"
    known = ", ".join(citing.users(one.instance for one in estate.instances)) or "none"
    if subject.state is State.UNKNOWN:
        return f"the instances were not all read; known usernames: {known}"
    return f"no known instance writes it; known usernames: {known}"


def _marked(subject: VirtualServiceSubject, estate: Estate) -> str:
    names = {one.instance.cluster_name for one in estate.instances}
    marker = next(iter(subject.vs.markers.get("clustername", ())), "")
    if subject.instance and marker == subject.instance.cluster_name:
        return "the same cluster"
    if marker in names:
        return "a cluster name of this cluster"
    whole = subject.state is not State.UNKNOWN
    return "no cluster name of this cluster" if whole else "not among the cluster names that were read"


def _settings(owner: Instance, subject: VirtualServiceSubject) -> Iterator[Evidence]:
    says = f"part of the username of {owner.id}"
    yield citing.setting(owner, "clusterName", used=owner.cluster_name, says=says)
    if subject.vs.created_by == owner.gateway_user:
        says = "container ako-gateway-api: always with the namespace in its username"
        yield citing.stateful_set(owner, "spec.template.spec.containers", "ako-gateway-api", says)
        return
    flag = "true" if owner.primary else "false"
    form = (
        "primary: no namespace in its username" if owner.primary else f"not primary: its username ends in -{owner.id}"
    )
    yield citing.setting(owner, "primaryInstance", used=flag, says=form)
    if owner.delete_config:
        yield citing.setting(owner, "deleteConfig", used="true", says=f"{owner.id} is removing its objects")


def _unreadable(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    if subject.vs.unreadable_metadata:
        yield citing.virtual_service(subject, "service_metadata", "", subject.vs.unreadable_metadata)


def _namespaces(subject: VirtualServiceSubject, estate: Estate) -> Iterator[Evidence]:
    """Who claims the namespaces of its sources; nothing where claims do not matter (Gateways, shared parents)."""
    if subject.type in GATEWAY or subject.type in NAMED_FOR_INSTANCE:
        return
    for name in subject.namespaces:
        there = namespace_called(estate, name)
        if there is not None:
            yield from _claims(there, subject)
        else:
            gone = Reason.NAMESPACE_GONE in subject.reasons
            says = "its namespace is gone" if gone else "the namespace was not read"
            value = "absent" if gone else "not readable"
            yield Evidence(citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "metadata.name", value, says)


def _claims(found: NamespaceSubject, subject: VirtualServiceSubject) -> Iterator[Evidence]:
    name = found.namespace.metadata.name
    for each in found.claimants:
        if each.selector is None:
            yield from citing.selector(each)[:1]
        else:
            yield citing.label(
                found.namespace, each.selector.key, f"equals the selector of {each.id}, which claims {name}"
            )
    owner = subject.instance
    if owner is None or owner in found.claimants:
        return
    if owner in found.blockers:
        says = f"{owner.id} blocks {name}, whatever its labels"
        yield citing.setting(owner, "blockedNamespaceList", used="[]", says=says)
    elif owner.selector is not None:
        says = f"{owner.id} wants {owner.selector.key}={owner.selector.value}: it does not claim {name}"
        yield citing.label(found.namespace, owner.selector.key, says)


def _places(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    if Reason.TENANT_DIFFERS in subject.reasons:
        says = f"today it would be made in {subject.tenant_wanted} (annotation {TENANT}, else tenantName)"
        yield citing.virtual_service(subject, "tenant_ref", subject.vs.tenant, says)
    if Reason.CLOUD_DIFFERS in subject.reasons:
        says = f"its owner works in cloud {subject.cloud_wanted}"
        yield citing.virtual_service(subject, "cloud_ref", subject.vs.cloud, says)


def _parent(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    if Reason.PARENT_GONE in subject.reasons:
        says = "no virtual service has this uuid"
        yield citing.virtual_service(subject, "vh_parent_vs_ref", subject.vs.parent or "", says)
