"""Why each kind of object is as it is: its chains, what they come to, and the findings that touch it."""

from collections.abc import Iterable

from akotui.analysis import (
    chain_addresses,
    chain_claims,
    chain_instances,
    chain_objects,
    chain_virtual_services,
    chain_workloads,
    citing,
)
from akotui.analysis.chain import Chain, Explanation, Link, Step, breaks, conclusion, holds, unknown
from akotui.analysis.chain_case import Case
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence, ObjectRef
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, UserSubject, VirtualServiceSubject, Workload
from akotui.analysis.touching import about_host, naming, of_owners, within
from akotui.analysis.wording import counted, listed
from akotui.model.kinds import Kind


def virtual_service(subject: VirtualServiceSubject, case: Case) -> Explanation:
    """Why a virtual service has its state."""
    reference = citing.virtual_service_ref(subject)
    reasons = tuple(reason.value for reason in subject.reasons)
    owner = f" by {subject.owner}" if subject.owner else ""
    return Explanation(
        reference,
        f"{subject.state.value}{owner}: {', '.join(reasons)}",
        chain_virtual_services.chains(subject, case),
        naming(case.estate, (reference, *_around(origin.workload for origin in subject.origins))),
        state=subject.state.value,
        reasons=reasons,
        confidence=subject.confidence,
    )


def workload(asked: Workload, case: Case) -> Explanation:
    """Why a Kubernetes object has, or has not, its virtual services."""
    chains = chain_workloads.chains(asked, case)
    made = case.made.get(asked, ())
    touched = (*_around((asked,)), *map(citing.virtual_service_ref, made))
    return Explanation(
        citing.workload_ref(asked),
        conclusion(chains),
        chains,
        naming(case.estate, touched),
        exists=chain_objects.presence(asked, case),
    )


def host(fqdn: str, case: Case) -> Explanation:
    """Which objects want a host name, and which virtual services serve it."""
    subject = next((one for one in case.estate.hosts if one.fqdn == fqdn), None)
    table = case.intent.cluster
    reference = ObjectRef("Host", fqdn)
    if subject is None:
        whole = case.services_whole and table.ingresses.whole and table.routes.whole
        return Explanation(reference, "nothing wants or serves it", (), exists=False if whole else None)
    serving = subject.virtual_services
    chains = [chain for one in subject.workloads for chain in chain_workloads.chains(one, case, serving)]
    wanted = set(subject.workloads)
    rest = (one for one in serving if not wanted & {origin.workload for origin in one.origins})
    chains += [chain for one in rest for chain in chain_virtual_services.chains(one, case)]
    touched = (*_around(subject.workloads), *map(citing.virtual_service_ref, serving))
    findings = about_host(case.estate, fqdn, touched)
    nothing = "no virtual service" if case.services_whole else "no virtual service that was read"
    by = counted(len(serving), "virtual service") if serving else nothing
    served = f"served by {by}, wanted by {listed(subject.instances) or 'nobody'}"
    return Explanation(reference, served, tuple(chains), findings)


def address(asked: str, case: Case) -> Explanation:
    """What answers at an IP address."""
    serving = chain_addresses.serving(asked, case)
    chains = chain_addresses.chains(asked, case)
    tables = [table for one in case.controllers.values() for table in (one.virtualservices, one.vsvips)]
    whole = bool(tables) and all(table.whole for table in tables)
    touched = [citing.virtual_service_ref(one) for one in serving]
    read = "" if whole else " that was read"
    return Explanation(
        ObjectRef("Address", asked),
        f"{counted(len(serving), 'virtual service')} there" if serving else f"no virtual service{read} answers there",
        chains,
        naming(case.estate, touched),
        exists=True if chains else False if whole else None,
    )


