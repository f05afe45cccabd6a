"""Mappings of which little changes are what copies of them would be, and share what did not change."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from akotui.model import layers
from akotui.model.layers import MANY, Layered, edited, may_differ

EDITS = st.lists(st.dictionaries(st.integers(0, 2 * MANY), st.none() | st.integers(-9, 9), max_size=24), max_size=6)


def copied(was: Mapping[int, int], edits: Mapping[int, int | None]) -> dict[int, int]:
    """The naive model."""
    return {key: value for key, value in {**was, **edits}.items() if value is not None}


def kept(rows: Mapping[int, int]) -> dict[int, int]:
    return {key: rows[key] for key in range(2 * MANY + 1) if key in rows}


@given(EDITS)
def test_after_any_edits_it_is_what_a_copy_would_be(history: list[dict[int, int | None]]) -> None:
    rows: Mapping[int, int] = {number: number for number in range(MANY)}
    naive = dict(rows)
    for edits in history:
        before, was = rows, dict(naive)
        rows, naive = edited(rows, edits), copied(naive, edits)
        assert (kept(rows), len(rows), bool(rows)) == (naive, len(naive), bool(naive))
        assert [rows.get(key, 0) for key in edits] == [naive.get(key, 0) for key in edits]
        assert [rows.get(key) for key in edits] == [naive.get(key) for key in edits]
        assert (rows == naive, naive == rows, before == was) == (True, True, True)
        assert (set(rows), dict(rows.items()), sorted(rows.values())) == (set(naive), naive, sorted(naive.values()))
        few = may_differ(before, rows)
        assert few is None or {key for key in was.keys() | naive.keys() if was.get(key) != naive.get(key)} <= set(few)


def test_one_change_in_a_long_mapping_copies_nothing() -> None:
    first: Mapping[int, int] = {number: number for number in range(MANY)}
    second = edited(first, {1: 0})
    third = edited(second, {2: None})
    assert isinstance(second, Layered)
    assert isinstance(third, Layered)
    assert (second.layers, third.layers) == ((first, {1: 0}), (first, {1: 0, 2: None}))
    assert second.layers[0] is third.layers[0] is first
    assert (set(may_differ(first, second) or ()), set(may_differ(second, third) or ())) == ({1}, {1, 2})


def test_many_changes_and_short_mappings_are_laid_down() -> None:
    long = {number: number for number in range(MANY)}
    most = MANY // layers.FEW
    assert isinstance(edited(long, dict.fromkeys(range(most), 0)), Layered)
    assert type(edited(long, dict.fromkeys(range(most + 1), 0))) is dict
    assert type(edited({1: 1}, {1: 2})) is dict


def test_what_does_not_share_its_ground_is_not_compared_by_it() -> None:
    long = {number: number for number in range(MANY)}
    assert may_differ(long, edited(dict(long), {1: 0})) is None
    assert may_differ(dict(long), long) is None
