"""The objects of one page, read in one go: a list is gone over once, not once to cut it up and once an object."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import overload

from akotui.model.kinds import Kind


class Body:
    """The bytes of a page, or what gives them. `cut` makes each object's own JSON of them; `digest` if it is known."""

    def __init__(
        self, body: bytes | Callable[[], bytes], cut: Callable[[bytes], tuple[bytes, ...]], digest: bytes = b""
    ) -> None:
        self._body = body
        self._cut = cut
        self._digest = digest

    @cached_property
    def items(self) -> tuple[bytes, ...]:
        """Each object's own JSON, cut out once."""
        return self._cut(self._bytes())

    @cached_property
    def digest(self) -> bytes:
        """A digest of all bytes; that two different pages share one does not happen, whoever writes them."""
        return self._digest or blake2b(self._bytes(), digest_size=16).digest()

    def _bytes(self) -> bytes:
        return self._body if isinstance(self._body, bytes) else self._body()


class Deferred(Sequence[object]):
    """So many objects, of which it is known that they are there: read when the first of them is looked at."""

    __slots__ = ("_number", "_read", "_start")

    def __init__(self, read: Callable[[], Sequence[object]], number: int, *, start: int = 0) -> None:
        """`read` gives the objects from the first on, the same each time; these begin with the one at `start`."""
        self._read = read
        self._number = number
        self._start = start

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, index: int) -> object: ...

    @overload
    def __getitem__(self, index: slice) -> "Deferred": ...

    def __getitem__(self, index: int | slice) -> object:
        if isinstance(index, slice):
            start, stop, _ = index.indices(self._number)
            return Deferred(self._read, max(0, stop - start), start=self._start + start)
        return self._read()[self._start + range(self._number)[index]]


class Batch(Sequence[bytes]):
    """Each object's own JSON, as a sequence, cut out of the page only when somebody looks at it.

    `wires` are the same objects as the shape of `kind` reads them; whoever wants those need not read the JSON again.
    """

    __slots__ = ("_body", "_first", "kind", "wires")

    def __init__(self, kind: Kind, wires: Sequence[object], body: Body, *, first: int = 0) -> None:
        """`wires[0]` is the object at `first` in the page."""
        self.kind = kind
        self.wires = wires
        self._body = body
        self._first = first

    def __len__(self) -> int:
        return len(self.wires)

    @overload
    def __getitem__(self, index: int) -> bytes: ...

    @overload
    def __getitem__(self, index: slice) -> "Batch": ...

    def __getitem__(self, index: int | slice) -> "bytes | Batch":
        if isinstance(index, slice):
            start, stop, _ = index.indices(len(self.wires))
            return Batch(self.kind, self.wires[start:stop], self._body, first=self._first + start)
        return self._raw()[index]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._raw())

    def __eq__(self, other: object) -> bool:
        return self._raw() == (other._raw() if isinstance(other, Batch) else other)

    def __hash__(self) -> int:
        return hash(self._raw())

    def digest(self) -> bytes:
        """What tells these objects from others: a digest of their page, and which of it they are."""
        return self._body.digest + b"%d+%d" % (self._first, len(self.wires))

    def _raw(self) -> tuple[bytes, ...]:
        return self._body.items[self._first : self._first + len(self.wires)]
