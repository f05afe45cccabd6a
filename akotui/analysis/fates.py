"""What becomes of a virtual service after a change of the cluster: what AKO does about it, and what nobody does.

Each fact and the place in AKO's code that shows it:

- A namespace that loses the label is noticed at once by a running instance with a selector: its child, dedicated and
  layer 4 virtual services and the pools of its insecure hosts are deleted, shared parents stay
  (internal/k8s/controller.go AddNamespaceEventHandler).
- Selector, block list, primary flag and cluster name are read at the start only (cmd/ako-main/main.go). At its start
  an instance loads what bears its username, and deletes of that what it does not want: children and parents without a
  model (internal/k8s/ako_init.go FullSyncK8s, publishAllParentVSKeysToRestLayer, CleanupStaleVSes). The VSVIPs of
  shared parents stay even then, on purpose (docs/faq.md).
- `deleteConfig` is watched: a running instance deletes all of its own at once (ako_init.go HandleConfigMap).
- An instance deletes nothing that bears another username: what an uninstalled one, or one whose username changed
  (lib.SetAKOUser: cluster name and primary flag), leaves behind stays for ever (docs/install/helm.md).
- A name that is taken is refused (409) until whoever made it has deleted it; AKO tries again every 90 seconds
  (internal/rest/dequeue_nodes.go).
- Two instances that write one username take each other's for their own: each deletes at its start what it does not
  want itself (internal/cache/controller_obj_cache.go AviObjVSCachePopulate; read there, not seen).
"""

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from akotui.analysis.claims import Selectors, claim
from akotui.analysis.confidence import of_settings, weakest
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import Health, Instance
from akotui.analysis.roles import GATEWAY, NAMED_FOR_INSTANCE
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.analysis.wishes import Intent
from akotui.analysis.wording import listed
from akotui.model.facts import Scope

Key = tuple[Scope, str]
"""Controller and uuid of a virtual service."""


_NOBODYS: Final = frozenset({State.ORPHANED, State.FOREIGN, State.UNMANAGED})

_CLASSLESS: Final = (
    "{0} does not serve objects whose class is gone; whether it deletes this before it may not read the cluster any"
    " more (the ClusterRole goes, too) cannot be told"
)


class Fate(enum.Enum):
    """What becomes of a virtual service; the values are the report's."""

    STAYS = "stays"
    CHANGES_OWNER = "changes-owner"
    DELETED = "deleted"
    LEFT_BEHIND = "left-behind"
    UNKNOWN = "unknown"


class Fated(msgspec.Struct, frozen=True):
    """A virtual service that a change touches: as it is judged before and after, and what becomes of it.

    `by` is the id of the instance that deletes it, `to` are those that make their own in its place, or take it over.
    `restart`: the instances (ids) that must be restarted before it happens; none: it happens at once. `says` tells why.
    """

    before: VirtualServiceSubject
    after: VirtualServiceSubject
    fate: Fate
    says: str
    by: str = ""
    to: tuple[str, ...] = ()
    restart: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN

    @property
    def key(self) -> Key:
        """Controller and uuid."""
        return self.before.scope, self.before.vs.uuid


