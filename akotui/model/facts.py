"""What a source saw: raw facts with their moment, the only thing that crosses from sources to the engine.

Facts carry the bytes that the API sent, so that a recording replays through tomorrow's decoder and the demo
exercises the decoder. Listing, re-listing and polling are one thing: pages, then `ListEnded`. Written down, a fact is
told from others by its class's name (`tag`).
"""

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.model.kinds import Kind, Plane

PLUGIN: Final = "credential plugin"
"""How a detail begins that is about the credential plugin of the kubeconfig."""


class Scope(msgspec.Struct, frozen=True, order=True):
    """One source: the cluster, or one Controller. `name` is `kubernetes` or the Controller's host[:port]."""

    name: str
    plane: Plane


class SourceState(enum.Enum):
    """How a source is; the values are the report's."""

    CONNECTING = "connecting"
    LIVE = "live"
    STALE = "stale"
    PARTIAL = "partial"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    OFF = "off"


class Paged(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """One page of a running list: each item's own JSON, in the server's order."""

    scope: Scope
    kind: Kind
    items: Sequence[bytes]
    at: datetime


class ListEnded(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """The pages since the last end are now all there is of this kind (of `part` of it).

    `part` is the namespace that was listed alone, empty for the whole kind: only rows of that part are replaced.
    `missing` says in words what of the kind could not be read although the list ended (a tenant, a page, a
    namespace): then nothing may be concluded from absence. `served` is False when API discovery answered and does
    not list the kind: known to be absent, empty and complete. `audit`: the list is of the very moment up to which a
    watch has told everything, so that each difference to what is known is something that the watch lost.
    """

    scope: Scope
    kind: Kind
    at: datetime
    part: str = ""
    missing: tuple[str, ...] = ()
    served: bool = True
    audit: bool = False


class Upserted(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """A watch saw an object appear or change."""

    scope: Scope
    kind: Kind
    raw: bytes
    at: datetime


class Deleted(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """A watch saw an object go; `raw` is its last state."""

    scope: Scope
    kind: Kind
    raw: bytes
    at: datetime


class Unread(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """A kind (or the `part` of it) is served and could not be read: what is known of it stays, as unknown."""

    scope: Scope
    kind: Kind
    reason: str
    at: datetime
    part: str = ""


class Observed(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """The state of a source changed. `retry_at`: when it will try again by itself (None: when asked to).

    `cautions` are what a person must know as long as it holds, however well the source is. `every`: seconds from one
    reading of everything to the next, as far as that is known of a source that is polled.
    """

    scope: Scope
    state: SourceState
    detail: str
    at: datetime
    endpoint: str = ""
    retry_at: datetime | None = None
    cautions: tuple[str, ...] = ()
    every: int | None = None


class FirstRoundEnded(msgspec.Struct, frozen=True, tag_field="fact", tag=True):
    """All that this source was going to read at first has been read or given up: a headless run may judge."""

    scope: Scope
    at: datetime


Fact = Paged | ListEnded | Upserted | Deleted | Unread | Observed | FirstRoundEnded
