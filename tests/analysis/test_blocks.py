"""Sequences in blocks, beside plain ones to which the same is done."""

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.blocks import SIZE, Blocks, changed_places, exchanged, in_blocks, rearranged
from akotui.analysis.estate import looked_at
from tests.build import cluster, inventory
from tests.build_kubernetes import namespace

Value = tuple[int, str]
steps = st.lists(st.dictionaries(st.integers(0, 399), st.sampled_from(["a", "b", None]), max_size=200), max_size=4)


def order(value: Value) -> tuple[object, ...]:
    return value[:1]


def many(count: int) -> Blocks[Value]:
    return in_blocks([(number, "x") for number in range(count)])


@given(st.integers(0, 300), steps)
def test_any_steps_leave_what_a_sorted_list_would_hold(count: int, steps: list[dict[int, str | None]]) -> None:
    now = many(count)
    model = {one[0]: one for one in now}
    for step in steps:
        before, was, known = now, tuple(now), set(map(id, now))
        made = {number: None if text is None else (number, text) for number, text in step.items()}
        now = rearranged(now, [(model.get(number), new) for number, new in made.items()], order)
        model = {key: new for key, new in (model | made).items() if new is not None}
        wanted = tuple(model[number] for number in sorted(model))
        assert (tuple(now), len(now), now == wanted, wanted == now) == (wanted, len(wanted), True, True)
        assert [now[place] for place in range(-len(now), len(now))] == [*wanted, *wanted]
        assert now[3:-3] == wanted[3:-3]
        assert tuple(before) == was
        gone, came = exchanged(before, now)
        assert ([*gone], [*came]) == (
            [one for one in was if model.get(one[0]) is not one],
            [one for one in wanted if id(one) not in known],
        )
        if len(before) == len(now):
            places = zip(was, wanted, strict=True)
            assert changed_places(before, now) == [at for at, (old, new) in enumerate(places) if old is not new]
        if isinstance(now, Blocks):
            assert all(1 <= len(block) <= 2 * SIZE for block in now.blocks)
            assert len(now.blocks) * SIZE <= 4 * (len(now) + SIZE)


def test_only_blocks_in_which_something_changed_are_made_anew() -> None:
    before = many(10_000)
    after = rearranged(before, [((130, "x"), (130, "y")), (None, (5000, "new")), ((9_999, "x"), None)], lambda one: one)
    assert isinstance(after, Blocks)
    assert len({*map(id, after.blocks)} - {*map(id, before.blocks)}) == 3


def test_when_most_are_gone_the_rest_is_cut_anew() -> None:
    before = many(10_000)
    gone: list[tuple[Value, None]] = [(one, None) for one in before if one[0] % 8]
    after = rearranged(before, gone, order)
    assert isinstance(after, Blocks)
    assert (len(after), len(after.blocks)) == (1250, -(-1250 // SIZE))
    assert rearranged(after, [(one, None) for one in after], order) == ()


def test_an_analysis_keeps_the_blocks_in_which_nothing_changed() -> None:
    spaces = [namespace(f"ns-{number:04}") for number in range(400)]
    before = looked_at(analyse(None, inventory(cluster(*spaces)), ()))
    spaces[100:102] = [namespace("ns-0100", labels={"team": "red"})]
    after = analyse(before, inventory(cluster(*spaces)), ())
    assert after == analyse(None, inventory(cluster(*spaces)), ())
    assert isinstance(before.namespaces, Blocks)
    assert isinstance(after.namespaces, Blocks)
    assert len({*map(id, after.namespaces.blocks)} - {*map(id, before.namespaces.blocks)}) == 1


def test_without_a_change_it_is_the_very_same() -> None:
    before = many(100)
    assert rearranged(before, [], order) is before
    assert rearranged(before, [(None, None)], order) is before
    assert exchanged(before, before) == ((), ())


def test_equal_blocks_are_not_looked_into() -> None:
    class Watched(tuple[int, str]):
        __slots__ = ()
        asked = 0

        def __eq__(self, other: object) -> bool:
            Watched.asked += 1
            return super().__eq__(other)

        def __hash__(self) -> int:
            return super().__hash__()

    before = in_blocks([Watched((number, "x")) for number in range(1000)])
    after = rearranged(before, [(before[700], (700, "y"))], order)
    Watched.asked = 0
    assert before != after
    assert Watched.asked <= 1


def test_is_told_as_the_tuple_it_stands_for() -> None:
    assert repr(many(2)) == "((0, 'x'), (1, 'x'))"
    assert hash(many(2)) == hash(((0, "x"), (1, "x")))
    assert many(2) != [(0, "x")]
    assert many(2) != "x"
    assert many(2) != 2
