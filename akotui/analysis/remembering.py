"""From one inventory to the next: every stage takes what the one before says differs, and redoes what that concerns.

When what everything depends on differs (the instances, the rules, how much was read), every stage does everything
again, and still keeps what is equal; what follows from the cluster alone, only when the cluster differs.
"""

from collections.abc import Hashable, Iterator, Mapping
from itertools import chain
from typing import cast

import msgspec

from akotui.analysis.coverage import NOT_RUN, coverage_of
from akotui.analysis.discovery import find_instances
from akotui.analysis.edits import as_complete, comparable, find_edits
from akotui.analysis.findings import Coverage
from akotui.analysis.groups import Found
from akotui.analysis.instances import Health, Instance
from akotui.analysis.intentions import Intentions, intend
from akotui.analysis.judging import Concern, judge_again
from akotui.analysis.memory import Memory
from akotui.analysis.overview import ANNOTATED, CONTROLLER_UUID, Written, describe_estate, find_written
from akotui.analysis.parts import describe_parts, needs_of
from akotui.analysis.patches import Rows, patch, reorder
from akotui.analysis.reach import Reach, find_reach, tenants_used, unseen
from akotui.analysis.settling import settle_again
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
    Workload,
    WorkloadSubject,
)
from akotui.analysis.surveying import survey_again
from akotui.analysis.telling import Subjects, tell_again
from akotui.model.inventory import Inventory


def remember(was: Memory, inventory: Inventory, rules: tuple[AnyRule, ...]) -> Memory:
    """Return all that follows from an inventory, given what followed from another."""
    kept = _surroundings(was, _core(was, inventory))
    kept = msgspec.structs.replace(kept, unseen=_unseen(kept))
    coverage = _coverage(was, kept, rules)
    ran = tuple(rule for rule, covered in zip(rules, coverage, strict=True) if covered.status != NOT_RUN)
    told = tell_again(was.told, ran, _subjects(kept))
    return msgspec.structs.replace(kept, rules=rules, coverage=coverage, told=told)


def _core(was: Memory, inventory: Inventory) -> Found:
    """What the cluster wants, and what its virtual services are."""
    same = was.inventory.cluster is inventory.cluster
    instances = was.intentions.intent.instances if same else find_instances(inventory.cluster)
    every = instances != was.intentions.intent.instances or not comparable(was.inventory, inventory)
    edits = find_edits(was.inventory, inventory, every=every)
    kept = intend(was.intentions, edits, inventory.cluster, instances)
    settled = was.settled
    concern = Concern() if every else Concern(settled.from_source.value.now, settled.from_namespace.value.now)
    verdicts = judge_again(was.verdicts, concern, edits, inventory, kept=kept)
    settled = settle_again(was.settled, verdicts, inventory, kept, every=every)
    known = tuple(one for one in instances if one.known)
    return Found(edits, kept, verdicts, settled, inventory, known, begins=every and _is_empty(was))


def _is_empty(was: Memory) -> bool:
    """Whether nothing was known that there could be many of."""
    many = (was.intentions.namespaces, was.intentions.things, was.verdicts.read, was.survey.vips)
    return not any(rows.now for rows in many)


def _surroundings(was: Memory, found: Found) -> Memory:
    """What is around the virtual services."""
    kept, inventory = found.kept, found.inventory
    written = _written(was, kept, every=found.edits.every)
    overview = patch(
        was.overview.now, [("", describe_estate(inventory, kept.intent.instances, written, _gateways(kept)))]
    )
    used = tenants_used(kept.intent.instances, kept.in_tenant.now)
    reach = find_reach(inventory, overview.now[""], found.settled.owned.now.keys(), used)
    instances = _instances(was, found, overview)
    parts = _parts(was, found, reach)
    return Memory(
        inventory,
        (),
        kept,
        found.verdicts,
        found.settled,
        survey_again(was.survey, found, reach),
        written,
        overview,
        instances,
        reorder(was.instances_in_order, instances, lambda one: (one.instance.id,)),
        parts,
        reorder(was.parts_in_order, parts, lambda one: (one.scope, one.user)),
    )


def _gateways(kept: Intentions) -> Iterator[Workload]:
    """The Gateways of AKO's class."""
    for key in kept.intent.cluster.gateways.rows:
        namespace, _, name = key.partition("/")
        if (one := Workload("Gateway", namespace, name)) in kept.works.now:
            yield one


