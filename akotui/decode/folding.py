"""Facts to changes: pages are decoded as they come, and count once their list has ended.

A list that breaks off leaves nothing behind. Watch events between two takes are one change, so that a storm of them
copies a table once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from akotui.decode.broken import Broken, identify
from akotui.decode.objects import decode, decode_page
from akotui.decode.seen_pages import SeenPages
from akotui.model.avi import Pool, VirtualService
from akotui.model.changes import Change, Changed, HealthChanged, Lost, Replaced, belongs
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    Scope,
    Unread,
    Upserted,
)
from akotui.model.inventory import Coverage, Extent
from akotui.model.kinds import Kind, Plane
from akotui.model.text import clean

_WITH_METADATA = (VirtualService, Pool)

_WATCHED = "#watched"
"""The key of a watched object that lost its name: until the next list, the table is not whole."""


class _Listing(msgspec.Struct):
    """The pages of a list that has not ended."""

    rows: dict[str, object] = msgspec.field(default_factory=dict[str, object])
    broken: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    lost: int = 0

    def add(self, page: Sequence[tuple[str, object] | Broken]) -> None:
        """Take the decoded objects of one kind in; of two with one key the later counts."""
        sound = [one for one in page if isinstance(one, tuple)]
        if len(sound) == len(page) and not self.broken:
            self.rows.update(sound)
            if sound and isinstance(sound[0][1], _WITH_METADATA):
                self._note_unread(sound)
            return
        for one in page:
            if isinstance(one, Broken):
                self._break(one)
            else:
                self.rows[one[0]] = one[1]
                self._note_unread([one])

    def _note_unread(self, found: Iterable[tuple[str, object]]) -> None:
        """Remember of which objects the metadata could not be read, and that it could be of the others."""
        broken = self.broken
        for key, one in found:
            if isinstance(one, _WITH_METADATA) and one.unreadable_metadata and (why := _unread(one)):
                broken[key] = why
            elif broken:
                broken.pop(key, None)

    def _break(self, found: Broken) -> None:
        self.lost += not found.key
        self.rows.pop(found.key, None)
        self.broken[found.key or f"#{self.lost}"] = found.reason

    def without(self, part: str) -> "_Listing":
        """Split the objects that do not belong to `part` off; one that lost its name goes with the first to end."""
        rows = {key: self.rows.pop(key) for key in tuple(self.rows) if not belongs(key, part)}
        others = [key for key in self.broken if not belongs(key, part) and not key.startswith("#")]
        return _Listing(rows, {key: self.broken.pop(key) for key in others})


class _Edits(msgspec.Struct):
    """What a watch saw since the last take, each key's latest word."""

    at: datetime
    upserts: dict[str, object] = msgspec.field(default_factory=dict[str, object])
    broken: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    deletes: set[str] = msgspec.field(default_factory=set[str])

    def forget(self, key: str) -> None:
        self.upserts.pop(key, None)
        self.broken.pop(key, None)
        self.deletes.discard(key)

    def change(self, scope: Scope, kind: Kind) -> Changed:
        return Changed(scope, kind, self.upserts, self.broken, frozenset(self.deletes), self.at)


