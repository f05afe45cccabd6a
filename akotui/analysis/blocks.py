"""Long sequences that change little by little: whatever did not change is the very same block before and after.

Of fifty thousand namespaces a handful change at a time. Copying, comparing and dropping all of them each time would
take longer than what is to be done about the few; of blocks only those are made anew in which something changed.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, count
from operator import is_not
from typing import Final, TypeVar, cast, overload

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

SIZE: Final = 64
"""Members of a block as it is cut; it may grow to twice as many."""

_SPARSE: Final = 4
"""When there are so many times as many blocks as are needed, all are cut anew."""


class Blocks(Sequence[V_co]):
    """What stands in these blocks, none of them empty; equal to any sequence of the same."""

    __slots__ = ("blocks", "starts")

    def __init__(self, blocks: Iterable[tuple[V_co, ...]]) -> None:
        self.blocks = tuple(blocks)
        self.starts = [*accumulate(map(len, self.blocks), initial=0)]

    def __len__(self) -> int:
        return self.starts[-1]

    def __iter__(self) -> Iterator[V_co]:
        return chain.from_iterable(self.blocks)

    @overload
    def __getitem__(self, index: int) -> V_co: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[V_co]: ...
    def __getitem__(self, index: int | slice) -> V_co | Sequence[V_co]:
        if isinstance(index, slice):
            start, stop, step = index.indices(len(self))
            if step != 1:
                return tuple(self)[index]
            first = bisect_right(self.starts, start) - 1
            there = tuple(chain.from_iterable(self.blocks[first : bisect_left(self.starts, stop)]))
            return there[start - self.starts[first] : stop - self.starts[first]]
        place = index + len(self) if index < 0 else index
        if not 0 <= place < len(self):
            raise IndexError(index)
        block = bisect_right(self.starts, place) - 1
        return self.blocks[block][place - self.starts[block]]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        there = cast("Sequence[object]", other)
        if isinstance(there, Blocks) and self.starts == there.starts:
            return self.blocks == there.blocks  # what is the same block is not looked into
        return tuple(self) == tuple(there)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def in_blocks(values: Iterable[V]) -> Blocks[V]:
    """Return these values as a sequence that costs little to change."""
    return Blocks(_cut(tuple(values)))


def rearranged(
    was: Sequence[V], changes: Iterable[tuple[V | None, V | None]], order: Callable[[V], tuple[object, ...]]
) -> Sequence[V]:
    """Return an ordered sequence with each first value taken out and each second one put in; itself without changes.

    By `order` no two are equal. Costs what changed, and a little for each block.
    """
    before = was if isinstance(was, Blocks) else in_blocks(was)
    edited: dict[int, list[V]] = {}
    for old, new in changes:
        if old is not None:
            block, place = _place(before, edited, old, order)
            del block[place]
        if new is not None:
            block, place = _place(before, edited, new, order)
            block.insert(place, new)
    if not edited:
        return was
    blocks = list(before.blocks)
    for place in sorted(edited, reverse=True):
        blocks[place : place + 1] = _cut(edited[place]) if len(edited[place]) > SIZE * 2 else _whole(edited[place])
    after = Blocks(blocks)
    return after if len(blocks) * SIZE <= (len(after) + SIZE) * _SPARSE else in_blocks(after)


def _place(
    before: Blocks[V], edited: dict[int, list[V]], one: V, order: Callable[[V], tuple[object, ...]]
) -> tuple[list[V], int]:
    """Return the block, as it is edited, in which something stands or is to stand, and its place there."""
    wanted = order(one)
    number = max(0, bisect_right(before.blocks, wanted, key=lambda block: order(block[0])) - 1)
    if number not in edited:
        edited[number] = list(before.blocks[number]) if before.blocks else []
    return edited[number], bisect_left(edited[number], wanted, key=order)


def _cut(values: Sequence[V]) -> Iterator[tuple[V, ...]]:
    return (tuple(values[start : start + SIZE]) for start in range(0, len(values), SIZE))


def _whole(values: Sequence[V]) -> Iterable[tuple[V, ...]]:
    return (tuple(values),) if values else ()


def changed_places(before: Sequence[object], after: Sequence[object]) -> list[int]:
    """Return the places at which two sequences of one length hold different objects."""
    if not (isinstance(before, Blocks) and isinstance(after, Blocks) and before.starts == after.starts):
        return list(compress(count(), map(is_not, before, after)))
    found: list[int] = []
    for number in compress(count(), map(is_not, before.blocks, after.blocks)):
        pairs = map(is_not, before.blocks[number], after.blocks[number])
        found += compress(count(before.starts[number]), pairs)
    return found


def descent(before: Sequence[object], after: Sequence[V]) -> Iterator[tuple[Sequence[V], int | None]]:
    """Yield what `after` consists of in pieces, each with its place in `before`; None of one that may hold others."""
    if not (isinstance(before, Blocks) and isinstance(after, Blocks)):
        yield after, None
        return
    known = dict(zip(map(id, before.blocks), before.starts, strict=False))  # one start more: the end
    yield from ((block, known.get(id(block))) for block in after.blocks)


def exchanged(before: Sequence[V], after: Sequence[V]) -> tuple[Sequence[V], Sequence[V]]:
    """Return what is in the first alone and what is in the second alone, each as the very object and in its order."""
    if before is after:
        return (), ()
    if isinstance(before, Blocks) and isinstance(after, Blocks):
        same = {*map(id, before.blocks)} & {*map(id, after.blocks)}
        before, after = _without(before, same), _without(after, same)
    old, new = {*map(id, before)}, {*map(id, after)}
    return [one for one in before if id(one) not in new], [one for one in after if id(one) not in old]


def paired(
    before: Sequence[V], after: Sequence[V], key: Callable[[V], Hashable]
) -> Iterator[tuple[V | None, V | None]]:
    """Yield what was and what is, by `key`, of all that is not the same object; that one costs next to nothing."""
    was, now = exchanged(before, after)
    left = {key(one): one for one in was}
    for new in now:
        yield left.pop(key(new), None), new
    yield from ((old, None) for old in left.values())


def _without(one: Blocks[V], same: Container[int]) -> Sequence[V]:
    return [value for block in one.blocks if id(block) not in same for value in block]
