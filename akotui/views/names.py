"""Names as a table: the object on the Controller, who would make it, of what, and whether it is there."""

from collections.abc import Iterable

from akotui.analysis.name_sightings import Sighting
from akotui.views.table import WIDE, Column, Row, Tone

COLUMNS: tuple[Column, ...] = (
    Column("kind", "KIND", 14),
    Column("tenant", "TENANT", 8),
    Column("name", "NAME", 30, grow=1),
    Column("type", "TYPE", 14),
    Column("instance", "INSTANCE", 10),
    Column("from", "FROM", 20),
    Column("host", "HOST", 20),
    Column("seen", "ON CONTROLLER", 13),
    Column("user", "CREATED BY", 20, rank=WIDE),
)
_NOTHING = "--"
_UNKNOWN = "unknown"
_SEEN = {True: "yes", False: "no", None: _UNKNOWN}
_TONES = {True: Tone.PLAIN, False: Tone.MISSING, None: Tone.UNKNOWN}


def rows(sightings: Iterable[Sighting]) -> tuple[Row, ...]:
    """Return one row a name and object behind it, in the order given."""
    return tuple(_row(each) for each in sightings)


def _row(each: Sighting) -> Row:
    cells = (
        each.made.value,
        each.tenant,
        each.name,
        each.type.value if each.type else _NOTHING,
        each.instance or _NOTHING,
        str(each.workload) if each.workload else _UNKNOWN,
        each.host or _NOTHING,
        _SEEN[each.seen],
        each.user or _NOTHING,
    )
    return Row("/".join(cells), cells, _TONES[each.seen])
