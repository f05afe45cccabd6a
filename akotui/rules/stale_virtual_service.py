"""A virtual service has an owner that would not create it today.

What it finds:
    A virtual service whose AKO instance exists and that this instance would not make any more: its Kubernetes objects
    or their namespace are gone, or are of a class that is not AKO's any more (reason source-gone, too: to AKO such an
    object is gone; the evidence names the field of the class), its HTTPRoute does not name its Gateway any more, the
    namespace is not claimed by it (perhaps by another instance now), it is in another tenant or cloud than the instance
    would choose, or the instance is set to delete its objects.

Why it matters:
    It still answers for something that was deleted or moved, and keeps its name: another instance that claims the
    namespace gets 409 until it is gone.

Example:
    Namespace payments was relabelled from team=red to tier=blue while avi-system was down; prod--pay.example.com still
    bears ako-prod.
    Scenario: moved-away

What to do:
    See that the owner runs and restart it: at its start it deletes what it would not make. Objects in another cloud are
    not found by it any more and have to be removed on the Controller.

How sure:
    Certain when everything it depends on was read; what could not be read makes the virtual service unknown, never
    stale. Likely when not all virtual services of the owner could be read, or its ConfigMap was changed after its
    start. AKO gets 2 minutes to follow: what became stale while akotui watched, or was modified less than 2 minutes
    before the first look, is reported after them, and from then on however often it is modified. At the start AKO
    builds models for accepted namespaces only and deletes the rest (internal/k8s/ako_init.go
    publishAllParentVSKeysToRestLayer, CleanupStaleVSes); namespace label changes are handled by
    internal/k8s/controller.go AddNamespaceEventHandler.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG, lag_when
from akotui.analysis.instances import Instance
from akotui.analysis.remedies import restart, set_value
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.analysis.wishes import TENANT
from akotui.analysis.wording import command, listed
from akotui.model.kinds import Kind

SLUG: Final = "stale-virtual-service"

_STALE: Final = State.STALE


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    return _told(subject) if subject.state is _STALE else ()


def _told(subject: VirtualServiceSubject) -> Iterator[Finding]:
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=subject.vs.uuid,
        title=f"virtual service {subject.vs.name} of {subject.owner} is stale: {_because(subject)}",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=tuple(_evidence(subject)),
        confidence=subject.confidence,
        remedy=tuple(_remedies(subject)),
        lag=lag_when(fresh=subject.fresh),
    )


def _source_gone(subject: VirtualServiceSubject) -> str:
    gone = tuple(str(source.workload) for source in subject.origins if source.found is False)
    detached = [str(one.workload) for one in subject.origins if one.refusal and one.workload.kind == "HTTPRoute"]
    if detached and not gone:
        above = listed(str(one.workload) for one in subject.origins if one.workload.kind == "Gateway")
        return f"{listed(detached)} does not name {above}"
    others = tuple(str(source.workload) for source in subject.origins if source.found)
    if others and not gone:
        return f"{listed(others)} {'are' if len(others) > 1 else 'is'} not of a class that {subject.owner} serves"
    return f"{listed(gone) or 'its source'} {'are' if len(gone) > 1 else 'is'} gone"


def _namespace_gone(subject: VirtualServiceSubject) -> str:
    return f"namespace {listed(subject.namespaces)} is gone"


def _claimed_by_other(subject: VirtualServiceSubject) -> str:
    return f"namespace {listed(subject.namespaces)} is claimed by {listed(_others(subject)) or 'another instance'} now"


def _not_claimed(subject: VirtualServiceSubject) -> str:
    return f"{subject.owner} does not claim namespace {listed(subject.namespaces)}"


def _other_tenant(subject: VirtualServiceSubject) -> str:
    return f"it is in tenant {subject.vs.tenant}, {subject.owner} would use {subject.tenant_wanted}"


def _other_cloud(subject: VirtualServiceSubject) -> str:
    return f"it is in cloud {subject.vs.cloud}, {subject.owner} would use {subject.cloud_wanted}"


_WORDS: Mapping[Reason, Callable[[VirtualServiceSubject], str]] = MappingProxyType(
    {
        Reason.NAMESPACE_GONE: _namespace_gone,
        Reason.SOURCE_GONE: _source_gone,
        Reason.NAMESPACE_CLAIMED_BY_OTHER: _claimed_by_other,
        Reason.NAMESPACE_NOT_CLAIMED: _not_claimed,
        Reason.TENANT_DIFFERS: _other_tenant,
        Reason.CLOUD_DIFFERS: _other_cloud,
    }
)


def _others(subject: VirtualServiceSubject) -> tuple[str, ...]:
    return tuple(one for one in subject.claimants if one != subject.owner)


def _because(subject: VirtualServiceSubject) -> str:
    if subject.instance is not None and subject.instance.delete_config:
        return f"{subject.owner} is set to delete its objects (deleteConfig)"
    found = (words(subject) for reason, words in _WORDS.items() if reason in subject.reasons)
    return next(found, f"{subject.owner} would not create it today")


def _evidence(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    one = subject.instance
    yield citing.created_by(subject, f"the username of {subject.owner}")
    yield from (citing.origin(source, "a Kubernetes object it was made from") for source in subject.origins)
    yield from (source.refusal for source in subject.origins if source.refusal is not None)
    if one is not None and Reason.SOURCE_GONE in subject.reasons:
        yield from _untaken(subject, one)
    if Reason.NAMESPACE_GONE in subject.reasons:
        for name in subject.namespaces:
            yield Evidence(
                citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "metadata.name", "absent", "its source namespace"
            )
    if one is not None and {Reason.NAMESPACE_NOT_CLAIMED, Reason.NAMESPACE_CLAIMED_BY_OTHER} & set(subject.reasons):
        yield from citing.selector(one)
        if one.blocked:
            yield citing.setting(one, "blockedNamespaceList", used="[]", says=f"{one.id} leaves these out")
    yield from _place(subject)
    yield from citing.modified(subject)
    if one is not None and one.delete_config:
        yield citing.setting(one, "deleteConfig", used="true", says=f"{one.id} removes its objects and makes none")


def _untaken(subject: VirtualServiceSubject, one: Instance) -> Iterator[Evidence]:
    """The settings by which the owner takes no Service of this class."""
    if any(source.workload.kind == "Service" and source.makes for source in subject.origins):
        yield citing.setting(one, "layer7Only", used="false", says=f"true: {one.id} takes no Service at all")
        says = f"false: {one.id} takes Services with AKO's loadBalancerClass alone"
        yield citing.setting(one, "defaultLBController", used="true", says=says)


def _place(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    one = subject.instance
    if Reason.TENANT_DIFFERS in subject.reasons:
        wanted = subject.tenant_wanted
        yield citing.virtual_service(subject, "tenant_ref", subject.vs.tenant, f"not {wanted}")
        if one is not None and one.tenant == wanted:
            yield citing.setting(one, "tenantName", used=wanted, says=f"the tenant of {one.id}")
        else:
            yield from (_annotation(name, wanted) for name in _asking(subject))
    if Reason.CLOUD_DIFFERS in subject.reasons:
        yield citing.virtual_service(subject, "cloud_ref", subject.vs.cloud, f"not {subject.cloud_wanted}")
        if one is not None:
            yield citing.setting(one, "cloudName", used=subject.cloud_wanted, says=f"the cloud of {one.id}")


def _asking(subject: VirtualServiceSubject) -> Iterable[str]:
    """The namespaces whose tenant counts: of what belongs to Gateways, theirs."""
    gateways = {one.workload.namespace for one in subject.origins if one.workload.kind == "Gateway"}
    return sorted(gateways) or subject.namespaces


def _annotation(namespace: str, tenant: str) -> Evidence:
    place, says = f"Namespace/{namespace}", "the tenant its objects go to"
    return Evidence(citing.CLUSTER, Kind.NAMESPACE, place, f"metadata.annotations.{TENANT}", tenant, says)


def _remedies(subject: VirtualServiceSubject) -> Iterator[Remedy]:
    one = subject.instance
    if one is None:
        return
    if one.delete_config:
        yield set_value(one, "deleteConfig", "false", f"if {one.id} is to go on serving, turn deleteConfig off")
        return
    if Reason.NAMESPACE_NOT_CLAIMED in subject.reasons and one.selector is not None:
        for name in subject.namespaces:
            yield Remedy(
                f"give {name} back to {one.id}, if it is to serve it",
                command(
                    "kubectl", "label", "--overwrite", "namespace", name, f"{one.selector.key}={one.selector.value}"
                ),
            )
    if Reason.CLOUD_DIFFERS in subject.reasons:
        yield Remedy("remove it on the Controller by hand: its owner does not look into this cloud any more")
        return
    yield restart(one, "at its start it deletes the virtual services it would not make today, this one among them")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset(
        {
            Kind.POOL,
            Kind.POOL_GROUP,
            Kind.DATA_SCRIPT_SET,
            Kind.NAMESPACE,
            Kind.INGRESS,
            Kind.SERVICE,
            Kind.ROUTE,
            Kind.GATEWAY,
            Kind.HTTP_ROUTE,
            Kind.INGRESS_CLASS,
            Kind.GATEWAY_CLASS,
        }
    ),
    grace=LAG,
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