class Fold:
    """Takes facts in their order, gives changes in theirs. `decoded` decodes pages, for whoever knows a short cut.

    `polled`: lists of Controllers come again and again, so that pages are worth remembering.
    """

    def __init__(
        self,
        decoded: Callable[[Kind, Sequence[bytes]], Sequence[tuple[str, object] | Broken]] = decode_page,
        *,
        polled: bool = False,
    ) -> None:
        self._decoded = decoded
        self._polled = polled
        self.pages = 0
        """How many pages were decoded; those that came before are not."""
        self._seen: dict[tuple[Scope, Kind], SeenPages] = {}
        self._listings: dict[tuple[Scope, Kind], _Listing] = {}
        self._edits: dict[tuple[Scope, Kind], _Edits] = {}
        self._changes: list[Change] = []

    @property
    def changed(self) -> bool:
        """Whether `take` would return something."""
        return bool(self._changes or self._edits)

    @property
    def idle(self) -> bool:
        """Whether nothing is held: no page of a list that has not ended, and nothing to take."""
        return not (self._listings or self.changed)

    def add(self, fact: Fact) -> None:
        """Fold one fact in; never raises for what it holds."""
        match fact:
            case Paged():
                self._page(fact)
            case ListEnded():
                self._end(fact)
            case Upserted() | Deleted():
                self._edit(fact)
            case Unread():
                self._lose(fact)
            case Observed():
                self._changes.append(
                    HealthChanged(
                        fact.scope,
                        fact.state,
                        clean(fact.detail),
                        clean(fact.endpoint),
                        fact.at,
                        fact.retry_at,
                        tuple(map(clean, fact.cautions)),
                        fact.every,
                    )
                )
            case FirstRoundEnded():
                pass

    def take(self) -> tuple[Change, ...]:
        """Return the changes since the last take."""
        for place in tuple(self._edits):
            self._settle(*place)
        taken, self._changes = tuple(self._changes), []
        return taken

    def _page(self, fact: Paged) -> None:
        listing = self._listings.setdefault((fact.scope, fact.kind), _Listing())
        if self._polled and fact.scope.plane is Plane.AVI:
            seen = self._seen.setdefault((fact.scope, fact.kind), SeenPages())
            listing.add(seen.decoded(fact.items, partial(self._decode, fact)))
        else:
            listing.add(self._decode(fact))

    def _decode(self, fact: Paged) -> Sequence[tuple[str, object] | Broken]:
        self.pages += 1
        return self._decoded(fact.kind, fact.items)

    def _end(self, fact: ListEnded) -> None:
        listing = self._listed(fact.scope, fact.kind, fact.part)
        if seen := self._seen.get((fact.scope, fact.kind)):
            seen.ended()
        self._settle(fact.scope, fact.kind)
        broken = _placed(listing.broken, fact.part)
        self._changes.append(
            Replaced(fact.scope, fact.kind, fact.part, listing.rows, broken, _coverage(fact), audit=fact.audit)
        )

    def _listed(self, scope: Scope, kind: Kind, part: str) -> _Listing:
        """Take the pages of a list out; pages of other parts, listed at the same time, stay."""
        listing = self._listings.pop((scope, kind), _Listing())
        if part:
            self._listings[scope, kind] = listing.without(part)
        return listing

    def _lose(self, fact: Unread) -> None:
        self._listed(fact.scope, fact.kind, fact.part)
        self._settle(fact.scope, fact.kind)
        self._changes.append(Lost(fact.scope, fact.kind, clean(fact.part), clean(fact.reason), fact.at))

    def _edit(self, fact: Upserted | Deleted) -> None:
        edits = self._edits.setdefault((fact.scope, fact.kind), _Edits(fact.at))
        edits.at = fact.at
        if isinstance(fact, Deleted):
            key = identify(fact.kind, fact.raw)
            edits.forget(key or _WATCHED)
            if key:
                edits.deletes.add(key)
            else:
                edits.broken[_WATCHED] = "an object went, and its name cannot be told"
            return
        decoded = decode(fact.kind, fact.raw)
        key = (decoded.key if isinstance(decoded, Broken) else decoded[0]) or _WATCHED
        edits.forget(key)
        if isinstance(decoded, Broken):
            edits.broken[key] = decoded.reason
        else:
            edits.upserts[key] = decoded[1]

    def _settle(self, scope: Scope, kind: Kind) -> None:
        """Put what the watch saw in its place before a later list."""
        edits = self._edits.pop((scope, kind), None)
        if edits:
            self._changes.append(edits.change(scope, kind))


def _unread(found: VirtualService | Pool) -> str:
    """Why an object was understood in part only; nobody misses the metadata of one that AKO did not make."""
    if not found.unreadable_metadata:
        return ""
    by_ako = (found.created_by or "").startswith("ako-") or "clustername" in found.markers or "--" in found.name
    return found.unreadable_metadata if by_ako else ""


def _placed(broken: Mapping[str, str], part: str) -> Mapping[str, str]:
    """Objects that lost their name are numbered within their part."""
    return {f"{part}/{key}" if part and key.startswith("#") else key: why for key, why in broken.items()}


def _coverage(fact: ListEnded) -> Coverage:
    if not fact.served:
        return Coverage(Extent.ABSENT, (), fact.at)
    extent = Extent.PARTIAL if fact.missing else Extent.COMPLETE
    return Coverage(extent, tuple((fact.part, clean(reason)) for reason in fact.missing), fact.at)
