"""Who works in a namespace and comes from it, who asks for a host and serves it, what names an object as its source."""

from collections.abc import Mapping

import msgspec

from akotui.analysis import intentions, settling
from akotui.analysis.edits import Edits
from akotui.analysis.instances import Instance
from akotui.analysis.intentions import Intentions
from akotui.analysis.judging import Key, Verdicts
from akotui.analysis.patches import gather
from akotui.analysis.settling import Settled
from akotui.analysis.subjects import Workload
from akotui.analysis.suspects import Suspects
from akotui.model.inventory import Inventory


class Found(msgspec.Struct, frozen=True):
    """What the subjects are made from: the differences, the wishes, the verdicts, and all that was read.

    `begins`: there was nothing before.
    """

    edits: Edits
    kept: Intentions
    verdicts: Verdicts
    settled: Settled
    inventory: Inventory
    known: tuple[Instance, ...]
    begins: bool


class Groups(msgspec.Struct, frozen=True):
    """The works by namespace and by host, the virtual services by namespace, host and source."""

    working_in: Mapping[str, tuple[Workload, ...]]
    from_namespace: Mapping[str, tuple[Key, ...]]
    asking: Mapping[str, tuple[Workload, ...]]
    serving: Mapping[str, tuple[Key, ...]]
    from_source: Mapping[Workload, tuple[Key, ...]]


def all_groups(found: Found) -> Groups:
    """Return the groups of all."""
    kept, settled = found.kept, found.settled
    return Groups(
        kept.working_in.value.now,
        settled.from_namespace.value.now,
        kept.asking.value.now,
        settled.serving.value.now,
        settled.from_source.value.now,
    )


def few_groups(found: Found, suspects: Suspects) -> Groups:
    """Return the groups of what is suspect: of few, looking through all once is cheaper than to group all."""
    works, judged = found.kept.works.now, found.settled.judged.now
    return Groups(
        suspects.working_in,
        gather(judged, settling.namespaces, suspects.namespaces),
        gather(works, intentions.hosts, suspects.hosts),
        gather(judged, settling.hosts, suspects.hosts),
        gather(judged, settling.sources, suspects.works),
    )
