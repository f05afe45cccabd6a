"""The chains of a virtual service: one for each object it comes from, all the way to its address."""

from collections.abc import Collection, Iterable, Iterator

from akotui.analysis import chain_claims, chain_instances, chain_names, chain_objects, citing
from akotui.analysis.chain import Chain, Link, LinkState, Step, breaks, holds, unknown
from akotui.analysis.chain_case import Case
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Instance
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE
from akotui.analysis.subjects import NamespaceSubject, Origin, Reason, State, Type, VirtualServiceSubject, Workload
from akotui.analysis.wishes import TENANT
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

_NOT_OURS = frozenset({State.UNMANAGED, State.FOREIGN})
_STORIES = {
    Reason.INSTANCE_REMOVED: "of the instance that wrote it only the ConfigMap is left",
    Reason.PRIMARY_FLAG_CHANGED: "an instance wrote it before its primary flag changed, and none does now",
    Reason.CLUSTER_RENAMED: "from a former name of this cluster, no known instance writes it",
}
_USERS = 6
"""As many known usernames are named."""
_VERDICTS = {State.OWNED: LinkState.HOLDS, State.UNKNOWN: LinkState.UNKNOWN, State.AMBIGUOUS: LinkState.UNKNOWN}


def chains(subject: VirtualServiceSubject, case: Case) -> tuple[Chain, ...]:
    """Return one chain for each object, or namespace without one, that it comes from.

    A Gateway and its HTTPRoute stand in one chain: both must be there. A shared parent stays whatever it carries, so
    its own chain comes first and those of what it carries end at its instance. What another cluster made, or
    somebody without AKO, has no objects here.
    """
    if subject.state in _NOT_OURS:
        return (_chain(subject, (), "", case),)
    if subject.type in GATEWAY:
        return (_chain(subject, subject.origins, "", case),)
    if is_kept(subject):
        carried = (_carried(subject, origin.workload, case) for origin in subject.origins)
        return (_chain(subject, (), "", case), *carried)
    if subject.origins:
        return tuple(_chain(subject, (origin,), origin.workload.namespace, case) for origin in subject.origins)
    return tuple(_chain(subject, (), name, case) for name in subject.namespaces or ("",))


def chain_from(workload: Workload, subject: VirtualServiceSubject, case: Case) -> Chain:
    """Return the chain from one of its objects."""
    origin = tuple(one for one in subject.origins if one.workload == workload)
    if subject.type in GATEWAY:
        return _chain(subject, subject.origins, "", case)
    return _chain(subject, origin, workload.namespace, case)


def is_kept(subject: VirtualServiceSubject) -> bool:
    """Whether AKO keeps it without anything behind it: claims on what it carries decide nothing about it."""
    return subject.type in NAMED_FOR_INSTANCE and (subject.type is not Type.PASSTHROUGH or not subject.origins)


def verdict(subject: VirtualServiceSubject) -> Link:
    """The virtual service as one link of an instance's, a user's or a namespace's chain."""
    reasons = ", ".join(reason.value for reason in subject.reasons)
    evidence = citing.created_by(subject, f"{subject.state.value}: {reasons}")
    return Link(Step.VIRTUAL_SERVICE, _VERDICTS.get(subject.state, LinkState.BREAKS), evidence)


def vip(subject: VirtualServiceSubject, case: Case) -> Link:
    """Its address, or that of its parent: children have none of their own."""
    controller = case.inventory.controllers[subject.scope]
    parent = controller.virtualservices.rows.get(subject.vs.parent) if subject.vs.parent else None
    uuid = subject.vs.vs_vip or (parent.vs_vip if parent else None)
    row = controller.vsvips.rows.get(uuid) if uuid else None
    if row is not None:
        value = ", ".join(row.addresses)
        place = f"VsVip/{row.tenant}/{row.name}"
        says = f"the address of {'its parent ' + parent.name if parent else 'this virtual service'}"
        evidence = Evidence(subject.scope, Kind.VS_VIP, place, "vip", value, says if value else "no address yet")
        return (holds if value else breaks)(Step.VIP, evidence)
    missing = lack((controller.vsvips, *((controller.virtualservices,) if not uuid else ())))
    says = missing or "no VSVIP belongs to it"
    evidence = citing.virtual_service(subject, "vsvip_ref", uuid or "", says)
    return (unknown if missing else breaks)(Step.VIP, evidence)


