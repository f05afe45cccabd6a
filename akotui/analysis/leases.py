"""Which replica of an AKO instance leads: the holder of its Lease, for as long as the Lease is renewed.

AKO pkg/utils/leader_election.go: Lease `ako-lease-lock` in the instance's namespace, 15 seconds, held by a pod's name.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from akotui.model.inventory import Cluster, Table
from akotui.model.kinds import RESOURCES

LEASE: Final = "ako-lease-lock"


class Leadership(msgspec.Struct, frozen=True):
    """`leader` is the holder of a valid Lease, None without one. `holder` is whoever the Lease names.

    `lapsed` is when a Lease that is not valid was last renewed, RFC 3339; empty otherwise.
    """

    leader: str | None = None
    holder: str = ""
    lapsed: str = ""


def find_leadership(cluster: Cluster, namespace: str) -> Leadership:
    """Return who leads in a namespace at the newest moment that is known of the cluster."""
    found = cluster.leases.rows.get(f"{namespace}/{LEASE}")
    now = newest(cluster)
    if found is None or found.renewed is None or now is None:
        return Leadership(holder=found.holder if found else "")
    valid = bool(found.holder) and now <= found.renewed + timedelta(seconds=found.seconds)
    if valid:
        return Leadership(found.holder, found.holder)
    return Leadership(None, found.holder, rfc3339(found.renewed))


def newest(cluster: Cluster) -> datetime | None:
    """Return when the cluster was last heard of. The Controller's moments do not count: it may answer much later."""
    tables: list[Table[object]] = [getattr(cluster, kind.value) for kind in RESOURCES]
    return max((table.coverage.at for table in tables if table.coverage.at is not None), default=None)


def rfc3339(moment: datetime | None) -> str:
    """Return a moment as evidence shows it, `2026-11-22T17:00:00Z`; empty for none."""
    return f"{moment.isoformat(timespec='seconds')[:19]}Z" if moment else ""
