"""How the objects of a kind are read: what of their JSON is looked at, and what is made of it."""

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

import msgspec

W = TypeVar("W", bound=msgspec.Struct)

Keyed = tuple[str, object]
"""An object's key, and its model value."""


class Shape:
    """The decoder of a kind: `wire` is what msgspec reads, `model` makes the key and the value of it.

    Both raise what `broken.UNDECODABLE` lists for input that is not what it should be.
    """

    def __init__(self, wire: type[msgspec.Struct], model: Callable[[object], Keyed]) -> None:
        self.wire = wire
        self.model = model

    def read(self, raw: bytes) -> Keyed:
        """Read the JSON of one object."""
        return self.model(self._decode(raw))

    @cached_property
    def _decode(self) -> Callable[[bytes], object]:
        return msgspec.json.Decoder(self.wire).decode


def shape(wire: type[W]) -> Callable[[Callable[[W], Keyed]], Shape]:
    """Make the decoder of a kind of the function that takes its objects as `wire`."""
    return lambda model: Shape(wire, cast("Callable[[object], Keyed]", model))
