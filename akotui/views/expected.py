"""Virtual services that ought to be there, where no Controller tells which ones are: predicted, and said to be so.

A view and nothing more: no verdict, no finding and no document holds any of it.
"""

from typing import Final

from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expectations, Expected
from akotui.model.kinds import Kind, Plane
from akotui.views import marking, words
from akotui.views.loading import connecting
from akotui.views.narrowing import within
from akotui.views.sources import aged
from akotui.views.table import Column, Listing, Query, Row, Tone, listed
from akotui.views.virtual_services import short_name

DOUBLE: Final = ("◎", "expected", Tone.ERROR)
NOBODYS: Final = ("▲", "expected", Tone.WARNING)
EXPECTED: Final = (" ", "expected", Tone.PLAIN)
CONFIRMED: Final = (" ", "confirmed", Tone.PLAIN)
_MARKS: Final = (DOUBLE, NOBODYS, EXPECTED, CONFIRMED)

ANNOTATION: Final = "vs-uuid"
"""What AKO notes on an object that it made a virtual service of (its annotation host-fqdn-vs-uuid-map)."""

COLUMNS: Final = (
    Column("state", "STATE", 11, toned=True, ranks=words.ranks(_MARKS)),
    Column("name", "EXPECTED NAME", 18, grow=4, named=True),
    Column("owner", "OWNER", 12, grow=1),
    Column("from", "FROM", 18, grow=2, rank=1),
    Column("evidence", "EVIDENCE", 9, rank=2),
    Column("instance", "INSTANCE", 12, grow=1, rank=3),
    Column("tenant", "TENANT", 8, rank=4),
    Column("type", "TYPE", 16, rank=5),
    Column("users", "ALL USERNAMES", 28, rank=6),
    Column("uuid", "UUID", 52, rank=8),
)


def predicts(estate: Estate) -> bool:
    """Tell whether all that can be said of virtual services is a prediction: no Controller ever showed any."""
    read = {(scope.plane, kind) for scope, kind in estate.read_at}
    unseen = (Plane.AVI, Kind.VIRTUAL_SERVICE) not in read and not connecting(estate, Plane.AVI)
    return unseen and (Plane.KUBERNETES, Kind.STATEFUL_SET) in read and not connecting(estate, Plane.KUBERNETES)


def listing(expectations: Expectations, estate: Estate, query: Query) -> Listing:
    """Return a row an expected virtual service, those that two claim, or nobody, first."""
    subjects = within(expectations.services, estate, query.narrowing)
    old = any(scope.plane is Plane.KUBERNETES for scope in aged(estate.sources))
    ordered = sorted(subjects, key=lambda one: _MARKS.index(mark(one)))
    return listed(ordered, marking.aged(row, lambda _: old), lambda one: one.key)


def number(expectations: Expectations) -> str:
    """Return `96 expected`; `?` when there may be others."""
    return f"{len(expectations.services)}{'?' if expectations.unknown else ''} expected"


def mark(one: Expected) -> words.Mark:
    """Return symbol, word and tone."""
    if len(one.instances) > 1:
        return DOUBLE
    if not one.instances:
        return NOBODYS
    return CONFIRMED if one.uuids else EXPECTED


def row(one: Expected) -> Row:
    """Return the row of an expected virtual service."""
    symbol, word, tone = mark(one)
    if one.uuids:
        word = CONFIRMED[1]
    return Row(
        one.key,
        (
            words.state_cell((symbol, word, tone)),
            one.name or "--",
            owner(one),
            origins(one),
            ANNOTATION if one.uuids else "predicted",
            "|".join(one.instances) or "--",
            one.tenant,
            one.type.value if one.type is not None else "--",
            ", ".join(one.users) or "--",
            ", ".join(one.uuids) or "--",
        ),
        tone,
    )


def owner(one: Expected) -> str:
    """Return the username that AKO would write; how many would, or that nobody does."""
    if len(one.instances) > 1:
        return f"{len(one.instances)} claim it"
    return "".join(one.users) or "nobody"


def origins(one: Expected) -> str:
    """Return the first Kubernetes object behind it, and how many more."""
    first, *others = one.workloads
    return f"{short_name(first)} +{len(others)}" if others else short_name(first)
