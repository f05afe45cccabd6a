"""Owner usernames: every created_by on the Controller, and whose it is."""

from collections.abc import Mapping

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import State, UserState, UserSubject
from akotui.views import marking, words
from akotui.views.sources import aged
from akotui.views.table import Column, Listing, Query, Row, choose

COLUMNS = (
    Column("name", "USERNAME", 20, grow=2),
    Column("state", "STATE", 13, toned=True),
    Column("instance", "INSTANCE", 14, grow=1),
    Column("virtual-services", "VS", 5),
    Column("orphaned", "ORPHANED", 8, rank=1),
    Column("tenants", "TENANTS", 12, grow=1, rank=2),
)

_ORDER: Mapping[UserState, int] = {state: place for place, state in enumerate(words.USERS)}


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a username."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the usernames; of an instance, those it writes or may write."""
    subjects = estate.users
    if query.instance is not None:
        subjects = tuple(subject for subject in subjects if query.instance in subject.expected_of)
    lost = bool(aged(estate.sources))
    ordered = sorted(subjects, key=lambda subject: _ORDER[subject.state])
    return choose(ordered, marking.aged(row, lambda _: lost), _key, query)


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
