"""Long mappings of which little changes: few entries in place of others lie over those of before, which are shared.

Copying ten thousand entries for each change, and dropping them again, would take longer than what is to be done about
the one that changed. Where many lie above, they are laid down into one `dict`: once in some hundred changes.
"""

from collections.abc import Collection, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Final, TypeVar, cast, overload

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

MANY: Final = 1024
"""Entries from which on a copy is dear."""

FEW: Final = 32
"""A layer holds at most one in so many of what is below it."""


class Layered(Mapping[K, V]):
    """What stands above in place of what stands below, None for gone; equal to any mapping of the same.

    Whoever goes through all of it makes a `dict` of it, once.
    """

    __slots__ = ("_above", "_below", "_length", "_whole")

    def __init__(self, below: dict[K, V], above: dict[K, V | None]) -> None:
        self._below = below
        self._above = above
        here = sum(value is not None for value in above.values())
        self._length = len(below) + here - sum(map(below.__contains__, above))
        self._whole: dict[K, V] | None = None

    @property
    def layers(self) -> tuple[dict[K, V], dict[K, V | None]]:
        """What is below, and what stands above in its place."""
        return self._below, self._above

    def with_edits(self, edits: Mapping[K, V | None]) -> Mapping[K, V]:
        """Return the same with these values instead."""
        return _laid(self._below, {**self._above, **edits})

    def __getitem__(self, key: K) -> V:
        if key not in self._above:
            return self._below[key]
        value = self._above[key]
        if value is None:
            raise KeyError(key)
        return value

    def __contains__(self, key: object) -> bool:
        if key in self._above:
            return self._above[cast("K", key)] is not None
        return key in self._below

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[K]:
        return iter(self.whole())

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | T) -> V | T: ...
    def get(self, key: K, /, default: V | T | None = None) -> V | T | None:
        """Return what stands there, or else the default."""
        if key not in self._above:
            return self._below.get(key, default)
        value = self._above[key]
        return default if value is None else value

    def keys(self) -> KeysView[K]:
        """All keys."""
        return self.whole().keys()

    def values(self) -> ValuesView[V]:
        """All values."""
        return self.whole().values()

    def items(self) -> ItemsView[K, V]:
        """All of both."""
        return self.whole().items()

    def __eq__(self, other: object) -> bool:
        return self.whole() == (other.whole() if isinstance(other, Layered) else other)

    __hash__ = None  # as of any mapping

    def __repr__(self) -> str:
        return repr(self.whole())

    def whole(self) -> dict[K, V]:
        """All of it in one."""
        if self._whole is None:
            self._whole = _laid_down(self._below, self._above)
        return self._whole


def edited(was: Mapping[K, V], edits: Mapping[K, V | None]) -> Mapping[K, V]:
    """Return `was` with these values instead, None for gone; `was` stays as it is."""
    if isinstance(was, Layered):
        return was.with_edits(edits)
    return _laid(was if isinstance(was, dict) else dict(was), dict(edits))


def may_differ(old: Mapping[K, V], new: Mapping[K, V]) -> Collection[K] | None:
    """Return the keys, all those in which two mappings differ among them; None when what is below is not the same."""
    lower, before = _parts(old)
    below, after = _parts(new)
    if lower is not below:
        return None
    return before.keys() | after.keys() if before else after.keys()


def _parts(rows: Mapping[K, V]) -> tuple[Mapping[K, V], Mapping[K, V | None]]:
    return rows.layers if isinstance(rows, Layered) else (rows, {})


def _laid(below: dict[K, V], above: dict[K, V | None]) -> Mapping[K, V]:
    if len(below) < MANY or len(above) * FEW > len(below):
        return _laid_down(below, above)
    return Layered(below, above)


def _laid_down(below: Mapping[K, V], above: Mapping[K, V | None]) -> dict[K, V]:
    now = dict(below)
    for key, value in above.items():
        if value is None:
            now.pop(key, None)
        else:
            now[key] = value
    return now
