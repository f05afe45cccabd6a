"""Namespaces: who claims each, and what is in it. Those that want attention stand first."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial

from akotui.analysis.estate import Estate
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import NamespaceState, NamespaceSubject
from akotui.model.kinds import Kind, Plane
from akotui.views import marking, words
from akotui.views.loading import connecting
from akotui.views.narrowing import within
from akotui.views.ranked import ranked
from akotui.views.sources import MORE, NAMING, aged, shortfall, shows
from akotui.views.table import Cells, Column, Listing, Order, Query, Row, Tone, listed

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

Cell = Callable[[NamespaceSubject], str]

_ORDER: Mapping[NamespaceState, int] = {state: place for place, state in enumerate(words.NAMESPACES)}
_IDLE = len(_ORDER)
_STATES: Mapping[NamespaceState, str] = {state: words.state_cell(mark) for state, mark in words.NAMESPACES.items()}
_IDLE_CELL = words.state_cell(words.IDLE_NAMESPACE)


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a namespace."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the namespaces, those that want attention first."""
    subjects = within(estate.namespaces, estate, query.narrowing)
    lost = any(scope.plane is Plane.KUBERNETES for scope in aged(estate.sources))
    waits = connecting(estate, Plane.KUBERNETES)
    seen = shows(estate, Kind.VIRTUAL_SERVICE)
    asked = _asked(subjects[0].instances if subjects else ())  # the same for all
    cells = _cells(asked)
    whole = _maker(cells)
    doubtful = seen and shortfall(estate, NAMING) == MORE
    counted = whole if seen else marking.uncounted(whole, COLUMNS, {"virtual-services"})
    counted = marking.doubted(whole, COLUMNS, {"virtual-services"}) if doubtful else counted
    make = marking.patient(counted, COLUMNS) if waits else counted
    ordered = ranked(subjects, _urgency, query.before)
    marked = marking.aged(make, lambda _: lost)
    unsure = marking.DOUBTED if doubtful else "" if seen else marking.UNCOUNTED
    form = f"{marking.WAITING if waits else ''}{unsure}"
    return listed(
        ordered, marked, _name, form, cells=None if form else Cells(ordered, cells, _tone, partial(_likeness, asked))
    )


def row(subject: NamespaceSubject) -> Row:
    """Return the row of a namespace."""
    return _maker(_cells(_asked(subject.instances)))(subject)


def _maker(cells: Iterable[Cell]) -> Callable[[NamespaceSubject], Row]:
    return lambda subject: Row(_name(subject), tuple([cell(subject) for cell in cells]), _tone(subject))


def _cells(asked: tuple[str, ...]) -> tuple[Cell, ...]:
    """Return what makes each cell of a row; `asked` are the labels that some instance selects by."""
    return (
        _name,
        lambda subject: _IDLE_CELL if _idle(subject) else _STATES[subject.state],
        claimed_by,
        _labels(asked),
        lambda subject: str(subject.counts.get("ingresses", "?")),
        lambda subject: str(subject.counts.get("services", "?")),
        lambda subject: str(subject.counts.get("routes", "?")),
        lambda subject: str(subject.counts.get("gateways", "?")),
        lambda subject: str(subject.virtual_services),
        lambda subject: subject.tenant or "",
    )


def _name(subject: NamespaceSubject) -> str:
    return subject.namespace.metadata.name


def mark_of(subject: NamespaceSubject) -> words.Mark:
    """Return symbol, word and tone; a namespace nobody claims and that asks for nothing is quiet."""
    return words.IDLE_NAMESPACE if _idle(subject) else words.NAMESPACES[subject.state]


def _tone(subject: NamespaceSubject) -> Tone:
    return mark_of(subject)[2]


def claimed_by(subject: NamespaceSubject) -> str:
    """Return the instances that claim it, and those that would but for their block list."""
    names = [instance.id for instance in subject.claimants]
    names += [f"{instance.id} (blocked)" for instance in subject.blockers]
    if subject.state is NamespaceState.UNKNOWN:
        names.append("?")
    return ", ".join(names) or "nobody"


def labels(subject: NamespaceSubject) -> str:
    """Return the labels that some instance selects by; a label nobody asks for explains nothing."""
    return _labels(_asked(subject.instances))(subject)


def _asked(instances: Iterable[Instance]) -> tuple[str, ...]:
    return tuple(sorted({one.selector.key for one in instances if one.selector is not None}))


def _labels(asked: tuple[str, ...]) -> Cell:
    if len(asked) != 1:
        return partial(_many_labels, asked)
    (key,) = asked  # as it mostly is, and then ten thousand take half the time
    start = f"{key}="

    def made(subject: NamespaceSubject) -> str:
        value = subject.namespace.metadata.labels.get(key)
        return "--" if value is None else start + value

    return made


def _many_labels(asked: tuple[str, ...], subject: NamespaceSubject) -> str:
    held = subject.namespace.metadata.labels
    return " ".join([f"{key}={held[key]}" for key in asked if key in held]) or "--"


def _likeness(asked: tuple[str, ...], subject: NamespaceSubject) -> Hashable:
    """Return what all follows from that a row shows besides the name; what many share is the same object in each."""
    shared = id(subject.claimants), id(subject.blockers), id(subject.counts), subject.state, not subject.workloads
    held = subject.namespace.metadata.labels
    return (*shared, subject.virtual_services, subject.tenant, *[held.get(key) for key in asked])


def _idle(subject: NamespaceSubject) -> bool:
    return subject.state is NamespaceState.UNCLAIMED and not subject.workloads and not subject.virtual_services


def _urgency(subject: NamespaceSubject) -> int:
    return _IDLE if _idle(subject) else _ORDER[subject.state]
