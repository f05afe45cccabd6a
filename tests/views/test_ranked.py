"""Order by rank, kept from one estate to the next."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.blocks import SIZE, in_blocks, rearranged
from akotui.views.picked import Picked
from akotui.views.ranked import Ranked, ranked, source_of

Subject = tuple[int, str]
subjects = st.lists(st.tuples(st.integers(0, 3), st.text("ab", max_size=2)), max_size=40)
asked: list[Subject] = []


def rank(subject: Subject) -> int:
    """Its first part; each question is noted."""
    asked.append(subject)
    return subject[0]


def many(number: int) -> list[Subject]:
    """So many subjects, each of its own."""
    return [(place % 3, f"{place}") for place in range(number)]


def steps(*states: Sequence[Subject]) -> Ranked[Subject]:
    """The order of the last of these states, after those before it."""
    found = ranked(states[0], rank)
    for state in states[1:]:
        found = ranked(state, rank, found)
    return found


@given(st.lists(subjects, min_size=1, max_size=4))
def test_an_order_that_was_kept_is_the_one_that_is_made_from_nothing(states: list[list[Subject]]) -> None:
    assert list(steps(*states)) == sorted(states[-1], key=lambda one: one[0])


@given(subjects, st.lists(st.tuples(st.integers(0, 39), st.integers(0, 3)), max_size=4))
def test_a_few_that_moved_stand_where_sorting_would_put_them(
    before: list[Subject], moves: list[tuple[int, int]]
) -> None:
    before = [*before, *many(60)]
    after = list(before)
    for place, to in moves:
        after[place] = (to, after[place][1])
    assert list(steps(before, after)) == sorted(after, key=lambda one: one[0])


def named(subject: Subject) -> tuple[object, ...]:
    """The order of the estate."""
    return subject[1].rjust(9), subject[0]


@given(st.lists(st.lists(st.tuples(st.integers(0, 299), st.integers(0, 3)), max_size=9), max_size=4))
def test_an_order_that_was_kept_of_blocks_is_the_one_that_is_made_from_nothing(
    steps: list[list[tuple[int, int]]],
) -> None:
    now = in_blocks(many(200))
    kept = ranked(now, rank)
    for step in steps:
        held = {name: (number, name) for number, name in now}
        wanted = {f"{name}": (number, f"{name}") for name, number in step}
        gone = [(held[name], None) for name in wanted if name in held and wanted[name][0] == 3]
        others = [(held.get(name), one) for name, one in wanted.items() if one[0] < 3 and one != held.get(name)]
        now = rearranged(now, [*gone, *others], named)
        kept = ranked(now, rank, kept)
        assert list(kept) == sorted(now, key=lambda one: one[0]) != []


def test_only_those_that_differ_are_asked_for_their_rank() -> None:
    before = in_blocks(many(10_000))
    first = ranked(before, rank)
    changes = [(before[5000], (2, "5000")), (before[9000], (1, "9000"))]
    asked.clear()
    ranked(rearranged(before, changes, lambda one: named(one)[:1]), rank, first)
    assert asked == [(2, "5000"), (1, "9000")]


def test_what_came_or_went_leaves_the_others_unasked() -> None:
    before = in_blocks(many(10_000))
    first = ranked(before, rank)
    after = rearranged(before, [(None, (1, "4000b")), (before[6000], None), (None, (0, "99999"))], named)
    asked.clear()
    assert list(ranked(after, rank, first)) == sorted(after, key=lambda one: one[0])
    assert len(asked) <= 4 * (SIZE + 1)


def test_the_same_order_is_the_same_object_and_shows_the_new_subjects() -> None:
    before = many(1000)
    first = ranked(before, rank)
    after = [*before[:10], (before[10][0], "new"), *before[11:]]
    second = ranked(after, rank, first)
    assert second.places is first.places
    assert (before[10][0], "new") in second
    assert before[10] not in second


def test_another_rank_starts_anew() -> None:
    first = ranked(many(10), rank)
    assert list(ranked(many(10), lambda one: 9 - int(one[1]), first)) == many(10)[::-1]


def test_subjects_are_known_as_they_came() -> None:
    found = ranked(many(100), rank)
    assert source_of(found) == many(100)
    assert source_of("abc") == "abc"


def test_picked_is_a_sequence_of_what_stands_at_the_places() -> None:
    one = Picked("abcdef", [4, 0, 2])
    assert (list(one), one[0], one[-1], one[1:], len(one)) == (["e", "a", "c"], "e", "c", ["a", "c"], 3)
