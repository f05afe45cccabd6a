"""Cleaned text draws what it is and does nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.model.text import LIMIT, SHOWN, clean, shortened

DOING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that act instead of showing: controls, formats, surrogates, line ends."""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("web-1.example.com", "web-1.example.com"),
        ("Straße 北京", "Straße 北京"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\r\n\tb", "a␍␊␉b"),
        ("a\x7fb\x9bc", "a␡b\ufffdc"),
        ("user\u202egnp.exe", "user\ufffdgnp.exe"),
        ("zero\u200bwidth\ufeff", "zero\ufffdwidth\ufffd"),
        ("\ud83d", "\ufffd"),
        ("flag\U000e0061", "flag\ufffd"),
    ],
)
def test_text_as_it_is_shown(raw: str, shown: str) -> None:
    assert clean(raw) == shown


@given(st.text(st.characters(), max_size=200))
def test_clean_text_holds_nothing_that_acts_and_is_clean_again(raw: str) -> None:
    shown = clean(raw)
    assert len(shown) == len(raw)
    assert not any(unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} for each in shown)
    assert clean(shown) == shown


def test_every_character_that_acts_on_its_neighbours_is_replaced() -> None:
    formats = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in DOING]
    # visible marks that Unicode counts as formats: Arabic and Kaithi number signs, hieroglyph and music joiners
    visible = [each for each in formats if clean(each) == each]
    assert {unicodedata.name(each).split()[0] for each in visible} <= {
        "ARABIC",
        "SYRIAC",
        "KAITHI",
        "EGYPTIAN",
        "SHORTHAND",
        "MUSICAL",
    }


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("e" + "\u0301" * 8, "e" + "\u0301" * 8),
        ("e" + "\u0301" * 1000, "e" + "\u0301" * 8 + "\ufffd" * 992),
        ("\u0301x", "\ufffdx"),
        ("नमस्ते", "नमस्ते"),
        ("\ue000\U00018d09\uffff", "\ufffd\ufffd\ufffd"),
        ("a\xa0b", "a\xa0b"),
    ],
)
def test_marks_do_not_pile_up_and_what_nobody_knows_is_replaced(raw: str, shown: str) -> None:
    assert clean(raw) == shown
    assert clean(shown) == shown


@pytest.mark.parametrize("length", [SHOWN, SHOWN + 1])
def test_text_beside_others_is_cut_to_four_kilobytes(length: int) -> None:
    assert len(shortened("x" * length)) == SHOWN
    assert shortened("x" * length).endswith("…") == (length > SHOWN)


@pytest.mark.parametrize("length", [LIMIT, LIMIT + 1])
def test_long_text_is_cut_and_says_so(length: int) -> None:
    shown = clean("x" * length)
    assert len(shown) == LIMIT
    assert shown.endswith("…") == (length > LIMIT)