def namespace(name: str, case: Case) -> Explanation:
    """Who claims a namespace, and what was made of what is in it."""
    subject = case.namespaces.get(name)
    made = tuple(one for one in case.estate.virtual_services if name in one.namespaces)
    reference = ObjectRef("Namespace", name)
    findings = naming(case.estate, (reference,))
    if subject is None:
        there = False if case.intent.cluster.namespaces.whole else None
        links = (chain_claims.namespace(name, case), *map(chain_virtual_services.verdict, made))
        return Explanation(reference, links[0].evidence.says, (Chain(f"Namespace/{name}", links),), findings, there)
    chains = [_claimed(subject, one, made, case) for one in subject.claimants]
    claimants = {one.id for one in subject.claimants}
    if not chains:
        links = (chain_claims.namespace(name, case), *chain_claims.comparisons(subject, case))
        chains.append(Chain(f"Namespace/{name} → no instance", links))
    left = tuple(chain_virtual_services.verdict(one) for one in made if one.owner not in claimants)
    if left:
        chains.append(Chain(f"Namespace/{name} ← virtual services of others", left))
    by = f" by {listed(one.id for one in subject.claimants)}" if subject.claimants else ""
    state = subject.state.value
    return Explanation(reference, f"{state}{by}", tuple(chains), findings, state=state)


def user(name: str, subject: UserSubject | None, case: Case) -> Explanation:
    """Who writes a username, and what bears it."""
    writers = tuple(one for one in case.known if name in one.users)
    made = subject.virtual_services if subject else ()
    links = tuple(map(chain_virtual_services.verdict, made))
    chains = [Chain(f"{one.id} → {name}", (*_writer(one, name), *links)) for one in writers]
    if not writers:
        compared = [_other(one, case.inventory.cluster.configmaps.whole) for one in case.known]
        unseen = [] if case.intent.usernames.whole else [chain_claims.unseen(case)]
        chains.append(Chain(f"no instance → {name}", (*compared, *unseen, *_readings(subject), *links)))
    whole = case.services_whole and case.intent.usernames.whole
    state = subject.state.value if subject else ""
    by = f"written by {listed(one.id for one in writers)}" if writers else "no known instance writes it"
    return Explanation(
        ObjectRef("User", name),
        f"{by}; {_services(len(made), case)}",
        tuple(chains),
        of_owners(case.estate, {name}),
        exists=True if subject or writers else False if whole else None,
        state=state,
    )


def instance(subject: InstanceSubject, case: Case) -> Explanation:
    """What an instance claims, writes and owns."""
    one = subject.instance
    made = tuple(vs for vs in case.estate.virtual_services if vs.owner == one.id)
    links = [
        *chain_instances.running(one),
        *(link for gateway in _containers(one) for link in chain_instances.username(one, gateway=gateway)),
        *_controller(subject),
        *(holds(Step.SELECTOR, evidence) for evidence in (citing.selector(one) if one.settings else ())),
        *_matched(subject, case),
        *map(chain_virtual_services.verdict, made),
    ]
    count = "unread" if subject.matched is None else counted(len(subject.matched), "namespace")
    return Explanation(
        citing.instance_ref(one),
        f"{one.health.value}: claims {count}, owns {_services(len(made), case)}",
        (Chain(f"AKO in {one.id}", tuple(links)),),
        within(case.estate, one),
        state=one.health.value,
    )


def unseen_instance(name: str, case: Case) -> Explanation:
    """A namespace in which no instance was seen."""
    cluster = case.intent.cluster
    reason = lack((cluster.statefulsets, cluster.configmaps))
    whole = cluster.statefulsets.whole and cluster.configmaps.whole
    value = "absent" if whole else "not readable"
    says = reason or "no StatefulSet of AKO is there"
    place = f"StatefulSet/{name}/{citing.STATEFUL_SET}"
    evidence = Evidence(citing.CLUSTER, Kind.STATEFUL_SET, place, "metadata.name", value, says)
    link = (breaks if whole else unknown)(Step.INSTANCE, evidence)
    reference = ObjectRef("StatefulSet", citing.STATEFUL_SET, name)
    return Explanation(reference, says, (Chain(f"AKO in {name}", (link,)),), exists=False if whole else None)