def _chain(subject: VirtualServiceSubject, origins: Iterable[Origin], namespace: str, case: Case) -> Chain:
    workloads = tuple(origin.workload for origin in origins)
    links = [
        *_objects(subject, workloads, case),
        *(_namespace(subject, namespace, case) if namespace else ()),
        *_owner(subject, case),
        *_own(subject, case),
        *_named(subject, workloads, case),
        vip(subject, case),
    ]
    start = " and ".join(map(str, workloads)) or (f"Namespace/{namespace}" if namespace else "")
    way = (start, subject.owner or "", f"VirtualService/{subject.vs.tenant}/{subject.vs.name}", *subject.addresses[:1])
    return Chain(" → ".join(part for part in way if part), tuple(dict.fromkeys(links)))


def _carried(subject: VirtualServiceSubject, workload: Workload, case: Case) -> Chain:
    links = (
        *_objects(subject, (workload,), case),
        *_namespace(subject, workload.namespace, case),
        *_named(subject, (workload,), case),
    )
    return Chain(f"it carries {workload}", links)


def _objects(subject: VirtualServiceSubject, workloads: Collection[Workload], case: Case) -> Iterator[Link]:
    for workload in workloads:
        yield chain_objects.named(workload, case)
        yield from chain_objects.classes(workload, subject.instance, case)
    for origin in subject.origins:
        if origin.workload.kind == "HTTPRoute" and origin.refusal is not None and origin.workload in workloads:
            yield breaks(Step.CLASS, origin.refusal)
    if subject.vs.unreadable_metadata:
        says = subject.vs.unreadable_metadata
        yield unknown(Step.OBJECT, citing.virtual_service(subject, "service_metadata", "not readable", says))
    elif subject.type is Type.PASSTHROUGH and not subject.origins and subject.state is State.UNKNOWN:
        controller = case.inventory.controllers[subject.scope]
        says = lack((controller.pools, controller.poolgroups, controller.vsdatascriptsets))
        yield unknown(Step.OBJECT, citing.virtual_service(subject, "vs_datascripts", "not readable", says))


def _namespace(subject: VirtualServiceSubject, name: str, case: Case) -> Iterator[Link]:
    yield chain_claims.namespace(name, case)
    there = case.namespaces.get(name)
    if there is None:
        return
    if subject.instance is None:
        yield from _claimants(there, case)
        return
    yield from chain_claims.claim(there, subject.instance)
    yield from chain_claims.rivals(there, _rivals(subject, there, subject.instance))


def _rivals(subject: VirtualServiceSubject, there: NamespaceSubject, owner: Instance) -> tuple[Instance, ...]:
    """Those that would make the same object; and where the owner does not claim the namespace, whoever does."""
    others = tuple(one for one in there.claimants if one != owner)
    if owner not in there.claimants:
        return others
    twice = subject.state is State.DOUBLE_OWNED
    return tuple(one for one in others if twice and one.id in subject.claimants)


def _claimants(there: NamespaceSubject, case: Case) -> Iterator[Link]:
    """Of a virtual service without owner: who would make it today."""
    for one in there.claimants:
        yield from chain_claims.claim(there, one)
    if not there.claimants:
        yield from chain_claims.comparisons(there, case)