class Change(msgspec.Struct, frozen=True):
    """What fates follow from: the wishes before and after, and the instances that are restarted for it (ids).

    `emptied` are those that delete their own before they go or write another username. `running` are the selectors that
    run while the labels are already changed: those of before.
    """

    before: Intent
    after: Intent
    restarted: frozenset[str]
    emptied: frozenset[str]
    running: Selectors

    def instance(self, name: str) -> Instance | None:
        """Return a known instance as it is afterwards."""
        return next((one for one in self.after.instances if one.id == name and one.known), None)

    def makers(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of instances (ids) that make anything afterwards: one that is set to delete its own does not."""
        known = ((name, self.instance(name)) for name in names)
        return tuple(name for name, one in known if one is not None and not one.delete_config)


class Sides(msgspec.Struct, frozen=True):
    """A virtual service as it is judged before and after."""

    before: VirtualServiceSubject
    after: VirtualServiceSubject

    @property
    def key(self) -> Key:
        """Controller and uuid."""
        return self.before.scope, self.before.vs.uuid

    def stays(self, says: str, taker: str = "") -> Fated:
        """It is there afterwards: whoever has it keeps it, or the `taker`, after its restart."""
        if taker in ("", self.before.owner):
            return Fated(self.before, self.after, Fate.STAYS, says, restart=(taker,) if taker else ())
        told = Fate.CHANGES_OWNER
        return Fated(self.before, self.after, told, says, to=(taker,), restart=(taker,), confidence=Confidence.LIKELY)

    def left(self, says: str, restart: tuple[str, ...] = ()) -> Fated:
        """Nobody deletes it, and nobody has it."""
        return Fated(self.before, self.after, Fate.LEFT_BEHIND, says, restart=restart)

    def unknown(self, says: str) -> Fated:
        """It cannot be told."""
        return Fated(self.before, self.after, Fate.UNKNOWN, says, confidence=Confidence.POSSIBLE)

    def deleted(self, now: Instance, says: str, restart: tuple[str, ...] = (), *, to: tuple[str, ...] = ()) -> Fated:
        """Its owner deletes it; `to` make it anew under their own username."""
        when = "at its restart" if restart else "at once" if runs(now) else "as soon as it runs again"
        makes = "makes its own" if len(to) == 1 else "each make their own"
        more = f", and {listed(to)} {makes}" if to else ""
        return Fated(
            self.before,
            self.after,
            Fate.CHANGES_OWNER if to else Fate.DELETED,
            f"{says}: {now.id} deletes it {when}{more}",
            now.id,
            to,
            restart,
            _sure(now, restart),
        )


def fates(pairs: Iterable[Sides], change: Change) -> tuple[Fated, ...]:
    """Return the fate of each virtual service that is touched; the pairs are all there are."""
    every = tuple(pairs)
    found = {one.key: fated for one in every if (fated := _fate(one, change)) is not None}
    children: dict[Key, list[Key]] = defaultdict(list)
    for one in every:
        if one.after.vs.parent:
            children[one.after.scope, one.after.vs.parent].append(one.key)
    for one in every:
        if one.after.type in NAMED_FOR_INSTANCE:
            of = [found.get(key) for key in children.get(one.key, ())]
            taken = found.get(one.key)
            fated = _of_shared(one, of, change) if taken is None else _of_shared_taken(one, of, taken, change)
            if fated is not None:
                found[one.key] = fated
    return tuple(found[one.key] for one in every if one.key in found)


def runs(instance: Instance) -> bool:
    """Whether a pod of it is ready: only then it acts."""
    return instance.health in (Health.READY, Health.DEGRADED)


def _fate(one: Sides, change: Change) -> Fated | None:
    before, after = one.before, one.after
    owner = before.instance
    if owner is None:
        return _of_nobody(one, change)
    now = change.instance(owner.id)
    if now is None or before.vs.created_by not in now.users:
        return _given_up(one, change)
    if after.state is before.state and after.state in (State.AMBIGUOUS, State.UNKNOWN):
        return None
    if after.state is State.AMBIGUOUS:
        return _of_two(one, change)
    if after.state is State.UNKNOWN:
        return one.unknown("it cannot be told: not all that decides could be read")
    return _unwanted(one, now, change) if after.state is State.STALE else _kept(one, now)


def _of_nobody(one: Sides, change: Change) -> Fated | None:
    """What no single instance owned: orphaned, ambiguous, unknown, or not ours."""
    before, after = one.before, one.after
    if after.instance is not None:
        return _taken_over(one, after.instance, change)
    if (before.state, before.candidates) == (after.state, after.candidates):
        return _of_the_same(one, change)
    if {before.state, after.state} <= _NOBODYS:
        return None
    if after.state in (State.UNKNOWN, State.AMBIGUOUS):
        return one.unknown(f"it cannot be told whose it is: {_why(after)}")
    return one.left(f"no instance writes {before.vs.created_by or 'its username'} any more: nobody deletes it")


def _of_the_same(one: Sides, change: Change) -> Fated | None:
    """What two instances take for their own, before and after: one of them may lose its namespace."""
    names = one.before.namespaces
    was, now = ({each.id for name in names for each in _claiming(name, of)} for of in (change.before, change.after))
    lost = [name for name in one.before.candidates if name in was - now]
    if one.before.state is not State.AMBIGUOUS or not lost:
        return None
    both = f"{listed(one.before.candidates)} each write {one.before.vs.created_by}"
    return one.unknown(f"{both}, and {listed(lost)} does not claim it any more: it may delete it, whoever made it")


def _given_up(one: Sides, change: Change) -> Fated:
    """What was of an instance that is uninstalled, or writes another username."""
    if one.after.instance is not None:
        return _taken_over(one, one.after.instance, change)
    if one.after.state in (State.UNKNOWN, State.AMBIGUOUS):
        return one.unknown(f"it cannot be told whose it is then: {_why(one.after)}")
    owner = one.before.owner or ""
    now = change.instance(owner)
    if owner in change.emptied and one.before.instance is not None:
        then = "goes" if now is None else f"writes {now.user or 'another username'}"
        says = f"deleteConfig is set, and {owner} {then} once it is Done"
        return one.deleted(one.before.instance, says, to=_others(one, owner, change))
    if now is None:
        return one.left(f"{owner} is uninstalled without deleteConfig: nobody deletes it")
    writes = now.user or "no username that is known"
    says = f"{owner} writes {writes} after its restart: nobody deletes what bears another username"
    return one.left(says, (owner,))


def _others(one: Sides, owner: str, change: Change) -> tuple[str, ...]:
    """Who makes anew what its owner deletes: the claimants afterwards, but of what bears its owner's name."""
    if one.after.owner is not None:
        names: Iterable[str] = one.after.claimants if one.after.state is State.STALE else ()
    elif one.before.type in NAMED_FOR_INSTANCE or one.before.type in GATEWAY:
        names = one.before.claimants
    else:
        names = dict.fromkeys(each.id for name in one.before.namespaces for each in _claiming(name, change.after))
    return change.makers(name for name in names if name != owner)


def _taken_over(one: Sides, owner: Instance, change: Change) -> Fated:
    """What bears the username that an instance writes from now on, or now alone."""
    before, after = one.before, one.after
    restart = (owner.id,) if owner.id in change.restarted else ()
    when = f"{owner.id} writes its username {'after its restart' if restart else 'alone'}"
    if after.state is State.UNKNOWN:
        return one.unknown(f"{when}; whether it wants it cannot be told: {_why(after)}")
    if after.state is State.STALE:
        says = f"{when}, and does not want it"
        return one.deleted(owner, says, (owner.id,), to=_others(one, owner.id, change))
    if before.owner == owner.id or before.state is State.AMBIGUOUS:
        return one.stays(when)
    return Fated(
        before,
        after,
        Fate.CHANGES_OWNER,
        f"{when}, and takes it for its own",
        to=(owner.id,),
        restart=restart,
        confidence=Confidence.LIKELY,
    )


def _of_two(one: Sides, change: Change) -> Fated:
    """What two instances take for their own from now on."""
    after = one.after
    others = [name for name in after.candidates if name != one.before.owner]
    claimants = {each.id for name in after.namespaces for each in _claiming(name, change.after)}
    against = [name for name in others if name not in claimants] if after.type not in NAMED_FOR_INSTANCE else []
    both = f"{listed(after.candidates)} each write {one.before.vs.created_by}"
    if not against:
        return one.unknown(f"{both}: each takes it for its own, and may change or delete it")
    says = f"{both}, and {listed(against)} does not want it: deleted at its start"
    return Fated(
        one.before, after, Fate.DELETED, says, against[0], restart=tuple(against), confidence=Confidence.LIKELY
    )


def _unwanted(one: Sides, now: Instance, change: Change) -> Fated | None:
    """What its owner would not make after the change."""
    was = one.before.instance
    restarts = (now.id,) if now.id in change.restarted else ()
    to = _others(one, now.id, change)
    if now.delete_config:
        already = was is not None and was.delete_config
        return None if already else one.deleted(now, "deleteConfig is set", to=to)
    if one.before.state is State.STALE:
        return one.deleted(now, f"{now.id} does not want it as it is", restarts, to=to) if restarts else None
    if Reason.SOURCE_GONE in one.after.reasons:
        return one.unknown(_CLASSLESS.format(now.id))
    lost = f"{now.id} does not claim {listed(one.after.namespaces) or 'its namespace'} any more"
    if _still_runs_with(one.before, now, change):
        return one.deleted(now, lost, (now.id,), to=to)
    if one.after.type in NAMED_FOR_INSTANCE:
        return one.unknown(
            f"{lost}; whether a passthrough shard that serves nothing goes before a restart is not known"
        )
    return one.deleted(now, lost, to=to)


def _still_runs_with(before: VirtualServiceSubject, now: Instance, change: Change) -> bool:
    """Whether the settings that run claim one of its namespaces with the labels of after: then only a restart tells."""
    rows = change.after.cluster.namespaces.rows
    spaces = [rows[name] for name in before.namespaces if name in rows]
    return any(one.id == now.id for space in spaces for one in claim(space, change.running).claimants)


def _kept(one: Sides, now: Instance) -> Fated | None:
    """What its owner wants after the change."""
    before, after = one.before, one.after
    if before.state is after.state and before.claimants == after.claimants:
        return None
    if after.state is State.DOUBLE_OWNED:
        rivals = listed(name for name in after.claimants if name != now.id)
        return one.stays(f"{now.id} keeps it; {rivals} wants to make it, too, and is refused (409)")
    if before.state is State.DOUBLE_OWNED:
        return one.stays(f"{now.id} alone claims it")
    return one.stays(f"{now.id} wants it again") if before.state is State.STALE else None


def _of_shared(one: Sides, children: Sequence[Fated | None], change: Change) -> Fated | None:
    """A shared parent of an instance: its name is its own, so what it serves decides.

    `children` are the fates of its children, None for one that nothing touches.
    """
    now = one.after.instance
    if now is None or one.before.owner != now.id:
        return None
    kept = [child for child in children if child is None or not child.by]
    works = [origin.workload for origin in one.after.origins]
    wanted = [work for work in works if _claims(now, work.namespace, change.after)]
    lost = [work for work in works if work not in wanted and _claims(now, work.namespace, change.before)]
    if not kept and not wanted and now.id in change.restarted:
        return one.deleted(now, "it serves nothing that is wanted (its VSVIP stays)", (now.id,))
    if not kept and not wanted and (lost or children):
        return one.stays(f"it serves nothing any more; {now.id} keeps it until it is restarted")
    if lost:
        return one.stays(f"it loses the insecure hosts of {listed(map(str, lost))}")
    return None


def _of_shared_taken(one: Sides, children: Sequence[Fated | None], taken: Fated, change: Change) -> Fated | None:
    """A shared parent that an instance takes over at its start: without anything that it wants there it goes."""
    now = one.after.instance
    if now is None or taken.fate is not Fate.CHANGES_OWNER or taken.by or not taken.restart:
        return None
    if any(child is None or not child.by for child in children):
        return None
    if any(_claims(now, origin.workload.namespace, change.after) for origin in one.after.origins):
        return None
    says = f"{now.id} writes its username after its restart, and wants nothing of what it serves (its VSVIP stays)"
    return one.deleted(now, says, taken.restart)


def _claims(instance: Instance, namespace: str, intent: Intent) -> bool:
    return any(one.id == instance.id for one in _claiming(namespace, intent))


def _claiming(namespace: str, intent: Intent) -> tuple[Instance, ...]:
    return tuple(intent.claims.on(namespace).claimants)


def _sure(instance: Instance, restart: tuple[str, ...]) -> Confidence:
    """How sure it is that AKO does so: it is read in its code; which settings run is known better after a restart."""
    return Confidence.LIKELY if restart else weakest((Confidence.LIKELY, of_settings((instance,))))


def _why(subject: VirtualServiceSubject) -> str:
    return ", ".join(reason.value for reason in subject.reasons)
