"""Owner usernames: every created_by on the Controller, and whose it is."""

from collections.abc import Mapping

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import State, UserState, UserSubject
from akotui.model.kinds import Kind
from akotui.views import marking, words
from akotui.views.narrowing import within
from akotui.views.sources import MORE, aged, shortfall, shows
from akotui.views.table import Column, Listing, Order, Query, Row, listed

COLUMNS = (
    Column("name", "USERNAME", 20, grow=2),
    Column("state", "STATE", 13, toned=True, signed=True, ranks=words.ranks(words.USERS.values())),
    Column("instance", "INSTANCE", 14, grow=1, told=12),
    Column("virtual-services", "VS", 5, order=Order.NUMBER),
    Column("orphaned", "ORPHANED", 8, rank=1, order=Order.NUMBER),
    Column("tenants", "TENANTS", 12, grow=1, rank=2),
)

_ORDER: Mapping[UserState, int] = {state: place for place, state in enumerate(words.USERS)}


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a username."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the usernames, those of no instance first."""
    subjects = within(estate.users, estate, query.narrowing)
    lost = bool(aged(estate.sources))
    ordered = sorted(subjects, key=lambda subject: _ORDER[subject.state])
    seen = shows(estate, Kind.VIRTUAL_SERVICE)
    make, form = row, ""
    if not seen:
        make, form = marking.uncounted(row, COLUMNS, {"virtual-services", "orphaned", "tenants"}), marking.UNCOUNTED
    elif shortfall(estate, (Kind.VIRTUAL_SERVICE,)) == MORE:
        make, form = marking.doubted(row, COLUMNS, {"virtual-services", "orphaned"}), marking.DOUBTED
    return listed(ordered, marking.aged(make, lambda _: lost), _key, form)


def row(subject: UserSubject) -> Row:
    """Return the row of a username; `--` stands for virtual services that name no user."""
    mark = words.USERS[subject.state]
    orphaned = sum(one.state is State.ORPHANED for one in subject.virtual_services)
    return Row(
        _key(subject),
        (
            subject.name or "--",
            words.state_cell(mark),
            "|".join(subject.expected_of) or _nobody(subject),
            str(len(subject.virtual_services)),
            str(orphaned) if orphaned else "",
            ", ".join(sorted({one.vs.tenant for one in subject.virtual_services})),
        ),
        mark[2],
    )


def _nobody(subject: UserSubject) -> str:
    if not subject.known:
        return "?"
    return "nobody" if subject.state is UserState.NO_INSTANCE else "--"


def _key(subject: UserSubject) -> str:
    return subject.name
