from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.ordering import arranged, weight
from akotui.views.table import Column, Order


def ordered(cells: list[str], column: Column, *, backwards: bool = False) -> list[str]:
    own = weight(column)
    return [cells[place] for place in arranged(range(len(cells)), [own(cell) for cell in cells], backwards=backwards)]


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
    own = weight(Column("x", "X", 5))
    weights = [own(cell) for cell in cells]
    places = arranged(range(len(cells)), weights, backwards=way == "backwards")
    assert sorted(places) == list(range(len(cells)))
    for one, other in pairwise(places):
        assert weights[one] != weights[other] or one < other
        assert weights[one] is not None or weights[other] is None