def _written(was: Memory, kept: Intentions, *, every: bool) -> Written:
    """What AKO wrote on objects about its Controller: as before, when no such object and no claim differs."""
    noted = (
        one.metadata.annotations.get(CONTROLLER_UUID)
        for key, old, new in kept.things.changes()
        if key.kind in ANNOTATED
        for one in (old, new)
        if one is not None
    )
    if not every and not kept.claims.touched and not any(noted):
        return was.written
    return find_written(kept.things.now.items(), kept.intent.claims)


def _instances(was: Memory, found: Found, overview: Rows[Hashable, EstateSubject]) -> Rows[str, InstanceSubject]:
    kept, owned = found.kept, found.settled.owned
    instances = {one.id: one for one in kept.intent.instances}
    every = found.edits.every or bool(overview.touched)
    names = {*instances, *was.instances.now} if every else {*kept.claimed.touched, *owned.touched}
    fresh = (
        (name, _instance(instances[name], found, overview.now[""]) if name in instances else None) for name in names
    )
    return patch(was.instances.now, fresh)


def _instance(instance: Instance, found: Found, overview: EstateSubject) -> InstanceSubject:
    return InstanceSubject(
        instance,
        _matched(instance, found.kept),
        len(found.settled.owned.now.get(instance.id, ())),
        tuple(other for other in found.known if other.id != instance.id),
        overview.controller_uuids.get(instance.id),
    )


def _matched(instance: Instance, kept: Intentions) -> tuple[str, ...] | None:
    if instance.health in (Health.REMOVED, Health.NO_CONFIG):
        return ()
    read = kept.intent.cluster.namespaces.read and instance.settings
    return tuple(sorted(kept.claimed.now.get(instance.id, ()))) if read else None


def _parts(was: Memory, found: Found, reach: Reach) -> Rows[Hashable, PartsSubject]:
    """The parts that are left over: as before, when nothing that decides about them differs."""
    edits, judged = found.edits, found.settled.judged
    tables = any(keys[name] for keys in edits.controllers.values() for name in _PARTS)
    needs = (None if old is None or new is None else needs_of(old) == needs_of(new) for _, old, new in judged.changes())
    placed = reach == was.survey.reach and not found.kept.in_tenant.touched
    if not edits.every and not tables and placed and all(needs):
        return Rows(was.parts.now, was.parts.now)
    every = describe_parts(found.inventory, judged.now.values(), found.kept.intent, reach)
    fresh: dict[Hashable, PartsSubject | None] = dict.fromkeys(was.parts.now)
    fresh.update({(one.scope, one.user): one for one in every})
    return patch(was.parts.now, fresh.items())


_PARTS = ("pools", "poolgroups", "vsdatascriptsets", "httppolicysets", "l4policysets")


def _unseen(kept: Memory) -> str:
    workloads, held_back = kept.survey.workloads.now, kept.survey.held_back
    asked = [*kept.intentions.in_tenant.now, *chain.from_iterable(workloads[one].hidden for one in held_back)]
    return unseen(kept.inventory, kept.intentions.intent.instances, kept.survey.reach, asked)


def _coverage(was: Memory, now: Memory, rules: tuple[AnyRule, ...]) -> tuple[Coverage, ...]:
    instances = now.intentions.intent.instances
    same = rules == was.rules and instances == was.intentions.intent.instances and was.unseen == now.unseen
    if same and was.coverage and as_complete(was.inventory, now.inventory):
        return was.coverage
    return tuple(coverage_of(rule, now.inventory, instances, now.unseen) for rule in rules)


def _subjects(kept: Memory) -> Subjects:
    """What the rules look at: once more than what is plain was looked at, all that differs."""
    found: Mapping[type, object] = {
        EstateSubject: kept.overview,
        InstanceSubject: kept.instances,
        NamespaceSubject: kept.survey.suspect_namespaces,
        VirtualServiceSubject: kept.settled.judged,
        HostSubject: kept.survey.suspect_hosts,
        UserSubject: kept.survey.users,
        WorkloadSubject: kept.survey.workloads,
        VipSubject: kept.survey.vips,
        PartsSubject: kept.parts,
    }
    return cast("Subjects", found)  # each type stands with the rows of its own
