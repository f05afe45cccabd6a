"""How long a finding is known, as a column: what this session can tell, which is not when it arose."""

from collections.abc import Mapping

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.analysis.seniority import Fact, Since
from akotui.views import findings, virtual_services
from akotui.views.ages import moment
from akotui.views.table import Column, Listing, Order, Query, Row

AGE = Column("age", "AGE", 5, order=Order.AGE)
COLUMNS = (*findings.COLUMNS, AGE)
_OTHERS = len(findings.COLUMNS)
SERVICES = tuple(
    msgspec.structs.replace(one, title=AGE.title, width=4) if one.key == "modified" else one
    for one in virtual_services.COLUMNS
)
"""Those of virtual services, with an age, which takes less space, in place of the moment of their last change."""


def listing(estate: Estate, query: Query) -> Listing:
    """Return the findings before anything is known of their ages."""
    return dated(findings.listing(estate, query), {})


def dated(listing: Listing, since: Mapping[Fact, Since]) -> Listing:
    """Return the rows with the moment since which each is known in their last cell; none for what is no finding."""

    def make(index: int) -> Row:
        row, entry = listing.row(index), listing.subjects[index]
        known = since.get((entry.rule, entry.about)) if isinstance(entry, Finding) else None
        told = moment(known.at, older=known.older) if known is not None else "--"
        return msgspec.structs.replace(row, cells=(*row.cells[:_OTHERS], told))

    latest = max((one.at for one in since.values()), default=None)
    return Listing(listing.keys, listing.subjects, make, f"{moment(latest)} {len(since)}")
