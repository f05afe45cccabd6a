"""Host names: the instances that want each, and the virtual services that serve it."""

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import HostSubject
from akotui.views.narrowing import within
from akotui.views.table import Column, Listing, Query, Row, Tone, listed

_TWO = 2

COLUMNS = (
    Column("host", "HOST", 30, grow=2),
    Column("instances", "WANTED BY", 16, grow=1, toned=True),
    Column("virtual-services", "VIRTUAL SERVICES", 24, grow=2),
    Column("from", "FROM", 24, grow=1, rank=5),
)


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a host."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the hosts."""
    return listed(within(estate.hosts, estate, query.narrowing), row, lambda subject: subject.fqdn)


def row(subject: HostSubject) -> Row:
    """Return the row of a host; one that two instances want is in error."""
    return Row(
        subject.fqdn,
        (
            subject.fqdn,
            "|".join(subject.instances) or "--",
            ", ".join(one.vs.name for one in subject.virtual_services) or "--",
            ", ".join(str(workload) for workload in subject.workloads),
        ),
        Tone.ERROR if len(subject.instances) >= _TWO else Tone.PLAIN,
    )
