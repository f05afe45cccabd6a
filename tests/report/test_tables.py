"""Tables are aligned by what a terminal shows, and cut nothing."""

from hypothesis import given
from hypothesis import strategies as st

from akotui.report.paint import coloured
from akotui.report.tables import table
from akotui.views.table import Column, Row, Tone
from akotui.views.width import padded, width

COLUMNS = (Column("state", "STATE", 3), Column("name", "NAME", 4), Column("uuid", "UUID", 4, rank=8))
ROWS = (Row("a", ("✗ bad", "shop", "1"), Tone.ERROR), Row("b", ("ok", "網店", "22")))


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert table(COLUMNS, ROWS) == "STATE  NAME\n✗ bad  shop\nok     網店\n"


def test_wide_shows_the_columns_that_are_otherwise_left_out() -> None:
    assert table(COLUMNS, ROWS, wide=True) == "STATE  NAME  UUID\n✗ bad  shop  1\nok     網店  22\n"


def test_headers_can_be_left_out() -> None:
    assert table(COLUMNS, ROWS, headers=False) == "✗ bad  shop\nok     網店\n"


def test_no_row_is_no_table() -> None:
    assert table(COLUMNS, ()) == ""


def test_tone_colours_the_first_cell() -> None:
    assert table(COLUMNS, ROWS[:1], headers=False, paint=coloured) == "\x1b[1;91m✗ bad\x1b[0m  shop\n"


def test_blank_last_cells_leave_no_blanks() -> None:
    assert table(COLUMNS[:2], (Row("a", ("x", "")), Row("b", ("y", "z"))), headers=False) == "x\ny  z\n"


def test_wide_characters_take_two_cells_and_combining_ones_none() -> None:
    assert [width("abc"), width("網店"), width("e\u0301"), width("●")] == [3, 4, 1, 1]


@given(st.text(), st.integers(0, 40))
def test_padding_only_adds_blanks_up_to_the_width(text: str, cells: int) -> None:
    filled = padded(text, cells)
    assert filled.startswith(text)
    assert not filled[len(text) :].strip(" ")
    assert width(filled) == max(width(text), cells)
