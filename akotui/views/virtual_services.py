"""Virtual services: state, owner username, owner. Those without a right owner stand first."""

from collections.abc import Callable, Mapping, Sequence

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import State, VirtualServiceSubject, Workload
from akotui.model.kinds import Plane
from akotui.views import marking, words
from akotui.views.ages import moment
from akotui.views.loading import connecting
from akotui.views.narrowing import within
from akotui.views.ranked import ranked
from akotui.views.sources import aged
from akotui.views.table import Cells, Column, Listing, Order, Query, Row, Tone, listed

COLUMNS = (
    Column("state", "STATE", 14, toned=True, signed=True, ranks=words.ranks(words.VIRTUAL_SERVICES.values())),
    Column("name", "NAME", 18, grow=4, named=True),
    Column("created-by", "CREATED BY", 15, grow=1, told=12),
    Column("owner", "OWNER", 12, grow=1, rank=1),
    Column("from", "FROM", 14, grow=2, rank=2),
    Column("tenant", "TENANT", 8, rank=3),
    Column("vip", "VIP", 15, rank=4),
    Column("operational", "OPER", 9, rank=5),
    Column("type", "TYPE", 16, rank=5),
    Column("reasons", "REASONS", 28, rank=6),
    Column("confidence", "SURE", 8, rank=7, ranks=tuple(one.value for one in Confidence)),
    Column("uuid", "UUID", 52, rank=8),
    Column("modified", "MODIFIED", 8, rank=4, order=Order.AGE),
)

_ORDER: Mapping[State, int] = {state: place for place, state in enumerate(words.VIRTUAL_SERVICES)}
_STATES: Mapping[State, str] = {state: words.state_cell(mark) for state, mark in words.VIRTUAL_SERVICES.items()}
_SHORT = {"Ingress": "ing", "Service": "svc", "Route": "route", "Gateway": "gw", "HTTPRoute": "hr"}


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a virtual service."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the virtual services, those without a right owner first.

    A verdict rests on its Controller and on the cluster: it is as old as the older of the two.
    """
    subjects = within(estate.virtual_services, estate, query.narrowing)
    lost = aged(estate.sources)
    cluster = any(scope.plane is Plane.KUBERNETES for scope in lost)
    waits = connecting(estate, Plane.KUBERNETES)
    make = marking.patient(row, COLUMNS) if waits else row
    ordered = ranked(subjects, _urgency, query.before)
    marked = marking.aged(make, lambda subject: cluster or subject.scope in lost)
    form, cells = (marking.WAITING, None) if waits else ("", Cells(ordered, _CELLS, _tone))
    return listed(ordered, marked, key, form, cells=cells)


def key(subject: VirtualServiceSubject) -> str:
    """Return the key: the uuid is unique within one Controller."""
    return f"{subject.scope.name}/{subject.vs.uuid}"


def row(subject: VirtualServiceSubject) -> Row:
    """Return the row of a virtual service."""
    return Row(key(subject), tuple([cell(subject) for cell in _CELLS]), _tone(subject))


def owner(subject: VirtualServiceSubject) -> str:
    """Return the owner; all who would have it when it is more than one; `nobody` only where that is known."""
    if subject.state is State.DOUBLE_OWNED:
        others = [name for name in subject.claimants if name != subject.owner]
        return "|".join([subject.owner or "?", *others])
    if subject.state is State.AMBIGUOUS:
        return "|".join(subject.candidates) or "?"
    if subject.owner is not None:
        return subject.owner
    return {State.ORPHANED: "nobody", State.UNKNOWN: "?"}.get(subject.state, "--")


def origins(subject: VirtualServiceSubject) -> str:
    """Return the first Kubernetes object behind it and how many more; `!` marks one that is gone, `?` one unread."""
    if not subject.origins:
        return "--"
    first = subject.origins[0]
    work = first.workload
    mark = {True: "", False: "!", None: "?"}[first.found]
    more = f" +{len(subject.origins) - 1}" if len(subject.origins) > 1 else ""
    return f"{short_name(work)}{mark}{more}"


def short_name(work: Workload) -> str:
    """Return `ing shop/web`."""
    return f"{_SHORT.get(work.kind, work.kind)} {work.namespace}/{work.name}"


def _urgency(subject: VirtualServiceSubject) -> int:
    return _ORDER[subject.state]


def _tone(subject: VirtualServiceSubject) -> Tone:
    return words.VIRTUAL_SERVICES[subject.state][2]


def _vip(subject: VirtualServiceSubject) -> str:
    if subject.addresses:
        return ", ".join(subject.addresses)
    return "of parent" if subject.vs.parent else "--"


def _operational(subject: VirtualServiceSubject) -> str:
    return (subject.runtime.state if subject.runtime else "").removeprefix("OPER_").lower() or "?"


_CELLS: Sequence[Callable[[VirtualServiceSubject], str]] = (
    lambda subject: _STATES[subject.state],
    lambda subject: subject.vs.name,
    lambda subject: subject.vs.created_by or "--",
    owner,
    origins,
    lambda subject: subject.vs.tenant,
    _vip,
    _operational,
    lambda subject: subject.type.value,
    lambda subject: ", ".join(reason.value for reason in subject.reasons),
    lambda subject: subject.confidence.value,
    lambda subject: subject.vs.uuid,
    lambda subject: moment(subject.vs.last_modified),
)
"""What makes each cell of a row, in the order of the columns."""
