from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.ordering import weight, weights
from akotui.views.sifted import Scale, sifted
from akotui.views.table import Column, Order

COLUMNS = (
    Column("x", "X", 5),
    Column("x", "X", 5, order=Order.NUMBER),
    Column("x", "X", 5, order=Order.AGE),
    Column("x", "X", 5, ranks=("a", "b")),
)


def arranged(own: Sequence[str], *, backwards: bool) -> list[int]:
    return list(sifted(range(len(own)), Scale(b"", own, backwards), range(len(own))).order)


def ordered(cells: list[str], column: Column, *, backwards: bool = False) -> list[str]:
    return [cells[place] for place in arranged(weights(column, cells), backwards=backwards)]


cells_of_all_kinds = st.one_of(
    st.text("aA1 ²٣ßΣ\n-?"), st.sampled_from(["--", "", "?", "2026-11-22T17:00:02Z", "12*"]), st.text(max_size=5)
)


@given(st.lists(cells_of_all_kinds), st.sampled_from(COLUMNS))
def test_cells_weigh_together_what_each_weighs_alone(cells: list[str], column: Column) -> None:
    if column.order is Order.AGE:
        cells = [cell for cell in cells if cell.startswith("20")]
    own = weight(column)
    assert list(weights(column, cells)) == [own(cell) for cell in cells]


@pytest.mark.parametrize(
    ("order", "cells"),
    [
        (Order.TEXT, ["vs2", "VS10", "vs11", "web", "--", ""]),
        (Order.NUMBER, ["0", "9", "10", "1000*", "?", ""]),
        (
            Order.AGE,
            ["2026-11-22T17:00:02Z", "2026-11-22T17:00:01Z+", "2026-11-21T18:00:00Z", "1969-01-01T00:00:00Z", "--"],
        ),
    ],
)
def test_cells_compare_by_what_they_mean(order: Order, cells: list[str]) -> None:
    column = Column("x", "X", 5, order=order)
    assert ordered(sorted(cells), column) == cells or ordered(sorted(cells, reverse=True), column)[:-2] == cells[:-2]


def test_verdicts_compare_by_urgency() -> None:
    column = Column("state", "STATE", 9, ranks=("○ orphaned", "▲ stale", "  owned"))
    assert ordered(["  owned", "… waiting", "▲ stale", "○ orphaned"], column) == [
        "○ orphaned",
        "▲ stale",
        "  owned",
        "… waiting",
    ]
    assert ordered(["▲ stale", "… waiting", "○ orphaned"], column, backwards=True) == [
        "▲ stale",
        "○ orphaned",
        "… waiting",
    ]


@given(st.lists(st.sampled_from(["a", "A", "a1", "a01", "--", "?", "b"])), st.sampled_from(["forwards", "backwards"]))
def test_equal_cells_keep_their_order_either_way_and_nothing_is_lost(cells: list[str], way: str) -> None:
    own = weights(Column("x", "X", 5), cells)
    places = arranged(own, backwards=way == "backwards")
    assert sorted(places) == list(range(len(cells)))
    for one, other in pairwise(places):
        assert own[one] != own[other] or one < other
        assert own[one] or not own[other]
