from hypothesis import given
from hypothesis import strategies as st

from akotui.views.fitting import fit
from akotui.views.table import Column

COLUMNS = (
    Column("a", "A", 10),
    Column("b", "B", 20, grow=1, rank=1),
    Column("c", "C", 5, grow=1),
    Column("d", "D", 5, rank=6),
)
columns = st.lists(
    st.builds(
        Column,
        st.just("k"),
        st.just("T"),
        st.integers(1, 60),
        grow=st.integers(0, 5),
        rank=st.integers(0, 8),
        told=st.sampled_from((0, 24)),
        signed=st.booleans(),
    ),
    max_size=10,
)


def test_all_columns_are_shown_when_they_fit() -> None:
    assert fit(COLUMNS, 43) == ((0, 10), (1, 20), (2, 5), (3, 5))


def test_highest_rank_goes_first() -> None:
    assert [index for index, _ in fit(COLUMNS, 42)] == [0, 1, 2]
    assert [index for index, _ in fit(COLUMNS, 36)] == [0, 2]


def test_space_left_goes_to_the_columns_that_grow() -> None:
    assert fit(COLUMNS, 48) == ((0, 10), (1, 22), (2, 8), (3, 5))


def test_the_rightmost_loses_when_nothing_can_be_left_out() -> None:
    assert fit(COLUMNS, 13) == ((0, 10), (2, 2))
    assert fit(COLUMNS, 4) == ((0, 4),)
    assert fit(COLUMNS, 0) == ()


def test_columns_that_grow_share_what_is_left_when_nothing_can_be_left_out() -> None:
    made = (Column("a", "A", 5), Column("b", "B", 20, grow=3), Column("c", "C", 50, grow=2))
    assert fit(made, 60) == ((0, 5), (1, 20), (2, 33))
    assert fit(made, 38) == ((0, 5), (1, 15), (2, 16))


def test_column_that_is_told_elsewhere_goes_before_it_cannot_be_read_and_leaves_its_place_to_the_names() -> None:
    made = (
        Column("a", "A", 5, signed=True),
        Column("b", "B", 20, grow=3),
        Column("c", "C", 50, grow=2, told=24),
        Column("d", "D", 5),
    )
    assert fit(made, 57) == ((0, 5), (1, 20), (2, 24), (3, 5))
    assert fit(made, 56) == ((0, 1), (1, 48), (3, 5))
    assert fit(made, 37) == ((0, 1), (1, 29), (3, 5))


@given(columns, st.integers(-5, 300))
def test_widths_are_positive_and_never_exceed_what_is_available(made: list[Column], available: int) -> None:
    widths = fit(made, available)
    assert all(width > 0 for _, width in widths)
    assert sum(width for _, width in widths) + max(0, len(widths) - 1) <= max(0, available)
    assert [index for index, _ in widths] == sorted({index for index, _ in widths})
