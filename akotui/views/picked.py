"""Some of a sequence, in an order of its own, without a copy: what a table shows of what there is."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar, overload

S_co = TypeVar("S_co", covariant=True)

_FEW: Final = 16
"""When one in so many is picked they are looked up; else the whole source is laid out first, which is quicker."""


class Picked(Sequence[S_co]):
    """What stands at these places of `source`, in their order."""

    def __init__(self, source: Sequence[S_co], places: Sequence[int]) -> None:
        self.source = source
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[S_co]:
        places = self.places
        if isinstance(places, range) and places.step == 1:
            return iter(self.source[places.start : places.stop])
        few = len(self.places) * _FEW < len(self.source)
        return map((self.source if few else tuple(self.source)).__getitem__, self.places)

    def found(self, place: int) -> int | None:
        """Return where that stands which stands at `place` in `source`; None when it is not among these."""
        places = self.places
        if not isinstance(places, array):
            return places.index(place) if place in places else None
        size, every, wanted = places.itemsize, places.tobytes(), array(places.typecode, (place,)).tobytes()
        at = every.find(wanted)
        while at % size and at > 0:  # it lies across two numbers
            at = every.find(wanted, at + 1)
        return at // size if at >= 0 else None

    @overload
    def __getitem__(self, index: int) -> S_co: ...
    @overload
    def __getitem__(self, index: slice) -> list[S_co]: ...
    def __getitem__(self, index: int | slice) -> S_co | list[S_co]:
        if isinstance(index, int):
            return self.source[self.places[index]]
        return list(map(self.source.__getitem__, self.places[index]))
