"""What only somebody who looks needs: made when it is first asked for, once.

A report of findings looks at no row of a namespace that is in order; the screen looks at all. What is made late is what
would have been made at once: it follows from frozen things alone. Two threads that ask at the same moment may both make
it, and get equals.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, cast, overload

T = TypeVar("T")
V = TypeVar("V")


class Later(Generic[T]):
    """A value, or how to make it; what it is made from is let go of once it is made."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make
        self._made: T | None = None

    @property
    def value(self) -> T:
        """The value, made now if nobody asked before."""
        make = self._make
        if make is not None:
            self._made = make()
            self._make = None  # last: whoever sees None here sees the value there
        return cast("T", self._made)


def made(value: T) -> Later[T]:
    """Return one that is made already."""
    one = Later(lambda: value)
    one.value  # noqa: B018 - asking makes it
    return one


class Listed(Sequence[V]):
    """A sequence that is made when somebody looks at it; equal to any of the same."""

    __slots__ = ("_rows",)

    def __init__(self, make: Callable[[], Sequence[V]]) -> None:
        self._rows = Later(make)

    @property
    def rows(self) -> Sequence[V]:
        """The sequence itself."""
        return self._rows.value

    def __iter__(self) -> Iterator[V]:
        """All, in order."""
        return iter(self.rows)

    def __len__(self) -> int:
        """How many."""
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> V: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[V]: ...
    def __getitem__(self, index: int | slice) -> V | Sequence[V]:
        """One of them, or some."""
        return self.rows[index]

    def __eq__(self, other: object) -> bool:
        """Whether the other lists the same."""
        return self.rows == (rows_of(cast("Listed[object]", other)) if isinstance(other, Listed) else other)

    def __hash__(self) -> int:
        """That of the sequence."""
        return hash(self.rows)

    def __repr__(self) -> str:
        """As the sequence."""
        return repr(self.rows)


def rows_of(listed: Sequence[V]) -> Sequence[V]:
    """Return what is listed itself."""
    return listed.rows if isinstance(listed, Listed) else listed
