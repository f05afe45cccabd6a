"""From an estate to the document: the same things in the report's words. Adds no verdict and sorts nothing anew."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from akotui.analysis import findings, subjects
from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, UserState, UserSubject, VirtualServiceSubject
from akotui.model.facts import PLUGIN, Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.report import document
from akotui.report.document import Inventory, Report

Moments = Mapping[tuple[Scope, Kind], datetime]
Accepted = Mapping[str, Acknowledgement]
"""By fingerprint, the entry that acknowledges a finding."""

NOTHING: Final[Accepted] = MappingProxyType({})


def report(estate: Estate, now: datetime, accepted: Accepted = NOTHING) -> Report:
    """Write the document of `check`; `now` is the moment of the report."""
    return Report(
        "akotui/v1",
        "Report",
        second(now),
        estate.complete,
        tuple(source(one) for one in estate.sources),
        instances=tuple(instance(one) for one in estate.instances),
        findings=tuple(finding(one, estate.read_at, accepted) for one in estate.findings),
        coverage=tuple(coverage(one) for one in estate.coverage),
    )


def inventory(estate: Estate, now: datetime, accepted: Accepted = NOTHING) -> Inventory:
    """Write the document of `get`, with every list."""
    return Inventory(
        "akotui/v1",
        "Inventory",
        second(now),
        estate.complete,
        tuple(source(one) for one in estate.sources),
        instances=tuple(instance(one) for one in estate.instances),
        namespaces=tuple(namespace(one) for one in estate.namespaces),
        virtual_services=tuple(virtual_service(one) for one in estate.virtual_services),
        hosts=tuple(host(one) for one in estate.hosts),
        users=tuple(user(one) for one in estate.users),
        findings=tuple(finding(one, estate.read_at, accepted) for one in estate.findings),
        coverage=tuple(coverage(one) for one in estate.coverage),
    )


def second(moment: datetime) -> datetime:
    """The same moment in UTC, without its fraction."""
    return moment.astimezone(UTC).replace(microsecond=0)


def read_state(one: SourceReport) -> document.ReadState:
    """How a source is at the end of a run: one that still connects has not answered, or not all."""
    if one.health.state is SourceState.CONNECTING:
        return document.ReadState.UNREACHABLE if one.at is None else document.ReadState.PARTIAL
    return document.ReadState(one.health.state.value)


def detail(one: SourceReport) -> str:
    """What there is to say about the source's state, and what else a person must know of it."""
    return "; ".join(part for part in (_state(one), *one.health.cautions) if part)


def _state(one: SourceReport) -> str:
    if one.health.state is not SourceState.CONNECTING:
        return one.health.detail
    last = f" ({one.health.detail})" if one.health.detail else ""
    if one.at is not None:
        faster = " or ask it faster (--avi-rate)" if one.scope.plane is Plane.AVI else ""
        return f"not all was read within the time limit{last}; give it longer (--timeout 3m){faster}"
    if one.health.detail.startswith(PLUGIN):
        return f"{one.health.detail} within the time limit; run it by hand to see why, or give a longer --timeout"
    return f"no answer within the time limit{last}; look at the address and the network, or give a longer --timeout"


def source(one: SourceReport) -> document.Source:
    """One entry of `sources`."""
    return document.Source(
        one.scope.name,
        one.scope.plane,
        one.health.endpoint,
        read_state(one),
        optional(one.at),
        detail(one),
        tuple(document.Unread(part.what, part.reason) for part in one.unread),
    )


def instance(one: InstanceSubject) -> document.Instance:
    """One entry of `instances`."""
    it = one.instance
    return document.Instance(
        id=it.id,
        namespace=it.id,
        cluster_name=it.cluster_name,
        primary=it.primary,
        users=it.users,
        selector=document.Selector(it.selector.key, it.selector.value) if it.selector else None,
        blocked_namespaces=it.blocked,
        matched_namespaces=one.matched,
        controller=it.controller,
        controller_cluster_uuid=one.controller_uuid,
        tenant=it.tenant,
        cloud=it.cloud,
        service_type=it.service_type,
        shard_size=it.shard_size,
        enable_evh=it.enable_evh,
        gateway_api=it.gateway_api,
        version=it.version,
        replicas=it.replicas,
        ready=it.ready,
        leader=it.leader,
        installed_by=document.InstalledBy(it.installed_by),
        config_state=it.config_state,
        delete_config=it.delete_config,
        health=it.health,
    )


def namespace(one: NamespaceSubject) -> document.Namespace:
    """One entry of `namespaces`."""
    count = one.counts.get
    return document.Namespace(
        one.namespace.metadata.name,
        tuple(claimant.id for claimant in one.claimants),
        one.state,
        tuple(blocker.id for blocker in one.blockers),
        one.tenant,
        document.Workloads(count("ingresses"), count("services"), count("routes"), count("gateways")),
        one.virtual_services,
    )


def virtual_service(one: VirtualServiceSubject) -> document.VirtualService:
    """One entry of `virtualServices`."""
    vs = one.vs
    return document.VirtualService(
        uuid=vs.uuid,
        name=vs.name,
        tenant=vs.tenant,
        cloud=vs.cloud,
        type=one.type,
        created_by=vs.created_by,
        owner=one.owner,
        state=one.state,
        reasons=one.reasons,
        confidence=one.confidence,
        cluster_name=one.cluster_name,
        namespaces=one.namespaces,
        hosts=one.hosts,
        origins=tuple(str(origin.workload) for origin in one.origins),
        parent=vs.parent,
        vip=one.addresses,
        enabled=vs.enabled,
        oper_state=one.runtime.state or None if one.runtime else None,
        last_modified=optional(vs.last_modified),
    )


def host(one: subjects.HostSubject) -> document.Host:
    """One entry of `hosts`."""
    return document.Host(
        one.fqdn,
        one.instances,
        tuple(subject.vs.uuid for subject in one.virtual_services),
        tuple(str(workload) for workload in one.workloads),
    )


def user(one: UserSubject) -> document.User:
    """One entry of `users`."""
    writer = one.expected_of[0] if one.state is UserState.KNOWN and one.expected_of else None
    return document.User(one.name, writer, len(one.virtual_services), one.state)


def finding(one: findings.Finding, read_at: Moments, accepted: Accepted = NOTHING) -> document.Finding:
    """One entry of `findings`; `read_at` dates its evidence."""
    entry = accepted.get(one.fingerprint)
    return document.Finding(
        one.rule,
        one.severity,
        one.fingerprint,
        one.title,
        tuple(thing(ref) for ref in one.objects),
        one.owners,
        tuple(evidence(line, read_at) for line in one.evidence),
        one.confidence,
        tuple(document.Remedy(remedy.text, remedy.command) for remedy in one.remedy),
        document.Acknowledged(entry.reason, entry.until) if entry else None,
    )


def thing(ref: findings.ObjectRef) -> document.Object:
    """An object that is spoken of."""
    return document.Object(ref.kind, ref.name, ref.namespace, ref.tenant, ref.id)


def evidence(line: findings.Evidence, read_at: Moments) -> document.Evidence:
    """One entry of a finding's `evidence`."""
    moment = optional(read_at.get((line.scope, line.kind)))
    return document.Evidence(line.scope.plane, line.object, line.field, line.value, moment, line.says)


def coverage(one: findings.Coverage) -> document.Coverage:
    """One entry of `coverage`."""
    return document.Coverage(one.rule, document.RuleStatus(one.status), one.reason)


def optional(moment: datetime | None) -> datetime | None:
    """The same as `second`, of a moment that may not be known."""
    return second(moment) if moment else None
