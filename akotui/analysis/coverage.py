"""How much of what a rule needs was read."""

from collections.abc import Iterable, Iterator, Sequence

from akotui.analysis.findings import Coverage
from akotui.analysis.instances import Instance
from akotui.analysis.reach import IN_TENANTS, TELL_TENANTS
from akotui.analysis.subjects import AnyRule
from akotui.model.facts import SourceState
from akotui.model.inventory import Extent, Inventory, Table
from akotui.model.kinds import Kind, Plane

RAN, PARTIAL, NOT_RUN = "ran", "partial", "not-run"


def tables_of(inventory: Inventory, kind: Kind) -> tuple[Table[object], ...]:
    """Return the tables a kind stands in: one for the cluster, one a Controller that is not off."""
    if kind.plane is Plane.KUBERNETES:
        return (getattr(inventory.cluster, kind.value),)
    return tuple(
        getattr(controller, kind.value)
        for controller in inventory.controllers.values()
        if controller.health.state is not SourceState.OFF
    )


def coverage_of(rule: AnyRule, inventory: Inventory, instances: Sequence[Instance] = (), unseen: str = "") -> Coverage:
    """Return how a rule can run.

    Not when a kind it needs was not read at all, or one that it needs whole was not read completely; partially when
    of a kind something is missing, or one that only traces single subjects is not there, or when something about the
    instances cannot be told. `unseen` is what of the Controllers this cluster uses and the account does not see: a rule
    about what lies in tenants says nothing of it, nor of tenants while these are not all known.
    """
    reads = rule.needs | rule.traces
    in_tenants = bool(IN_TENANTS & (reads | rule.whole))
    if in_tenants:
        reads |= TELL_TENANTS
    whole = [kind for kind in Kind if kind in rule.whole and not _whole(rule, inventory, kind)]
    unread = [kind for kind in Kind if kind in rule.needs and not _read(inventory, kind)]
    lacking = [kind for kind in Kind if kind in reads and not _whole(rule, inventory, kind)]
    if missing := list(dict.fromkeys(whole + unread)):
        return Coverage(rule.slug, NOT_RUN, _why(inventory, missing))
    undecided = rule.undecided([one for one in instances if one.known])
    reasons = "; ".join(filter(None, (_why(inventory, lacking), unseen if in_tenants else "", undecided)))
    return Coverage(rule.slug, PARTIAL if reasons else RAN, reasons)


def missing(inventory: Inventory, kinds: Iterable[Kind]) -> Iterator[str]:
    """Yield `kind: why not all of it is known`, for those of which that is so: there may be more than what is seen."""
    for kind in kinds:
        tables = tables_of(inventory, kind)
        if not tables or not all(table.whole for table in tables):
            yield _why(inventory, (kind,))


def lack(tables: Iterable[Table[object]]) -> str:
    """Say why nothing follows from absence in these tables; empty when they are whole."""
    reasons: dict[str, None] = {}
    broken = 0
    for table in tables:
        if table.coverage.extent in (Extent.UNREAD, Extent.PARTIAL):
            reasons.update((f"{part}: {reason}" if part else reason, None) for part, reason in table.coverage.reasons)
        broken += len(table.broken)
    return ", ".join((*reasons, *((f"{broken} could not be understood",) if broken else ())))


def _read(inventory: Inventory, kind: Kind) -> bool:
    tables = tables_of(inventory, kind)
    return any(table.read for table in tables)


def _whole(rule: AnyRule, inventory: Inventory, kind: Kind) -> bool:
    tables = tables_of(inventory, kind)
    if kind is Kind.TENANT and not all(table.rows for table in tables):
        return False  # every account sees at least one
    return bool(tables) and all(table.understood if kind in rule.metadata else table.whole for table in tables)


def _why(inventory: Inventory, kinds: Iterable[Kind]) -> str:
    return "; ".join(f"{kind.value}: {_lack(kind, tables_of(inventory, kind))}" for kind in kinds)


def _lack(kind: Kind, tables: Sequence[Table[object]]) -> str:
    if not tables:
        return "no Avi Controller is read"
    return lack(tables) or ("none is shown" if kind is Kind.TENANT else "not read completely")