def _owner(subject: VirtualServiceSubject, case: Case) -> Iterator[Link]:
    owner = subject.instance
    if owner is None:
        return
    gateway = subject.vs.created_by == owner.gateway_user
    yield from chain_instances.running(owner)
    if subject.state is State.DOUBLE_OWNED and subject.type in GATEWAY:
        for other in case.known:
            if other.gateway_api and other.id != owner.id:
                says = f"{other.id} serves every Gateway, too: gateway containers ignore selectors"
                field, value = "spec.template.spec.containers", "ako-gateway-api"
                yield breaks(Step.RIVAL, citing.stateful_set(other, field, value, says))
    yield from chain_instances.username(owner, gateway=gateway)


def _own(subject: VirtualServiceSubject, case: Case) -> Iterator[Link]:
    """What the virtual service itself says."""
    yield _written(subject, case)
    yield from _marker(subject, case)
    if Reason.TENANT_DIFFERS in subject.reasons:
        says = f"today it would be made in {subject.tenant_wanted} (annotation {TENANT}, else tenantName)"
        yield breaks(Step.TENANT, citing.virtual_service(subject, "tenant_ref", subject.vs.tenant, says))
    if Reason.CLOUD_DIFFERS in subject.reasons:
        says = f"its owner works in cloud {subject.cloud_wanted}"
        yield breaks(Step.CLOUD, citing.virtual_service(subject, "cloud_ref", subject.vs.cloud, says))
    yield from _parent(subject, case)


def _named(subject: VirtualServiceSubject, workloads: tuple[Workload, ...], case: Case) -> Iterator[Link]:
    if Reason.NAME_OF_OTHER_INSTANCE in subject.reasons:
        says = "the name holds another instance than its owner"
        yield unknown(Step.NAME, citing.virtual_service(subject, "name", subject.vs.name, says))
    elif subject.instance is not None:
        link = chain_names.witness(subject, workloads, subject.instance, case)
        yield from (link,) if link else ()


def _written(subject: VirtualServiceSubject, case: Case) -> Link:
    if subject.owner:
        return holds(Step.VIRTUAL_SERVICE, citing.created_by(subject, f"exactly what {subject.owner} writes"))
    known = listed(citing.users(case.known), _USERS) or "none"
    if subject.state is State.AMBIGUOUS:
        says = f"it may be of {' or '.join(subject.candidates) or 'another cluster'}"
        return unknown(Step.VIRTUAL_SERVICE, citing.created_by(subject, says))
    if subject.state is State.UNKNOWN:
        says = f"the instances were not all read; known usernames: {known}"
        return unknown(Step.VIRTUAL_SERVICE, citing.created_by(subject, says))
    if subject.state is State.UNMANAGED:
        return breaks(Step.VIRTUAL_SERVICE, citing.created_by(subject, "not what AKO writes"))
    story = next((_STORIES[reason] for reason in subject.reasons if reason in _STORIES), "no known instance writes it")
    says = f"{story}; known usernames: {known}"
    return breaks(Step.VIRTUAL_SERVICE, citing.created_by(subject, says))


def _marker(subject: VirtualServiceSubject, case: Case) -> Iterator[Link]:
    value = next(iter(subject.vs.markers.get("clustername", ())), None)
    ours = value in {one.cluster_name for one in case.intent.instances}
    for evidence in citing.marker(subject, f"a cluster name of {'this' if ours else 'another'} cluster"):
        if subject.state is State.AMBIGUOUS and not ours:
            yield unknown(Step.MARKER, evidence)
        else:
            yield (holds if ours else breaks)(Step.MARKER, evidence)


def _parent(subject: VirtualServiceSubject, case: Case) -> Iterator[Link]:
    uuid = subject.vs.parent
    if uuid is None:
        return
    services = case.inventory.controllers[subject.scope].virtualservices
    parent = services.rows.get(uuid)
    if parent is not None:
        says = f"its parent is {parent.tenant}/{parent.name}"
        yield holds(Step.PARENT, citing.virtual_service(subject, "vh_parent_vs_ref", uuid, says))
        return
    says = lack((services,)) or "no virtual service has this uuid"
    evidence = citing.virtual_service(subject, "vh_parent_vs_ref", uuid, says)
    yield (breaks if services.whole else unknown)(Step.PARENT, evidence)
