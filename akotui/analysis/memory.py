"""What an estate remembers so that the next one costs only what differs. It tells no estates apart."""

from collections.abc import Hashable, Mapping, Sequence

import msgspec

from akotui.analysis.findings import Coverage
from akotui.analysis.intentions import Intentions
from akotui.analysis.judging import Verdicts
from akotui.analysis.patches import Rows
from akotui.analysis.settling import Settled
from akotui.analysis.subjects import AnyRule, EstateSubject, InstanceSubject, PartsSubject
from akotui.analysis.surveying import Survey
from akotui.analysis.telling import Told
from akotui.model.inventory import Inventory


class Memory(msgspec.Struct, frozen=True, eq=False):
    """The inventory that was judged, and each stage of judging it; every memory equals every other."""

    inventory: Inventory = Inventory()
    rules: tuple[AnyRule, ...] = ()
    intentions: Intentions = Intentions()
    verdicts: Verdicts = Verdicts()
    settled: Settled = Settled()
    survey: Survey = Survey()
    written: Mapping[str, Mapping[str, str]] = {}
    overview: Rows[Hashable, EstateSubject] = Rows()
    instances: Rows[str, InstanceSubject] = Rows()
    instances_in_order: Sequence[InstanceSubject] = ()
    parts: Rows[Hashable, PartsSubject] = Rows()
    parts_in_order: Sequence[PartsSubject] = ()
    unseen: str = ""
    coverage: tuple[Coverage, ...] = ()
    told: Told = Told()

    def __eq__(self, other: object) -> bool:
        """Equal to any other memory: estates are equal when what they say is."""
        return isinstance(other, Memory)

    def __hash__(self) -> int:
        """The same for all."""
        return 0

    def __repr__(self) -> str:
        """Nothing of what is remembered: it is as large as the estate."""
        return "Memory()"
