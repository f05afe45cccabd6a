"""Which instances accept a namespace: label equality, minus the block list. Running is not needed for a claim.

AKO pkg/utils/utils.go CheckIfNamespaceAccepted, internal/lib/lib.go IsNamespaceBlocked, internal/k8s/ako_init.go
FullSyncK8s. Nothing else is excluded: not kube-system, not AKO's own namespaces.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from akotui.analysis.instances import Instance
from akotui.model.inventory import Table
from akotui.model.kubernetes import Namespace


class Claim(msgspec.Struct, frozen=True):
    """The instances that accept a namespace, and those that would by label but for their block list, by id.

    `ids` are those of the claimants. `exists` is None when the namespace was not seen and namespaces were not read
    completely.
    """

    claimants: tuple[Instance, ...] = ()
    blockers: tuple[Instance, ...] = ()
    exists: bool | None = True
    ids: tuple[str, ...] = ()


class Claims(msgspec.Struct, frozen=True):
    """The claim on every namespace that was read; `elsewhere` is that on any other."""

    read: Mapping[str, Claim]
    elsewhere: Claim

    def on(self, namespace: str) -> Claim:
        """Return the claim on a namespace by name."""
        return self.read.get(namespace, self.elsewhere)


def can_claim(instance: Instance) -> bool:
    """Only a known instance whose settings were read has namespaces of its own."""
    return instance.known and bool(instance.settings)


class Selectors(msgspec.Struct, frozen=True):
    """The instances that accept everything, those that want a label by its key and value, the block lists by id.

    `made` are the claims made so far, by the ids of their instances: there are few, and many namespaces share them.
    """

    everything: tuple[Instance, ...]
    labelled: Mapping[str, Mapping[str, tuple[Instance, ...]]]
    blocks: Mapping[str, frozenset[str]]
    made: dict[str | tuple[str, ...], Claim] = msgspec.field(default_factory=dict[str | tuple[str, ...], Claim])

    def claim_of(self, accepting: tuple[Instance, ...], blockers: tuple[Instance, ...] = ()) -> Claim:
        """Return the claim of these; one object for all namespaces of the same, so that identity tells them apart."""
        if len(accepting) == 1 and not blockers:
            named = accepting[0].id
        else:
            named = (*map(_id, accepting), "", *map(_id, blockers))
        found = self.made.get(named)
        if found is None:
            found = self.made[named] = Claim(accepting, blockers, ids=tuple(map(_id, accepting)))
        return found


def find_selectors(instances: Sequence[Instance]) -> Selectors:
    """Return the index over what the instances select."""
    labelled: dict[str, dict[str, tuple[Instance, ...]]] = defaultdict(dict)
    for instance in filter(can_claim, instances):
        if instance.selector is not None:
            wanting = labelled[instance.selector.key]
            wanting[instance.selector.value] = (*wanting.get(instance.selector.value, ()), instance)
    return Selectors(
        tuple(one for one in filter(can_claim, instances) if one.selector is None),
        labelled,
        {instance.id: frozenset(instance.blocked) for instance in instances if instance.blocked},
    )


def find_claims(namespaces: Table[Namespace], instances: Sequence[Instance]) -> Claims:
    """Return who claims what. Cost: one look-up a label that is selected by, one step an instance without selector."""
    selectors = find_selectors(instances)
    return Claims(
        {name: claim(namespace, selectors) for name, namespace in namespaces.rows.items()}, claim_elsewhere(namespaces)
    )


def claim_elsewhere(namespaces: Table[Namespace]) -> Claim:
    """Return the claim on a namespace that was not seen."""
    return Claim(exists=False if namespaces.whole else None)


def claim(namespace: Namespace, selectors: Selectors) -> Claim:
    """Return the claim on a namespace that was read."""
    accepting, labels = selectors.everything, namespace.metadata.labels
    for key, wanting in selectors.labelled.items():
        value = labels.get(key)
        if value is not None and (found := wanting.get(value)):
            accepting = (*accepting, *found) if accepting else found
    if len(accepting) > 1:
        accepting = tuple(sorted(accepting, key=_id))
    if not selectors.blocks:
        return selectors.claim_of(accepting)
    name, blocks = namespace.metadata.name, selectors.blocks
    blockers = tuple(instance for instance in accepting if name in blocks.get(instance.id, ()))
    return selectors.claim_of(tuple(instance for instance in accepting if instance not in blockers), blockers)


def _id(instance: Instance) -> str:
    return instance.id


def matched(claims: Claims) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the namespaces of each instance by its id, sorted."""
    names: dict[str, list[str]] = defaultdict(list)
    for name in sorted(claims.read):
        for instance in claims.read[name].claimants:
            names[instance.id].append(name)
    return {instance: tuple(found) for instance, found in names.items()}
