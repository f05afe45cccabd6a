"""Patched collections equal those made anew, and keep what stays."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.patches import Deadlines, Rows, differing, in_order, patch, postpone, regroup, remake, reorder
from tests.build import MOMENT

KEYS = st.sampled_from("abcdefgh")
VALUES = st.tuples(st.integers(0, 3), st.integers(0, 3))
TABLES = st.dictionaries(KEYS, VALUES)
Value = tuple[int, int]


def step(old: Mapping[str, Value], new: Mapping[str, Value]) -> Rows[str, Value]:
    """The rows after `old` has become `new`."""
    return patch(old, ((key, new.get(key)) for key in {**old, **new}))


def both(rows: Mapping[str, Value]) -> Iterable[Iterable[int]]:
    """Two groups, or one."""
    return [dict.fromkeys(value) for value in rows.values()]


@given(TABLES, TABLES)
def test_patched_rows_are_the_new_ones_and_equal_values_keep_their_object(
    old: dict[str, Value], new: dict[str, Value]
) -> None:
    rows = step(old, new)
    assert rows.now == new
    assert set(rows.touched) == {key for key in {**old, **new} if old.get(key) != new.get(key)}
    assert all(rows.now[key] is old[key] for key in new if old.get(key) == new[key])


@given(TABLES, TABLES)
def test_remade_rows_are_the_patched_ones(old: dict[str, Value], new: dict[str, Value]) -> None:
    rows, patched = remake(old, {**old, **new}, new.get), step(old, new)
    assert (rows.now, set(rows.touched)) == (patched.now, set(patched.touched))


@given(st.lists(KEYS, max_size=4))
def test_a_few_in_order_are_sorted(few: list[str]) -> None:
    assert list(in_order(tuple(few))) == sorted(few)


@given(TABLES, TABLES)
def test_keys_that_differ_are_told_by_identity(old: dict[str, Value], new: dict[str, Value]) -> None:
    before = {key: (key, value) for key, value in old.items()}
    kept = {key: before[key] if old.get(key) == value else (key, value) for key, value in new.items()}
    assert sorted(differing(before, kept)) == sorted(key for key in {**old, **new} if old.get(key) != new.get(key))


@given(TABLES, TABLES, TABLES)
def test_groups_after_two_steps_are_those_made_anew(
    first: dict[str, Value], second: dict[str, Value], third: dict[str, Value]
) -> None:
    groups: Mapping[int, tuple[str, ...]] = {}
    before: Mapping[str, Value] = {}
    for after in (first, second, third):
        rows = step(before, after)
        grouped = regroup(groups, rows, both)
        before, groups = rows.now, grouped.now
        anew = {group: sorted(key for key, value in after.items() if group in value) for group in range(4)}
        assert {group: sorted(keys) for group, keys in groups.items()} == {g: keys for g, keys in anew.items() if keys}
        stirred = {group for _, old, new in rows.changes() for value in (old, new) if value for group in value}
        assert set(grouped.touched) == stirred


@given(
    st.dictionaries(st.integers(0, 60), VALUES, min_size=20), st.dictionaries(st.integers(0, 60), VALUES, max_size=3)
)
def test_order_after_a_step_is_that_of_sorting_anew(old: dict[int, Value], edits: dict[int, Value]) -> None:
    def order(value: tuple[int, Value]) -> tuple[object, ...]:
        return value[1], value[0]

    first = patch({}, ((key, (key, value)) for key, value in old.items()))
    gone = min(old)
    second = patch(first.now, [(gone, None), *((key, (key, value)) for key, value in edits.items() if key != gone)])
    ordered = reorder(reorder((), first, order), second, order)
    assert ordered == tuple(sorted(second.now.values(), key=order))


def test_order_without_a_change_is_the_same_tuple() -> None:
    rows = patch({}, [("a", (1, 1))])
    ordered = reorder((), rows, lambda value: value)
    assert reorder(ordered, patch(rows.now, [("a", (1, 1))]), lambda value: value) is ordered


def test_deadlines_are_due_from_their_moment_on() -> None:
    later = MOMENT + timedelta(seconds=9)
    waiting = postpone(Deadlines(), [("a", MOMENT), ("b", later), ("c", None)])
    assert list(waiting.due(MOMENT - timedelta(seconds=1))) == []
    assert list(waiting.due(MOMENT)) == ["a"]
    assert list(postpone(waiting, [("a", None)]).due(later)) == ["b"]
    assert list(waiting.due(None)) == []
