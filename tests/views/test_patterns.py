import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.pattern_parts import EDGE, LONGEST, NotAPattern
from akotui.views.pattern_reading import read
from akotui.views.pattern_speed import quick
from akotui.views.patterns import MOST, Automaton, fuzzy, pattern


def text(*cells: str) -> str:
    return f"{EDGE}{EDGE.join(cells)}{EDGE}"


@pytest.mark.parametrize(
    ("source", "found", "missed"),
    [
        ("web", "my-web-1", "wob"),
        ("^web", "web-1", "my-web"),
        ("web$", "my-web", "web-1"),
        ("^web$", "web", "web1"),
        ("a.c", "abc", "ac"),
        (r"a\.c", "a.c", "abc"),
        ("red|blue", "blue-api", "green"),
        ("(red|blue)-web", "red-web", "red-api"),
        ("a.*b.*c", "a-b-c", "c-b-a"),
        ("^prod.*99$", "prod-1-99", "prod-99-1"),
        ("[0-9]+x", "12x", "x"),
        ("[^a-c]x", "dx", "ax"),
        (r"\d\d", "a12", "a1b2"),
        (r"^\D\d", "a1", "12"),
        ("ab?c", "ac", "abbc"),
        ("(ab)+$", "xabab", "aba"),
        ("(a|aa)*c", "aaac", "aab"),
        ("[]a]x", "]x", "bx"),
        ("a-[x-]", "a--", "a-y"),
        ("", "", "\0never"),
    ],
)
def test_expression_finds_what_it_means(source: str, found: str, missed: str) -> None:
    test = pattern(source)
    assert test(text("first", found, "last"))
    assert source == "" or not test(text("first", missed, "last"))


def test_nothing_is_found_across_two_cells() -> None:
    assert not pattern("a.*b")(text("a", "b"))
    assert not pattern("a[^x]b")(text("a", "b"))
    assert not fuzzy("ab")(text("a", "b"))
    assert fuzzy("ab")(text("x", "a--b"))


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("(a", "a ( without its )"),
        ("a)", "a ) without its ("),
        ("[a", "a [ without its ]"),
        ("*a", "nothing to repeat before *"),
        ("a\\", "nothing behind the last \\"),
        ("a{2}", "counted repeats {…} are not known here"),
        ("(?=a)", "(?…) is not known here"),
        (r"(a)\1", r"\1 is not known here"),
        ("a" * (LONGEST + 1), f"longer than {LONGEST} characters"),
    ],
)
def test_what_is_no_expression_says_why(source: str, why: str) -> None:
    with pytest.raises(NotAPattern, match=re.escape(why)):
        pattern(source)


LETTERS = st.text("ab1-", max_size=12)
ATOMS = st.sampled_from(["a", "b", "1", ".", "[ab]", "[^a]", r"\d", "^", "$", "-"])
SOURCES = st.recursive(
    ATOMS,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=4).map("".join),
        st.tuples(part, part).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(part.filter(lambda one: one not in "^$"), st.sampled_from("*+?")).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
        st.tuples(part, part).map(lambda pair: f"{pair[0]}.*{pair[1]}"),
    ),
    max_leaves=6,
)


def oracle(source: str) -> re.Pattern[str]:
    """The same in Python's own words: an edge is a character that only `^` and `$` mean."""
    plain = re.sub(r"\[\^a\]", rf"[^a{EDGE}]", source)
    return re.compile(re.sub(r"(?<!\[)[\^$]", EDGE, plain))


@given(SOURCES, st.lists(LETTERS, min_size=1, max_size=3))
def test_every_way_to_search_agrees_with_the_usual_engine(source: str, cells: list[str]) -> None:
    if len(source) > LONGEST:
        return
    searched, part = text(*cells), read(source)
    expected = oracle(source).search(searched) is not None
    swift = quick(part)
    assert Automaton(part).occurs(searched) is expected
    assert pattern(source)(searched) is expected
    assert swift is None or swift(searched) is expected


@given(st.text("ab", min_size=1, max_size=4), st.text("abc", max_size=12))
def test_fuzzy_finds_letters_in_their_order(letters: str, cell: str) -> None:
    assert fuzzy(letters)(text(cell)) is (re.search(".*".join(letters), cell) is not None)


@pytest.mark.parametrize("bomb", ["(a+)+b", "(a|aa)+b", "(a*)*b", "(a?a?a?a?a?)+b", "(x+x+)+y"])
def test_expression_that_hangs_other_engines_reads_each_character_once(bomb: str) -> None:
    automaton = Automaton(read(bomb))
    assert not automaton.occurs(text("a" * 100_000))
    assert automaton.states < 20
    assert quick(read(bomb)) is None


def test_gaps_are_never_gone_through_twice() -> None:
    assert not pattern("a.*a.*a.*a.*b")(text("a" * 100_000))
    assert pattern("a.*a.*a.*a.*b")(text("a" * 100_000 + "b"))


def test_expression_that_would_need_too_many_states_is_refused_while_it_is_searched() -> None:
    automaton = Automaton(read("(a|b)*a" + "(a|b)" * 12 + "d"))
    cells = [f"{number:014b}".replace("0", "a").replace("1", "b") + "c" for number in range(1 << 14)]
    with pytest.raises(NotAPattern, match="too much to look for at once"):
        automaton.occurs(text(*cells))
    assert automaton.states == MOST
