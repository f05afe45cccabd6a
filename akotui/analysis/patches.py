"""Keyed collections after a step, and what differs from the step before: the operations of the analysis.

A collection is patched, never edited: what stays equal stays the very same object, and what nothing touched is not
looked at. Beginning from nothing is the same operation, with every key touched.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import compress
from operator import is_not
from types import MappingProxyType
from typing import Final, Generic, Protocol, Self, TypeVar

import msgspec

from akotui.analysis.blocks import in_blocks, rearranged
from akotui.analysis.later import Later, made
from akotui.model.layers import edited, may_differ

K = TypeVar("K")
V = TypeVar("V")
G = TypeVar("G")


class Comparable(Protocol):
    """A key that has an order."""

    def __lt__(self, other: Self, /) -> bool:
        """Whether it stands before another."""
        ...


C = TypeVar("C", bound=Comparable)

_TWO: Final = 2

_MANY: Final = 8
"""When more than one in so many differs, sorting anew is cheaper than looking up each place."""


class Rows(msgspec.Struct, Generic[K, V], frozen=True):
    """A collection now and before, and the keys under which the two differ."""

    now: Mapping[K, V] = MappingProxyType({})
    was: Mapping[K, V] = MappingProxyType({})
    touched: Collection[K] = ()

    def changes(self) -> Iterator[tuple[K, V | None, V | None]]:
        """Yield each touched key with its value before and now; None where it is not there."""
        for key in self.touched:
            yield key, self.was.get(key), self.now.get(key)


def in_order(few: tuple[C, ...]) -> tuple[C, ...]:
    """Return a few things in order: most often it is one, or two."""
    if len(few) == _TWO:
        first, second = few
        return (second, first) if second < first else few
    return tuple(sorted(few)) if few else few


def differing(old: Mapping[K, V], new: Mapping[K, V]) -> Collection[K]:
    """Return the keys whose value is another object, or that are in one of the two only.

    No object may stand under two keys: most often all but a few stand where they stood, and no key is looked up.
    """
    if old is new:
        return ()
    if (few := may_differ(old, new)) is not None:
        return [key for key in few if old.get(key) is not new.get(key)]
    if len(old) == len(new):
        moved = list(compress(new, map(is_not, old.values(), new.values())))
        if all(map(old.__contains__, moved)):
            return [key for key in moved if old[key] is not new[key]]
    found = list(compress(new, map(is_not, map(old.get, new), new.values())))
    if len(new) - sum(key not in old for key in found) < len(old):
        found += [key for key in old if key not in new]
    return found


def everything(rows: Rows[K, V]) -> Collection[K]:
    """Return all keys of before and now."""
    return rows.now.keys() | rows.was.keys() if rows.was else rows.now.keys()


def all_new(now: Mapping[K, V]) -> Rows[K, V]:
    """Return the rows where nothing was before."""
    return Rows(now, {}, now.keys())


def patch(was: Mapping[K, V], fresh: Iterable[tuple[K, V | None]]) -> Rows[K, V]:
    """Return the rows with these values instead, None for gone; an equal value leaves the old object in place."""
    if not was:
        now = {key: new for key, new in fresh if new is not None}
        return Rows(now, was, now.keys())
    edits: dict[K, V | None] = {}
    for key, new in fresh:
        old = was.get(key)
        if new is not old and (new is None or old is None or new != old):
            edits[key] = new
    return Rows(edited(was, edits), was, edits.keys()) if edits else Rows(was, was)


def remake(was: Mapping[K, V], keys: Iterable[K], made: Callable[[K], V | None]) -> Rows[K, V]:
    """Return the rows with what is made of these keys instead, as `patch` does."""
    if not was:
        now = {key: new for key in keys if (new := made(key)) is not None}
        return Rows(now, was, now.keys())
    return patch(was, ((key, made(key)) for key in keys))


def regroup(
    was: Mapping[G, tuple[K, ...]], rows: Rows[K, V], groups_of: Callable[[Mapping[K, V]], Iterable[Iterable[G]]]
) -> Rows[G, tuple[K, ...]]:
    """Return the keys of the rows by group. A group is touched when the value of one of its keys is; empty ones go.

    `groups_of` gives the groups of each of some rows, each once, in the order of the rows: often ten thousand are asked
    at a time.
    """
    if not rows.touched:
        return Rows(was, was)
    if not was and not rows.was:
        return _grouped(was, rows.now, groups_of)
    removed: defaultdict[G, set[K]] = defaultdict(set)
    added: defaultdict[G, list[K]] = defaultdict(list)
    before = {key: rows.was[key] for key in rows.touched if key in rows.was}
    for key, groups in zip(before, groups_of(before), strict=True):
        for group in groups:
            removed[group].add(key)
    after = {key: rows.now[key] for key in rows.touched if key in rows.now}
    for key, groups in zip(after, groups_of(after), strict=True):
        for group in groups:
            added[group].append(key)
    touched = removed.keys() | added.keys()
    edits = ((group, _members(was.get(group, ()), removed[group], added[group])) for group in touched)
    return Rows(patch(was, edits).now, was, touched)


def regroup_later(
    was: Later[Rows[G, tuple[K, ...]]], rows: Rows[K, V], groups_of: Callable[[Mapping[K, V]], Iterable[Iterable[G]]]
) -> Later[Rows[G, tuple[K, ...]]]:
    """Return the same as `regroup`, of what it returned before; where all is new it is made when somebody asks."""
    if rows.touched and not rows.was:
        return Later(lambda: regroup({}, rows, groups_of))
    return made(regroup(was.value.now, rows, groups_of))


def gather(
    rows: Mapping[K, V], groups_of: Callable[[Mapping[K, V]], Iterable[Iterable[G]]], wanted: Collection[G]
) -> Mapping[G, tuple[K, ...]]:
    """Return the keys of the rows by group, in these groups alone."""
    found: defaultdict[G, list[K]] = defaultdict(list)
    for key, groups in zip(rows, groups_of(rows), strict=True) if wanted else ():
        for group in groups:
            if group in wanted:
                found[group].append(key)
    return {group: tuple(keys) for group, keys in found.items()}


def _grouped(
    was: Mapping[G, tuple[K, ...]], rows: Mapping[K, V], groups_of: Callable[[Mapping[K, V]], Iterable[Iterable[G]]]
) -> Rows[G, tuple[K, ...]]:
    """Group from nothing. Most groups have one member, or two: a list is begun with the third only."""
    now: dict[G, tuple[K, ...]] = {}
    several: dict[G, list[K]] = {}
    for key, groups in zip(rows, groups_of(rows), strict=True):
        alone = (key,)
        for group in groups:
            first = now.setdefault(group, alone)
            if first is alone:
                continue
            if len(first) == 1:
                now[group] = (*first, key)
            elif (members := several.get(group)) is not None:
                members.append(key)
            else:
                several[group] = [*first, key]
    for group, keys in several.items():
        now[group] = tuple(keys)
    return Rows(now, was, now.keys())


def _members(was: tuple[K, ...], removed: set[K], added: list[K]) -> tuple[K, ...] | None:
    """The keys of a group after a step; the same tuple when they are the same."""
    if len(removed) == len(added) and removed.issuperset(added):
        return was
    if len(removed) > _TWO:
        return (*(key for key in was if key not in removed), *added) or None
    kept = list(was)
    for key in removed:  # a few are found by identity, in a group that may be long
        kept.remove(key)
    return (*kept, *added) or None


def reorder(was: Sequence[V], rows: Rows[K, V], order: Callable[[V], tuple[object, ...]]) -> Sequence[V]:
    """Return the rows' values by `order`, in which no two are equal; `was` is what this returned before."""
    if len(rows.touched) * _MANY > len(rows.now):
        return in_blocks(sorted(rows.now.values(), key=order))
    return rearranged(was, ((old, new) for _, old, new in rows.changes()), order)


