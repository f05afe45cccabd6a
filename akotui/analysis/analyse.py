"""Inventory to estate, in one pure function."""

from collections.abc import Sequence

from akotui.analysis.claims import find_claims
from akotui.analysis.coverage import RAN
from akotui.analysis.discovery import find_instances, instances_known
from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Coverage
from akotui.analysis.grace import History, settle
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
    (analysis/grace.py). All else is equal without it, only not as quick: what did not change since is not judged again,
    and what is equal stays identical.
    """
    before = previous or Estate()
    memory = remember(before.memory, inventory, tuple(rules))
    graces = {rule.slug: rule.grace for rule in rules if rule.grace}
    history = before.history if previous else History()
    findings, history = settle(history, memory.told.ordered, coverage=memory.coverage, graces=graces, at=inventory.at)
    sources = report_sources(inventory, memory.overview.now[""].instances)
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
    )


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
