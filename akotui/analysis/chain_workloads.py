"""The chains of a Kubernetes object: to each virtual service that names it, and where there is none, why."""

from collections.abc import Collection, Iterator

from akotui.analysis import chain_claims, chain_instances, chain_names, chain_objects, chain_virtual_services
from akotui.analysis.chain import Chain, Link
from akotui.analysis.chain_case import Case
from akotui.analysis.forecasts import servers
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import VirtualServiceSubject, Workload

_BY_GATEWAY = frozenset({"Gateway", "HTTPRoute"})


def chains(workload: Workload, case: Case, among: Collection[VirtualServiceSubject] | None = None) -> tuple[Chain, ...]:
    """Return the chains from an object. `among` are the virtual services that count (all, when None).

    First one for each virtual service that names it, then one for each instance that would serve it and has none,
    and where there is neither one that says why nobody does.
    """
    made = case.made.get(workload, ())
    counted = made if among is None else tuple(one for one in made if one in among)
    found = [chain_virtual_services.chain_from(workload, one, case) for one in counted]
    serving = servers(workload, case.intent)
    having = {one.owner for one in counted}
    if chain_objects.presence(workload, case) is not False or not found:
        found += [_forward(workload, one, case) for one in serving if one.id not in having]
    return tuple(found) or (_unserved(workload, case),)


def _forward(workload: Workload, instance: Instance, case: Case) -> Chain:
    gateway = workload.kind in _BY_GATEWAY
    links = (
        *_begin(workload, instance, case),
        *(() if gateway else _claim(workload, instance, case)),
        *chain_instances.running(instance),
        *chain_instances.username(instance, gateway=gateway),
        *chain_names.expected(workload, instance, case),
    )
    return Chain(f"{workload} → {instance.id} → no virtual service", links)


def _unserved(workload: Workload, case: Case) -> Chain:
    links = [*_begin(workload, None, case)]
    if workload.kind in _BY_GATEWAY:
        links += [link for one in case.known for link in chain_instances.username(one, gateway=True)]
        links += [] if case.intent.usernames.whole else [chain_claims.unseen(case)]
    elif (there := case.namespaces.get(workload.namespace)) is not None:
        links += chain_claims.comparisons(there, case)
    return Chain(f"{workload} → no instance", tuple(links))


def _begin(workload: Workload, instance: Instance | None, case: Case) -> Iterator[Link]:
    yield chain_objects.named(workload, case)
    yield from chain_objects.classes(workload, instance, case)
    yield chain_claims.namespace(workload.namespace, case)


def _claim(workload: Workload, instance: Instance, case: Case) -> Iterator[Link]:
    there = case.namespaces.get(workload.namespace)
    if there is not None:
        yield from chain_claims.claim(there, instance)
