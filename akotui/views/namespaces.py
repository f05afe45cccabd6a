"""Namespaces: who claims each, and what is in it. Those that want attention stand first."""

from collections.abc import Mapping

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import NamespaceState, NamespaceSubject
from akotui.model.kinds import Kind, Plane
from akotui.views import marking, words
from akotui.views.loading import connecting
from akotui.views.narrowing import within
from akotui.views.sources import aged, shows
from akotui.views.table import Column, Listing, Order, Query, Row, listed

RANKS = words.ranks((*words.NAMESPACES.values(), words.IDLE_NAMESPACE))

COLUMNS = (
    Column("namespace", "NAMESPACE", 14, grow=2),
    Column("state", "STATE", 14, toned=True, ranks=RANKS),
    Column("claimed-by", "CLAIMED BY", 18, grow=1),
    Column("labels", "LABELS", 18, grow=2, rank=2),
    Column("ingresses", "ING", 4, rank=3, order=Order.NUMBER),
    Column("services", "LB", 4, rank=4, order=Order.NUMBER),
    Column("routes", "ROUTE", 5, rank=5, order=Order.NUMBER),
    Column("gateways", "GW", 4, rank=5, order=Order.NUMBER),
    Column("virtual-services", "VS", 4, rank=1, order=Order.NUMBER),
    Column("tenant", "TENANT", 10, rank=6),
)

_ORDER: Mapping[NamespaceState, int] = {state: place for place, state in enumerate(words.NAMESPACES)}
_IDLE = len(_ORDER)


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a namespace."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the namespaces, those that want attention first."""
    subjects = within(estate.namespaces, estate, query.narrowing)
    lost = any(scope.plane is Plane.KUBERNETES for scope in aged(estate.sources))
    waits = connecting(estate, Plane.KUBERNETES)
    seen = shows(estate, Kind.VIRTUAL_SERVICE)
    counted = row if seen else marking.uncounted(row, COLUMNS, {"virtual-services"})
    make = marking.patient(counted, COLUMNS) if waits else counted
    ordered = sorted(subjects, key=_urgency)
    marked = marking.aged(make, lambda _: lost)
    form = f"{marking.WAITING if waits else ''}{'' if seen else marking.UNCOUNTED}"
    return listed(ordered, marked, lambda subject: subject.namespace.metadata.name, form)


def row(subject: NamespaceSubject) -> Row:
    """Return the row of a namespace."""
    mark = mark_of(subject)
    counts = subject.counts
    return Row(
        subject.namespace.metadata.name,
        (
            subject.namespace.metadata.name,
            words.state_cell(mark),
            claimed_by(subject),
            labels(subject),
            str(counts.get("ingresses", "?")),
            str(counts.get("services", "?")),
            str(counts.get("routes", "?")),
            str(counts.get("gateways", "?")),
            str(subject.virtual_services),
            subject.tenant or "",
        ),
        mark[2],
    )


def mark_of(subject: NamespaceSubject) -> words.Mark:
    """Return symbol, word and tone; a namespace nobody claims and that asks for nothing is quiet."""
    return words.IDLE_NAMESPACE if _idle(subject) else words.NAMESPACES[subject.state]


def claimed_by(subject: NamespaceSubject) -> str:
    """Return the instances that claim it, and those that would but for their block list."""
    names = [instance.id for instance in subject.claimants]
    names += [f"{instance.id} (blocked)" for instance in subject.blockers]
    if subject.state is NamespaceState.UNKNOWN:
        names.append("?")
    return ", ".join(names) or "nobody"


def labels(subject: NamespaceSubject) -> str:
    """Return the labels that some instance selects by; a label nobody asks for explains nothing."""
    asked = {instance.selector.key for instance in subject.instances if instance.selector is not None}
    held = subject.namespace.metadata.labels
    return " ".join(f"{key}={held[key]}" for key in sorted(asked) if key in held) or "--"


def _idle(subject: NamespaceSubject) -> bool:
    return subject.state is NamespaceState.UNCLAIMED and not subject.workloads and not subject.virtual_services


def _urgency(subject: NamespaceSubject) -> int:
    return _IDLE if _idle(subject) else _ORDER[subject.state]
