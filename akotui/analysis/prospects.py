"""What changes of the cluster would lead to, before anyone makes them: the same judging, on the cluster as it would be.

Both sides are judged as settled: `before` is what is known now, with every finding that would be told after its grace
(analysis/grace.py), and `after` the same facts with the changes made. So what differs follows from the changes alone,
and not from time. The Controllers are as they were read: what AKO then does there are the fates (analysis/fates.py).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.arrivals import Arrivals, arrivals
from akotui.analysis.claims import find_selectors
from akotui.analysis.differences import Difference, NamespaceChange, difference
from akotui.analysis.estate import Estate
from akotui.analysis.fates import Change, Fate, Fated, Sides, fates, runs
from akotui.analysis.findings import Finding
from akotui.analysis.grace import YOUNG
from akotui.analysis.instances import Instance
from akotui.analysis.proposals import (
    Proposal,
    Removal,
    SharedObject,
    about,
    apply,
    emptied,
    needs_restart,
    perhaps_shared,
    restarted,
    shared_objects,
)
from akotui.analysis.roles import NAMED_FOR_INSTANCE
from akotui.analysis.subjects import State, Type, VipSubject, Workload
from akotui.analysis.wording import listed
from akotui.model.inventory import Cluster, Inventory


class Prospect(msgspec.Struct, frozen=True):
    """What the changes lead to.

    `at` is the moment of the facts. `shared` are objects that every instance needs and that go with an instance, those
    of `perhaps_shared` if they are there: that could not be read.
    `vips` are those that stay on the Controller without an instance that needs them. `passing` are the fingerprints of
    introduced findings that end by themselves once AKO has followed: all they name is deleted, or made. `restarted` are
    the instances (ids) that must be restarted for the changes to work. `idle` are those that act in this and do not
    run.
    """

    proposals: tuple[Proposal, ...]
    at: datetime | None
    before: Estate
    after: Estate
    difference: Difference
    fates: tuple[Fated, ...] = ()
    arrivals: Arrivals = Arrivals()
    shared: tuple[SharedObject, ...] = ()
    perhaps_shared: tuple[SharedObject, ...] = ()
    vips: tuple[VipSubject, ...] = ()
    passing: frozenset[str] = frozenset()
    restarted: frozenset[str] = frozenset()
    idle: tuple[str, ...] = ()

    @property
    def introduced(self) -> tuple[Finding, ...]:
        """The findings that the changes make, also those of rules that could not run completely on either side."""
        return self._both(self.difference.introduced, self.difference.perhaps_introduced)

    @property
    def fixed(self) -> tuple[Finding, ...]:
        """The findings that the changes end; as `introduced`."""
        return self._both(self.difference.fixed, self.difference.perhaps_fixed)

    def _both(self, certain: Sequence[Finding], perhaps: Sequence[Finding]) -> tuple[Finding, ...]:
        """Facts are the same on both sides: what a rule says that runs equally far on both follows from the change."""
        was, now = ({one.rule: one.status for one in estate.coverage} for estate in (self.before, self.after))
        return (*certain, *(one for one in perhaps if was.get(one.rule) == now.get(one.rule)))


def prospect(proposals: Sequence[Proposal], estate: Estate) -> Prospect:
    """Return what changes lead to, from an estate as `analyse` made it; takes as long as judging everything anew."""
    inventory, rules = estate.memory.inventory, estate.memory.rules
    before = _settled(analyse(estate, _later(inventory), rules), inventory.at)
    changed = apply(proposals, inventory)
    after = _settled(analyse(before, _later(changed), rules), inventory.at)
    again = restarted(proposals, inventory.cluster)
    intent = before.memory.intentions.intent
    change = Change(
        intent,
        after.memory.intentions.intent,
        again,
        emptied(proposals, inventory.cluster),
        find_selectors(intent.instances),
    )
    alone = fates(_pairs(before, after), change)
    coming = arrivals(before, after, again, _freed(alone, change))
    told = _contested(_filled(alone, coming), coming)
    found = Prospect(
        tuple(proposals),
        inventory.at,
        before,
        after,
        difference(before, after),
        told,
        coming,
        tuple(_going(proposals, inventory, shared_objects)),
        tuple(_going(proposals, inventory, perhaps_shared)),
        _staying(after, told),
        restarted=again,
        idle=_idle(told, coming, change),
    )
    return msgspec.structs.replace(found, passing=_passing(found, change))


def _later(inventory: Inventory) -> Inventory:
    """The same facts when all that is young has had its time."""
    return msgspec.structs.replace(inventory, at=inventory.at + YOUNG) if inventory.at else inventory


def _settled(estate: Estate, at: datetime | None) -> Estate:
    """The estate with all findings, also those whose grace has not passed, as of the moment of its facts."""
    return msgspec.structs.replace(estate, at=at, findings=estate.memory.told.ordered)


def _pairs(before: Estate, after: Estate) -> Iterator[Sides]:
    """Each virtual service on both sides; the Controllers are the same, and so is the order."""
    yield from map(Sides, before.virtual_services, after.virtual_services)


def _freed(told: Iterable[Fated], change: Change) -> Iterator[tuple[Workload, str]]:
    """Yield the workloads of what is given up, with those that make their own of them."""
    for one in told:
        for name in one.to if one.by else ():
            if change.instance(name) is not None:
                yield from ((origin.workload, name) for origin in one.before.origins if origin.makes)


def _filled(told: Iterable[Fated], coming: Arrivals) -> Iterator[Fated]:
    """Yield each; a shared parent that its instance would empty stays when others join it: it has a model at the start.

    (AKO internal/k8s/ako_init.go publishAllParentVSKeysToRestLayer deletes what has none.)
    """
    joined = {(one.tenant, one.name, one.instance) for one in coming.made if one.joins}
    for one in told:
        vs = one.before.vs
        if one.restart and one.before.type in NAMED_FOR_INSTANCE and (vs.tenant, vs.name, one.by) in joined:
            yield Sides(one.before, one.after).stays(f"{one.by} serves others with it after its restart", one.by)
        else:
            yield one


def _contested(told: Iterable[Fated], coming: Arrivals) -> tuple[Fated, ...]:
    """Say of each that has a name which another wants that the Controller refuses it as long as this is there."""
    wanted: dict[str, list[str]] = {}
    for one in coming.made:
        if one.taken:
            wanted.setdefault(one.taken, []).append(one.instance)
    return tuple(
        msgspec.structs.replace(one, says=f"{one.says}; {listed(names)} is refused (409) as long as it is there")
        if (names := wanted.get(one.before.vs.uuid)) and one.after.state is not State.DOUBLE_OWNED
        else one
        for one in told
    )


def _going(
    proposals: Iterable[Proposal], inventory: Inventory, going: Callable[[str, Cluster], tuple[SharedObject, ...]]
) -> Iterator[SharedObject]:
    for one in proposals:
        if isinstance(one, Removal):
            yield from going(one.instance, inventory.cluster)
        inventory = apply((one,), inventory)


def _staying(after: Estate, told: Iterable[Fated]) -> tuple[VipSubject, ...]:
    """The VSVIPs of what is left behind, and those of shared parents that are deleted (docs/faq.md)."""
    left = {
        (one.before.scope, one.before.vs.vs_vip)
        for one in told
        if one.before.vs.vs_vip
        and (one.fate is Fate.LEFT_BEHIND or (one.restart and one.by and _keeps_vip(one.before.type)))
    }
    return tuple(one for one in after.vips if (one.scope, one.vip.uuid) in left)


def _keeps_vip(kind: Type) -> bool:
    return kind in NAMED_FOR_INSTANCE and kind is not Type.PASSTHROUGH


def _idle(told: Iterable[Fated], coming: Arrivals, change: Change) -> tuple[str, ...]:
    acting = {name for one in told for name in (one.by, *one.to) if name} | {one.instance for one in coming.made}
    known: dict[str, Instance] = {one.id: one for one in change.after.instances}
    return tuple(sorted(name for name in acting if name in known and not runs(known[name])))


class _Following(msgspec.Struct, frozen=True):
    """What AKO does once it follows: uuids it deletes, objects it serves, namespaces whose objects it clears.

    Of `users` it deletes everything before they write it no more.
    """

    gone: frozenset[str]
    served: frozenset[Workload]
    cleared: frozenset[str]
    users: frozenset[str]

    def ends(self, one: Finding) -> bool:
        """Tell whether a finding ends by itself then."""
        works = [Workload(ref.kind, ref.namespace or "", ref.name) for ref in one.objects]
        if one.rule == "missing-virtual-service":
            return bool(works) and self.served.issuperset(works)
        if one.rule == "leftover-status":
            return bool(works) and all(work.namespace in self.cleared for work in works)
        if one.rule == "leftover-objects":
            return bool(one.owners) and self.users.issuperset(one.owners)
        return bool(one.objects) and all(ref.kind == "VirtualService" and ref.id in self.gone for ref in one.objects)


def _passing(found: Prospect, change: Change) -> frozenset[str]:
    gone = {one.before.vs.uuid for one in found.fates if one.fate in (Fate.DELETED, Fate.CHANGES_OWNER) and one.by}
    served = {
        work
        for one in found.arrivals.made
        if (not one.taken or one.taken in gone) and one.instance not in found.idle
        for work in one.workloads
    }
    emptied = (one for one in change.before.instances if _empties(one, change))
    users = {user for one in emptied for user in one.users}
    follows = _Following(frozenset(gone), frozenset(served), frozenset(_cleared(found, change)), frozenset(users))
    return frozenset(one.fingerprint for one in found.introduced if follows.ends(one))


def _cleared(found: Prospect, change: Change) -> Iterator[str]:
    """Yield the namespaces that every former claimant clears up: it writes the same username, and runs.

    An instance that loses a namespace, or deletes its own, clears the status of its Ingresses (AKO
    internal/status/ing_status.go).
    """
    for one in found.difference.namespaces:
        was = change.before.claims.on(one.name).claimants
        if was and all(_clears(each, change) for each in was):
            yield one.name


def _clears(old: Instance, change: Change) -> bool:
    new = change.instance(old.id)
    return _empties(old, change) or (new is not None and new.user == old.user and runs(new))


def _empties(old: Instance, change: Change) -> bool:
    return old.id in change.emptied and runs(old)


def waits_for(one: NamespaceChange, found: Prospect) -> tuple[str, ...]:
    """Return the instances (ids) that claim a namespace, or claim it no more, only after their restart."""
    was, now = (set(claim.claimed_by) if claim else set[str]() for claim in (one.before, one.after))
    return tuple(sorted((was ^ now) & found.restarted))


def takes_effect(one: Proposal, found: Prospect) -> str:
    """Return when a change works: at once, or after a restart of its instance."""
    waits = about(one) in found.restarted and needs_restart(one, found.before.memory.inventory.cluster)
    return "restart" if waits else "at-once"
