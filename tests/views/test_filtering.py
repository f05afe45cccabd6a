import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.views.fields import joined
from akotui.views.filtering import LONGEST, Filter, Mode, Term, understand


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("  ", ()),
        ("Web api", (Term("web"), Term("api"))),
        ("[b]", (Term("[b]"),)),
        ("a.c", (Term("a.c"),)),
        ("!kube", (Term("kube", negated=True),)),
        ("!", ()),
        ('"two words"', (Term("two words"),)),
        ('"open quote', (Term("open quote"),)),
        ("owner:Blue", (Term("blue", "owner"),)),
        ("ns:", ()),
        ("!state:orphan", (Term("orphan", "state", negated=True),)),
        ("10.0.0.5:443", (Term("10.0.0.5:443"),)),
        ("foo:bar", (Term("foo:bar"),)),
        ("prod.*web", (Term("prod.*web", mode=Mode.REGEX),)),
        ("ns:^shop$", (Term("^shop$", "ns", Mode.REGEX),)),
        (r"\D+A", (Term(r"\D+a", mode=Mode.REGEX),)),
        ('"a|b"', (Term("a|b"),)),
        ("-f ABC", (Term("abc", mode=Mode.FUZZY),)),
        ("-l Team=Red", (Term("\nTeam=Red\n", "label"),)),
        (
            "-l a==b,c!=d,e,!f",
            (
                Term("\na=b\n", "label"),
                Term("\nc=d\n", "label", negated=True),
                Term("\ne=", "label"),
                Term("\nf=", "label", negated=True),
            ),
        ),
        ("-x", (Term("-x"),)),
    ],
)
def test_what_is_typed_becomes_conditions(typed: str, terms: tuple[Term, ...]) -> None:
    assert understand(typed) == Filter(terms)


@pytest.mark.parametrize(
    ("typed", "term", "note"),
    [
        ("(", Term("("), "“(” is taken as text: a ( without its )"),
        ("*a", Term("*a"), "“*a” is taken as text: nothing to repeat before *"),
        ("owner:a|(", Term("a|(", "owner"), "“a|(” is taken as text: a ( without its )"),
    ],
)
def test_expression_that_is_none_is_text_and_a_note_says_so(typed: str, term: Term, note: str) -> None:
    assert understand(typed) == Filter((term,), (note,))


def test_what_is_still_missing_or_too_long_is_said() -> None:
    assert understand("-l").notes == ("-l wants key=value behind it",)
    assert understand("a -f").notes == ("-f wants letters behind it",)
    assert understand("x" * 300) == Filter((Term("x" * LONGEST),), (f"only the first {LONGEST} characters count",))


WORDS = st.sampled_from(
    ["a", "ab", "b", "!a", "a|b", "a.*b", "a+", "-f ab", "ns:a", "state:b", "-l a=b", "(", "[", '"', "!"]
)
ROWS = st.lists(st.text("ab ", max_size=5), min_size=1, max_size=3)


@given(st.lists(WORDS, max_size=3).map(" ".join), st.text('ab|.*+!:"([ ', max_size=4), ROWS)
def test_what_narrows_a_filter_finds_no_row_that_the_wider_one_lacks(typed: str, more: str, cells: list[str]) -> None:
    before, after = understand(typed), understand(typed + more)
    if after.narrows(before) and all(term.test()(joined(cells)) for term in after.terms):
        assert all(term.test()(joined(cells)) for term in before.terms)


def test_typing_on_narrows_and_an_alternative_does_not() -> None:
    assert understand("web api").narrows(understand("we"))
    assert understand("a.*bc").narrows(understand("a.*b"))
    assert understand("-f abc").narrows(understand("-f ab"))
    assert not understand("a|b").narrows(understand("a"))
    assert not understand("!ab").narrows(understand("!a"))
    assert not understand("a.*b*").narrows(understand("a.*b"))


@given(st.text(max_size=60))
def test_no_text_at_all_is_a_trouble(typed: str) -> None:
    for term in understand(typed).terms:
        assert term.test()("\na\n") in (True, False)
