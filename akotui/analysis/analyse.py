"""Inventory to estate, in one pure function."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from akotui.analysis.claims import find_claims, matched
from akotui.analysis.coverage import RAN, Subjects, coverage_of, run
from akotui.analysis.discovery import find_instances, instances_known
from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage
from akotui.analysis.grace import History, settle
from akotui.analysis.hosts import find_hosts
from akotui.analysis.instances import Health, Instance
from akotui.analysis.namespaces import Surroundings, count_sources, describe_namespaces
from akotui.analysis.overview import describe_estate, locate
from akotui.analysis.parts import describe_parts
from akotui.analysis.pointers import known_services
from akotui.analysis.serving import describe_workloads, find_served
from akotui.analysis.sources import read_moments, report_sources
from akotui.analysis.subjects import (
    AnyRule,
    EstateSubject,
    HostSubject,
    InstanceSubject,
    NamespaceSubject,
    PartsSubject,
    UserSubject,
    VipSubject,
    VirtualServiceSubject,
    WorkloadSubject,
)
from akotui.analysis.usernames import find_usernames
from akotui.analysis.users import group_users
from akotui.analysis.vips import describe_vips
from akotui.analysis.virtual_services import judge_all
from akotui.analysis.wishes import Intent
from akotui.analysis.workloads import find_work
from akotui.model.facts import SourceState
from akotui.model.inventory import Inventory

T = TypeVar("T")


def analyse(previous: Estate | None, inventory: Inventory, rules: Sequence[AnyRule]) -> Estate:
    """Return who owns what, what the rules say of it, and how complete that is.

    `previous` changes which objects are reused (what is equal stays identical) and which findings are held back for a
    while, because they are new and may be lag (analysis/grace.py). All else is equal without it.
    """
    intent = read_intent(inventory)
    estate = _subjects(previous or Estate(), inventory, intent)
    subjects: Subjects = {
        EstateSubject: (estate.overview,),
        InstanceSubject: estate.instances,
        NamespaceSubject: estate.namespaces,
        VirtualServiceSubject: estate.virtual_services,
        HostSubject: estate.hosts,
        UserSubject: estate.users,
        WorkloadSubject: estate.workloads,
        VipSubject: estate.vips,
        PartsSubject: estate.parts,
    }
    coverage = tuple(coverage_of(rule, inventory) for rule in rules)
    sources = report_sources(inventory, estate.overview.instances)
    graces = {rule.slug: rule.grace for rule in rules if rule.grace}
    found = run(rules, subjects, coverage)
    before = previous.history if previous else History()
    findings, history = settle(before, found, coverage=coverage, graces=graces, at=inventory.at)
    return msgspec.structs.replace(
        estate,
        at=inventory.at,
        complete=_complete(sources, coverage),
        sources=sources,
        findings=findings,
        coverage=coverage,
        read_at=read_moments(inventory),
        history=history,
    )


def read_intent(inventory: Inventory) -> Intent:
    """Return what the cluster wants: instances, their claims and usernames."""
    cluster = inventory.cluster
    instances = find_instances(cluster)
    names = find_usernames(instances, whole=instances_known(cluster))
    gateways = tuple(instance for instance in instances if instance.known and instance.gateway_api)
    return Intent(cluster, instances, find_claims(cluster.namespaces, instances), names, gateways)


def _subjects(previous: Estate, inventory: Inventory, intent: Intent) -> Estate:
    instances, claims, cluster = intent.instances, intent.claims, intent.cluster
    known = tuple(instance for instance in instances if instance.known)
    work = find_work(cluster, claims, instances)
    judged = _kept(previous.virtual_services, judge_all(inventory, intent), lambda one: (one.scope, one.vs.uuid))
    overview = describe_estate(inventory, instances, claims, work)
    around = Surroundings(claims, work, count_sources(judged), known, intent.usernames.whole)
    names = describe_namespaces(cluster.namespaces.rows, around)
    hosts = find_hosts(work, judged, claims, intent.gateways)
    users = group_users(judged, instances, intent.usernames)
    served = find_served(
        judged,
        hosts,
        known=known_services(inventory),
        located=locate(inventory, overview, judged),
        at=inventory.at,
    )
    workloads = describe_workloads(work, intent, served)
    vips = describe_vips(inventory, intent.usernames)
    shown = _instances(intent, overview, judged, namespaces_read=cluster.namespaces.read)
    return Estate(
        overview=previous.overview if previous.overview == overview else overview,
        instances=_kept(previous.instances, shown, lambda one: one.instance.id),
        namespaces=_kept(previous.namespaces, names, lambda one: one.namespace.metadata.name),
        virtual_services=judged,
        hosts=_kept(previous.hosts, hosts, lambda one: one.fqdn),
        users=_kept(previous.users, users, lambda one: one.name),
        workloads=_kept(previous.workloads, workloads, lambda one: one.workload),
        vips=_kept(previous.vips, vips, lambda one: (one.scope, one.vip.uuid)),
        parts=describe_parts(inventory, judged, intent.usernames, known),
    )


def _kept(old: tuple[T, ...], new: tuple[T, ...], key: Callable[[T], object]) -> tuple[T, ...]:
    """Return `new` with every element that equals its predecessor replaced by it; `old` itself when all do."""
    before = {key(one): one for one in old}
    kept = tuple(one if (was := before.get(key(one))) is None or was != one else was for one in new)
    return old if len(old) == len(kept) and all(map(_same, old, kept)) else kept


def _same(one: object, other: object) -> bool:
    return one is other


def _instances(
    intent: Intent, overview: EstateSubject, judged: Sequence[VirtualServiceSubject], *, namespaces_read: bool
) -> tuple[InstanceSubject, ...]:
    names: Mapping[str, tuple[str, ...]] = matched(intent.claims)
    owned = Counter(one.owner for one in judged if one.owner)
    return tuple(
        InstanceSubject(
            instance,
            _matched(instance, names, namespaces_read=namespaces_read),
            owned[instance.id],
            tuple(other for other in intent.instances if other.known and other.id != instance.id),
            overview.controller_uuids.get(instance.id),
        )
        for instance in intent.instances
    )


def _matched(
    instance: Instance, names: Mapping[str, tuple[str, ...]], *, namespaces_read: bool
) -> tuple[str, ...] | None:
    if instance.health in (Health.REMOVED, Health.NO_CONFIG):
        return ()
    return names.get(instance.id, ()) if namespaces_read and instance.settings else None


def _complete(sources: Sequence[SourceReport], coverage: Sequence[Coverage]) -> bool:
    live = all(source.health.state is SourceState.LIVE for source in sources)
    return live and all(covered.status == RAN for covered in coverage)
