"""What an inventory promises: a field for every kind, and a table that knows what its emptiness is worth."""

import msgspec
import pytest

from akotui.model.inventory import Cluster, Controller, Coverage, Extent, Table
from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind, Plane


def test_every_kind_is_read_from_one_place_and_kept_in_a_field_of_its_name() -> None:
    assert RESOURCES.keys() | AVI_TYPES.keys() == set(Kind)
    assert RESOURCES.keys() & AVI_TYPES.keys() == set()
    fields = {plane: {each.name for each in msgspec.structs.fields(side)} for plane, side in SIDES.items()}
    for kind in Kind:
        assert kind.value in fields[kind.plane]
    assert sum(map(len, fields.values())) == len(Kind) + len(SIDES)  # and each side's health


SIDES = {Plane.KUBERNETES: Cluster, Plane.AVI: Controller}


@pytest.mark.parametrize(
    ("extent", "broken", "read", "whole"),
    [
        (Extent.UNREAD, {}, False, False),
        (Extent.PARTIAL, {}, True, False),
        (Extent.COMPLETE, {}, True, True),
        (Extent.COMPLETE, {"shop/web": "bad"}, True, False),
        (Extent.ABSENT, {}, True, True),
    ],
)
def test_absence_from_a_table_counts_only_when_it_is_whole(
    extent: Extent,
    broken: dict[str, str],
    read: bool,  # noqa: FBT001 - the expected values of a parametrised test come by position
    whole: bool,  # noqa: FBT001 - likewise
) -> None:
    table: Table[object] = Table({}, broken, Coverage(extent, ()))
    assert (table.read, table.whole, table.understood) == (read, whole, whole)


def test_object_understood_in_part_is_there() -> None:
    table: Table[object] = Table({"virtualservice-1": 1}, {"virtualservice-1": "bad"}, Coverage(Extent.COMPLETE, ()))
    assert (table.whole, table.understood) == (True, False)
