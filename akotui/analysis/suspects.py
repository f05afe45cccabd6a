"""Which objects may be anything but plainly served, found from what makes them so.

Nearly all are plainly served (analysis/serving.py is_plain). Where all would have to be looked at, this finds the few
that are worth it: an unserved host leads to those that ask for it, an unclaimed namespace to those in it.
"""

from collections.abc import Iterator

from akotui.analysis.claims import Claim
from akotui.analysis.intentions import Intentions
from akotui.analysis.pointers import CONTROLLER, points_away
from akotui.analysis.reach import Reach
from akotui.analysis.serving import Served, hosts_made
from akotui.analysis.subjects import Workload
from akotui.analysis.workloads import Thing
from akotui.model.kubernetes import Ingress, Route


def suspects(kept: Intentions, served: Served) -> set[Workload]:
    """Return all objects that are not plainly served, and few others."""
    things, works = kept.things.now, kept.works.now
    found = set(things.keys() - works.keys())
    found.update([key for key, thing in things.items() if not _asks_plainly(thing)])
    if served.known:
        noted = [key for key, thing in things.items() if CONTROLLER in thing.metadata.annotations]
        found.update([key for key in noted if points_away(things[key].metadata, served.known)])
    for name in _doubtful(kept, served.reach):
        found.update(kept.working_in.now.get(name, ()))
    for host in [name for name, one in served.hosts.items() if not one.served]:
        found.update(kept.asking.now.get(host, ()))
    return found


def _asks_plainly(thing: Thing) -> bool:
    """Whether AKO would make something of an Ingress or Route, for hosts that it asks for alone."""
    if isinstance(thing, Ingress):
        rules = thing.rules
        if len(rules) == 1:
            return bool(rules[0].paths) and rules[0].host in thing.hosts
        made = hosts_made(thing)
        return bool(made) and {*thing.hosts}.issuperset(made)
    return isinstance(thing, Route) and bool(thing.host)


def _doubtful(kept: Intentions, reach: Reach) -> Iterator[str]:
    """Yield the namespaces that nobody claims, or whose only claimant would use a tenant that was not shown."""
    claims = kept.intent.claims.read
    yield from kept.working_in.now.keys() - claims.keys()
    doubtful = {key for key, one in {id(one): one for one in claims.values()}.items() if _leads_nowhere(one, reach)}
    if doubtful:
        yield from [name for name, one in claims.items() if id(one) in doubtful]
    for tenant, names in kept.in_tenant.now.items():
        for name in names:
            if name in claims and _leads_nowhere(claims[name], reach, tenant):
                yield name


def _leads_nowhere(claim: Claim, reach: Reach, tenant: str | None = None) -> bool:
    """Whether nobody claims, or one alone that would use a tenant that was not shown; without `tenant` its own."""
    if len(claim.claimants) != 1:
        return not claim.claimants
    shown = reach.tenants.get(claim.claimants[0].id)
    return shown is not None and (tenant or claim.claimants[0].tenant) not in shown
