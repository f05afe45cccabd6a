"""Inventory to estate, in one pure function."""

from collections.abc import Callable, Sequence

from akotui.analysis.claims import find_claims
from akotui.analysis.coverage import RAN
from akotui.analysis.discovery import find_instances, instances_known
from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage, Finding
from akotui.analysis.grace import History, settle
from akotui.analysis.old_facts import lost, resting_on
from akotui.analysis.remembering import remember
from akotui.analysis.sources import read_moments, report_sources
from akotui.analysis.subjects import AnyRule
from akotui.analysis.usernames import find_usernames
from akotui.analysis.wishes import Intent
from akotui.model.facts import SourceState
from akotui.model.inventory import Inventory


def analyse(previous: Estate | None, inventory: Inventory, rules: Sequence[AnyRule]) -> Estate:
    """Return who owns what, what the rules say of it, and how complete that is.

    `previous` decides which findings are held back for a while, because they are new and may be lag
    (analysis/grace.py) or rest on a source that is lost (analysis/old_facts.py). All else is equal without it, only not
    as quick: what did not change since is not judged again, and what is equal stays identical.
    """
    before = previous or Estate()
    memory = remember(before.memory, inventory, tuple(rules))
    graces = {rule.slug: rule.grace for rule in rules if rule.grace}
    history = before.history if previous else History()
    sources = report_sources(inventory, memory.overview.now[""].instances)
    held = _held(previous, sources, rules)
    found = memory.told.ordered
    findings, history = settle(history, found, coverage=memory.coverage, graces=graces, at=inventory.at, held=held)
    ordered = memory.survey.ordered
    return Estate(
        inventory.at,
        _complete(sources, memory.coverage),
        sources,
        memory.overview.now[""],
        memory.instances_in_order,
        ordered.namespaces,
        memory.settled.ordered,
        ordered.hosts,
        ordered.users,
        findings,
        memory.coverage,
        read_moments(inventory),
        ordered.workloads,
        ordered.vips,
        memory.parts_in_order,
        history,
        memory,
        memory.survey.reach.shown,
    )


def _held(
    previous: Estate | None, sources: Sequence[SourceReport], rules: Sequence[AnyRule]
) -> Callable[[Finding], bool]:
    """Return what tells of a finding that nobody was told of before whether it rests on a source that is lost."""
    scopes = lost(sources)
    if previous is None or not scopes:
        return lambda _: False
    rests = resting_on(scopes, rules)
    told = {(one.rule, one.about) for one in previous.findings}
    return lambda one: (one.rule, one.about) not in told and rests(one)


def read_intent(inventory: Inventory) -> Intent:
    """Return what the cluster wants: instances, their claims and usernames."""
    cluster = inventory.cluster
    instances = find_instances(cluster)
    names = find_usernames(instances, whole=instances_known(cluster))
    gateways = tuple(instance for instance in instances if instance.known and instance.gateway_api)
    return Intent(cluster, instances, find_claims(cluster.namespaces, instances), names, gateways)


def _complete(sources: Sequence[SourceReport], coverage: Sequence[Coverage]) -> bool:
    live = all(source.health.state is SourceState.LIVE for source in sources)
    return live and all(covered.status == RAN for covered in coverage)