def reorder_by_key(was: Sequence[V], rows: Rows[C, V], order: Callable[[V], tuple[object, ...]]) -> Sequence[V]:
    """Return the same as `reorder`, of rows whose keys have the order of their values: no key is made anew."""
    if len(rows.touched) * _MANY > len(rows.now):
        return in_blocks(map(rows.now.__getitem__, sorted(rows.now)))
    return reorder(was, rows, order)


def rearrange(
    was: tuple[V, ...], changes: Iterable[tuple[V | None, V | None]], order: Callable[[V], tuple[object, ...]]
) -> tuple[V, ...]:
    """Return an ordered tuple with each first value taken out and each second one put in."""
    found: list[V] | None = None
    for old, new in changes:
        found = list(was) if found is None else found
        if old is not None:
            del found[bisect_left(found, order(old), key=order)]
        if new is not None:
            found.insert(bisect_left(found, order(new), key=order), new)
    return was if found is None else tuple(found)


class Deadlines(msgspec.Struct, Generic[K], frozen=True):
    """Moments from which on a key is to be judged again although nothing touched it; `first` is none of them later."""

    moments: Mapping[K, datetime] = MappingProxyType({})
    first: datetime | None = None

    def due(self, at: datetime | None) -> Collection[K]:
        """Return the keys whose moment has come."""
        if self.first is None or at is None or at < self.first:
            return ()
        return [key for key, moment in self.moments.items() if moment <= at]


def postpone(was: Deadlines[K], fresh: Iterable[tuple[K, datetime | None]]) -> Deadlines[K]:
    """Return the deadlines with these instead, None for none."""
    rows = patch(was.moments, fresh)
    return Deadlines(rows.now, min(rows.now.values(), default=None)) if rows.touched else was