def _services(number: int, case: Case) -> str:
    """Return how many virtual services there are, and that there may be more where not all were read."""
    if case.services_whole or number:
        return f"{counted(number, 'virtual service')}{'' if case.services_whole else ' at least: not all were read'}"
    return "an unknown number of virtual services"


def _around(workloads: Iterable[Workload]) -> tuple[ObjectRef, ...]:
    """Objects and their namespaces: what is said of the namespace concerns the object."""
    refs: dict[ObjectRef, None] = {}
    for one in workloads:
        refs[citing.workload_ref(one)] = None
        refs[ObjectRef("Namespace", one.namespace)] = None
    return tuple(refs)


def _claimed(subject: NamespaceSubject, one: Instance, made: tuple[VirtualServiceSubject, ...], case: Case) -> Chain:
    name = subject.namespace.metadata.name
    others = tuple(other for other in subject.claimants if other != one)
    links = (
        chain_claims.namespace(name, case),
        *chain_claims.claim(subject, one),
        *chain_claims.rivals(subject, others),
        *chain_instances.running(one),
        *chain_instances.username(one),
        *(chain_virtual_services.verdict(vs) for vs in made if vs.owner == one.id),
    )
    return Chain(f"Namespace/{name} → {one.id}", links)


def _containers(one: Instance) -> tuple[bool, ...]:
    if not one.known:
        return ()
    return (False, True) if one.gateway_api else (False,)


def _writer(one: Instance, name: str) -> tuple[Link, ...]:
    gateway = name == one.gateway_user
    return (*chain_instances.running(one), *chain_instances.username(one, gateway=gateway))


def _other(one: Instance, configs_read: bool) -> Link:  # noqa: FBT001 - a finding, not a switch
    says = f"{one.id} writes {' and '.join(one.users)}" if one.users else f"what {one.id} writes is not known"
    evidence = citing.setting(one, "clusterName", used=one.cluster_name, says=says)
    return (breaks if one.users or configs_read else unknown)(Step.USERNAME, evidence)


def _readings(subject: UserSubject | None) -> tuple[Link, ...]:
    """A username that nobody writes may be read in several ways; all of them are told."""
    if subject is None or not subject.virtual_services:
        return ()
    says = f"may be {', or '.join(subject.readings)}"
    evidence = citing.created_by(subject.virtual_services[0], says)
    return (unknown(Step.USERNAME, evidence),) if subject.readings else ()


def _controller(subject: InstanceSubject) -> tuple[Link, ...]:
    one = subject.instance
    if not one.settings:
        return ()
    cluster = f", Controller cluster {subject.controller_uuid}" if subject.controller_uuid else ""
    says = f"its Controller; tenant {one.tenant}, cloud {one.cloud}{cluster}"
    return (holds(Step.INSTANCE, citing.setting(one, "controllerIP", used=one.controller, says=says)),)


def _matched(subject: InstanceSubject, case: Case) -> tuple[Link, ...]:
    one = subject.instance
    if subject.matched is None:
        says = lack((case.intent.cluster.namespaces,)) or f"the settings of {one.id} were not read"
        value = "not readable"
        evidence = Evidence(citing.CLUSTER, Kind.NAMESPACE, "Namespace", "metadata.labels", value, says)
        return (unknown(Step.NAMESPACE, evidence),)
    return tuple(_match(case.namespaces[name], one) for name in subject.matched)


def _match(subject: NamespaceSubject, one: Instance) -> Link:
    if one.selector is None:
        name = subject.namespace.metadata.name
        says = f"{one.id} takes every namespace"
        evidence = Evidence(citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "metadata.name", name, says)
        return holds(Step.NAMESPACE, evidence)
    return holds(Step.NAMESPACE, citing.label(subject.namespace, one.selector.key, f"what {one.id} selects"))
