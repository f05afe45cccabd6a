"""Who writes which created_by, and which objects are of our clusters. Whole strings are compared, never split.

`ako-a-b-c` may be the primary of cluster a-b-c or instance c of cluster a-b: splitting would be guessing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from akotui.analysis.configuration import gateway_username, username
from akotui.analysis.instances import Instance
from akotui.model.avi import VirtualService


class Usernames(msgspec.Struct, frozen=True):
    """What the instances of this cluster write.

    `writers` map a username to the known instances that write it, `removed` one that a removed instance wrote to
    it, `flipped` one that a known instance would write with the other primary flag to that instance's id (empty
    when none is primary now). `unconfigured` are the namespaces of known instances whose settings were not read.
    `whole`: the set of instances is certain.
    """

    writers: Mapping[str, tuple[Instance, ...]]
    removed: Mapping[str, Instance]
    flipped: Mapping[str, str]
    clusters: frozenset[str]
    prefixes: Mapping[str, str]
    unconfigured: tuple[str, ...]
    whole: bool

    @property
    def configured(self) -> bool:
        """Whether the settings of all instances are known: only then nobody else claims a namespace."""
        return self.whole and not self.unconfigured


def find_usernames(instances: Sequence[Instance], *, whole: bool) -> Usernames:
    """Return the usernames and name prefixes of these instances."""
    known = [instance for instance in instances if instance.known]
    writers: dict[str, list[Instance]] = defaultdict(list)
    for instance in known:
        for user in dict.fromkeys(instance.users):
            writers[user].append(instance)
    clusters = frozenset(instance.cluster_name for instance in instances if instance.cluster_name)
    prefixes = {prefix: name for name in clusters for prefix in (f"{name}--", f"ako-gw-{name}--")}
    return Usernames(
        {user: tuple(group) for user, group in writers.items()},
        _removed(instances),
        _flipped(known),
        clusters,
        {prefix: prefixes[prefix] for prefix in sorted(prefixes, key=len, reverse=True)},
        tuple(instance.id for instance in known if not instance.users),
        whole,
    )


def _removed(instances: Sequence[Instance]) -> Mapping[str, Instance]:
    found: dict[str, Instance] = {}
    for gone in instances:
        if not gone.known:
            own = username(gone.cluster_name, gone.id, primary=gone.primary)
            for user in filter(None, (own, gateway_username(gone.cluster_name, gone.id))):
                found.setdefault(user, gone)
    return found


def _flipped(known: Sequence[Instance]) -> Mapping[str, str]:
    primaries = {instance.cluster_name for instance in known if instance.primary}
    found: dict[str, str] = {}
    for instance in known:
        name = instance.cluster_name
        if name and instance.primary:
            found[f"ako-{name}-{instance.id}"] = instance.id
        elif name and name not in primaries:
            found[f"ako-{name}"] = ""
    return found


def may_be_unread(user: str, names: Usernames) -> bool:
    """Whether an instance whose settings were not read may write a username that no other instance writes.

    It ends in that instance's namespace, or is that of the primary of a cluster of ours: the instance may be it. While
    no cluster name is known at all, it may be any.
    """
    if not names.unconfigured or user in names.writers:
        return False
    if not names.clusters:
        return True
    as_primary = user.removeprefix("ako-") in names.clusters and user.startswith("ako-")
    return as_primary or any(user.endswith(f"-{namespace}") for namespace in names.unconfigured)


def marked_cluster(vs: VirtualService) -> str | None:
    """Return the cluster name in its marker, None without one."""
    found = vs.markers.get("clustername")
    return found[0] if found else None


def cluster_of(vs: VirtualService, names: Usernames) -> str | None:
    """Return the cluster name of its marker, else that of the longest known prefix of its name, else None."""
    return marked_cluster(vs) or next(
        (names.prefixes[known] for known in names.prefixes if vs.name.startswith(known)), None
    )


def is_misnamed(name: str, marked: str | None) -> bool:
    """Whether a name does not begin as AKO begins it for the cluster that a marker names."""
    if not marked or (name.startswith(marked) and name.startswith("--", len(marked))):
        return False
    return not name.startswith(f"ako-gw-{marked}--")


def is_of_cluster(markers: Mapping[str, tuple[str, ...]], name: str, names: Usernames) -> bool:
    """Whether an object is of one of our cluster names by its marker, or without one by the prefix of its name."""
    marker = next(iter(markers.get("clustername", ())), None)
    if marker is not None:
        return marker in names.clusters
    return any(name.startswith(prefix) for prefix in names.prefixes)


def is_ours(vs: VirtualService, names: Usernames) -> bool:
    """Whether it is of one of our cluster names; a marker decides alone."""
    if marked_cluster(vs) is not None:
        return marked_cluster(vs) in names.clusters
    return vs.created_by in names.writers or cluster_of(vs, names) is not None


def is_ako_shaped(vs: VirtualService, names: Usernames) -> bool:
    """Whether created_by, marker or name look like AKO's; anything else is not AKO's."""
    return (
        (vs.created_by or "").startswith("ako-")
        or "clustername" in vs.markers
        or cluster_of(vs, names) is not None
        or (
            "--" in vs.name
            and (vs.name.startswith("ako-gw-") or "Shared-L7-" in vs.name or "Shared-Passthrough-" in vs.name)
        )
    )
