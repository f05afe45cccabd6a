"""The track of a recording: what was known at each of its moments, judged in their order. No clock, no screen.

Whatever way leads to a moment, what is shown there is the same: going back starts from an earlier place that was kept
and judges forward again, at the same moments. Facts that came within PACE are one moment, as they are in the engine.
A moment is judged when it brings something, and once in SPARSE without: a poll that finds all as it was costs little.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, cast

import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate, looked_at
from akotui.analysis.subjects import AnyRule
from akotui.analysis.timeline import Timeline, follow
from akotui.decode.broken import Broken
from akotui.decode.folding import Fold
from akotui.decode.objects import decode_page
from akotui.model.changes import apply
from akotui.model.facts import Fact, Scope
from akotui.model.inventory import Controller, Inventory, Table
from akotui.model.kinds import Kind, Plane

PACE: Final = timedelta(seconds=0.25)
SPARSE: Final = timedelta(seconds=15)

_PLACES: Final = 48
"""Places kept to go back to; when there are more, every second one goes."""


class Moment(msgspec.Struct, frozen=True):
    """Facts that came together, and when the last of them did."""

    at: datetime
    facts: tuple[Fact, ...]


class Place(msgspec.Struct, frozen=True):
    """What is known after so many moments. `judged` is the inventory that `estate` is of, `timeline` ends there."""

    passed: int
    inventory: Inventory
    judged: Inventory
    estate: Estate
    timeline: Timeline = Timeline()


def moments(facts: Sequence[Fact]) -> Iterator[Moment]:
    """Put together what came within PACE; time never runs backwards, whatever the clock of a source said."""
    group, began, newest = list[Fact](), None, None
    for fact in facts:
        at = fact.at if newest is None else max(newest, fact.at)
        if began is not None and newest is not None and at - began >= PACE:
            yield Moment(newest, tuple(group))
            group, began = [], None
        began, newest = began or at, at
        group.append(fact)
    if newest is not None:
        yield Moment(newest, tuple(group))


class KnownPages:
    """Decodes a page once: a poll that found nothing new brings the very objects of the poll before."""

    def __init__(self) -> None:
        self._known: dict[tuple[Kind, bytes], tuple[Sequence[bytes], list[tuple[str, object] | Broken]]] = {}

    def decoded(self, kind: Kind, items: Sequence[bytes]) -> list[tuple[str, object] | Broken]:
        """Return what `decode_page` does. Pages are told apart by their first object; the newest of each is kept."""
        if not items:
            return []
        known = self._known.get((kind, items[0]))
        if known is not None and known[0] == items:
            return known[1]
        found = decode_page(kind, items)
        self._known[kind, items[0]] = (items, found)
        return found


class Track:
    """Stands at one moment of a recording; moves forward moment by moment, and back to any."""

    def __init__(self, facts: Sequence[Fact], scopes: Sequence[Scope], rules: Sequence[AnyRule]) -> None:
        self.moments = tuple(moments(facts))
        self._times = [moment.at for moment in self.moments]
        self._rules = tuple(rules)
        start = Inventory(controllers={scope: Controller() for scope in scopes if scope.plane is Plane.AVI})
        self.place = Place(0, start, start, analyse(None, start, self._rules))
        self._kept = [self.place]
        self._stride = 1
        self._pages = KnownPages()
        self._fold = Fold(self._pages.decoded)
        self._changes: list[int] = []
        self._explored = 0

    @property
    def ended(self) -> bool:
        """Whether there is no further moment."""
        return self.place.passed == len(self.moments)

    @property
    def at(self) -> datetime | None:
        """The moment where the track stands, None at the beginning."""
        return self._times[self.place.passed - 1] if self.place.passed else None

    @property
    def next_at(self) -> datetime | None:
        """When the next moment is, None at the end."""
        return None if self.ended else self._times[self.place.passed]

    def estate(self) -> Estate:
        """Return what is to be shown here, as old as it is here."""
        place = self.place
        if place.inventory is place.judged:
            return place.estate
        return looked_at(analyse(place.estate, place.inventory, self._rules))

    def passed_until(self, at: datetime) -> int:
        """Return how many moments there are until `at`, that one included."""
        return bisect_right(self._times, at)

    def change_before(self) -> int | None:
        """Return the last change before here, as a number of moments passed; None when there is none."""
        found = bisect_left(self._changes, self.place.passed)
        return self._changes[found - 1] if found else None

    def go_back(self, passed: int) -> None:
        """Stand at the nearest place kept at or before `passed` moments; what lies between is to be advanced."""
        self.place = next(place for place in reversed(self._kept) if place.passed <= passed)
        self._fold = Fold(self._pages.decoded)

    def advance(self) -> bool:
        """Take the next moment in; tell whether the timeline tells of it."""
        moment, before = self.moments[self.place.passed], self.place
        for fact in moment.facts:
            self._fold.add(fact)
        inventory = apply(before.inventory, self._fold.take())
        passed = before.passed + 1
        if _as_before(before.judged, inventory):
            self.place = msgspec.structs.replace(before, passed=passed, inventory=inventory)
            told = False
        else:
            estate = looked_at(analyse(before.estate, inventory, self._rules))
            timeline = follow(before.timeline, estate)
            self.place = Place(passed, inventory, inventory, estate, timeline)
            told = _newest(timeline) != _newest(before.timeline)
        self._remember(told=told)
        return told

    def _remember(self, *, told: bool) -> None:
        passed = self.place.passed
        if passed <= self._explored:
            return
        self._explored = passed
        if told:
            self._changes.append(passed)
        if passed >= self._kept[-1].passed + self._stride and self._fold.idle:
            self._kept.append(self.place)
        if len(self._kept) > _PLACES:
            self._kept = self._kept[::2]
            self._stride *= 2


def _newest(timeline: Timeline) -> int:
    return timeline.events[0].number if timeline.events else 0


def _as_before(judged: Inventory, inventory: Inventory) -> bool:
    """Tell whether nothing but the time of reading differs, and that by little."""
    if judged.at is None or inventory.at is None or inventory.at - judged.at >= SPARSE:
        return judged is inventory
    if judged.controllers.keys() != inventory.controllers.keys() or not _alike(judged.cluster, inventory.cluster):
        return False
    return all(_alike(one, inventory.controllers[scope]) for scope, one in judged.controllers.items())


def _same(judged: object, now: object) -> bool:
    if not isinstance(judged, Table) or not isinstance(now, Table):
        return judged == now
    before, after = cast("Table[object]", judged), cast("Table[object]", now)
    rows = before.rows is after.rows and before.broken is after.broken  # apply keeps them where nothing differs
    return rows and msgspec.structs.replace(before.coverage, at=after.coverage.at) == after.coverage


def _alike(judged: msgspec.Struct, side: msgspec.Struct) -> bool:
    return all(_same(getattr(judged, name), getattr(side, name)) for name in side.__struct_fields__)
