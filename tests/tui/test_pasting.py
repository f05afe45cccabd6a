from hypothesis import given
from hypothesis import strategies as st

from akotui.tui.pasting import END, START, Pasting

PIECES = st.lists(st.sampled_from(["\x1b", "[", "2", "0", "1", "~", "q", START, END, "web", "\x1b[A"]), max_size=30)


def test_escapes_that_are_pasted_are_taken_out_and_keys_stay_as_they_came() -> None:
    typed = f"j\x1b[A\x1b{START}a\x1bq\x1b[31mq\x1b[20{END}\x1bq"
    assert Pasting().cleaned(typed) == f"j\x1b[A\x1b{START}aq[31mq[20{END}\x1bq"


@given(PIECES, st.lists(st.integers(1, 7), min_size=1, max_size=40))
def test_it_is_the_same_in_whatever_pieces_it_comes(pieces: list[str], sizes: list[int]) -> None:
    text = "".join(pieces) + END
    parted, places = Pasting(), iter(sizes * len(text))
    found, rest = "", text
    while rest:
        size = next(places)
        found, rest = found + parted.cleaned(rest[:size]), rest[size:]
    assert found == Pasting().cleaned(text)
    for pasted in found.split(START)[1:]:
        assert "\x1b" not in pasted.partition(END)[0]


def test_key_is_passed_on_at_once_even_when_it_could_begin_a_paste() -> None:
    pasting = Pasting()
    assert [pasting.cleaned(key) for key in "\x1b[200"] == list("\x1b[200")
    assert not pasting.inside
    assert (pasting.cleaned("~"), pasting.inside) == ("~", True)


def test_paste_of_which_the_end_was_lost_is_ended() -> None:
    pasting = Pasting()
    assert pasting.broken_off() == ""
    assert pasting.cleaned(f"{START}web\x1b[20") == f"{START}web"
    assert pasting.broken_off() == END
    assert pasting.cleaned("\x1bq") == "\x1bq"
