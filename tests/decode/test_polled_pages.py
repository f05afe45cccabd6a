"""What a poll brings again is not decoded again, and is the very same as before."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from akotui.decode.broken import Broken
from akotui.decode.folding import Fold
from akotui.decode.objects import decode_page
from akotui.model.changes import apply
from akotui.model.facts import Fact, ListEnded, Paged, Scope, Unread
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind, Plane

AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
AVI = Scope("controller.example.test", Plane.AVI)
KIND = Kind.POOL

Pages = Sequence[Sequence[tuple[int, str]]]
pages = st.lists(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=3), max_size=3)


def raw(number: int, name: str) -> bytes:
    return json.dumps({"uuid": f"pool-{number}", "name": name}).encode()


def poll(found: Pages, scope: Scope = AVI) -> list[Fact]:
    paged = [Paged(scope, KIND, tuple(raw(*one) for one in page), AT) for page in found]
    return [*paged, ListEnded(scope, KIND, AT)]


def counting() -> tuple[Fold, list[bytes]]:
    decoded: list[bytes] = []

    def counted(kind: Kind, items: Sequence[bytes]) -> list[tuple[str, object] | Broken]:
        decoded.extend(items)
        return decode_page(kind, items)

    return Fold(counted, polled=True), decoded


def folded(fold: Fold, facts: Sequence[Fact]) -> Inventory:
    for fact in facts:
        fold.add(fact)
    return apply(Inventory(), fold.take())


def rows(inventory: Inventory) -> dict[str, object]:
    return dict(inventory.controllers[AVI].pools.rows)


def test_a_poll_that_brings_the_same_decodes_nothing_and_gives_the_same_objects() -> None:
    fold, decoded = counting()
    first = rows(folded(fold, poll([[(1, "a"), (2, "a")], [(3, "a")]])))
    assert len(decoded) == 3
    for _ in range(3):
        again = rows(folded(fold, poll([[(1, "a"), (2, "a")], [(3, "a")]])))
        assert all(again[key] is first[key] for key in first)
    assert (len(decoded), fold.pages) == (3, 2)


def test_only_a_page_with_something_new_is_decoded() -> None:
    fold, decoded = counting()
    folded(fold, poll([[(1, "a"), (2, "a")], [(3, "a")]]))
    decoded.clear()
    folded(fold, poll([[(1, "a"), (2, "a")], [(3, "b")]]))
    assert decoded == [raw(3, "b")]


def test_pages_that_did_not_come_again_are_forgotten() -> None:
    fold, decoded = counting()
    for found in ([[(1, "a")]], [[(1, "b")]], [[(1, "c")]]):
        folded(fold, poll(found))
    decoded.clear()
    folded(fold, poll([[(1, "a")]]))
    assert decoded == [raw(1, "a")]


def test_a_list_that_breaks_off_leaves_what_is_known_of_the_one_before() -> None:
    fold, decoded = counting()
    folded(fold, poll([[(1, "a")], [(2, "a")]]))
    folded(fold, [*poll([[(1, "a")]])[:-1], Unread(AVI, KIND, "away", AT)])
    decoded.clear()
    folded(fold, poll([[(1, "a")], [(2, "a")]]))
    assert not decoded


def test_the_same_bytes_cut_elsewhere_are_another_page() -> None:
    fold = Fold(lambda _, items: [(str(number), one) for number, one in enumerate(items)], polled=True)
    fold.add(Paged(AVI, KIND, (b"ab", b"c"), AT))
    folded(fold, [ListEnded(AVI, KIND, AT)])
    fold.add(Paged(AVI, KIND, (b"a", b"bc"), AT))
    assert rows(folded(fold, [ListEnded(AVI, KIND, AT)])) == {"0": b"a", "1": b"bc"}


@given(st.lists(pages, max_size=4))
def test_whatever_came_before_a_poll_tells_what_it_brings(polls: list[Pages]) -> None:
    fold = Fold(polled=True)
    for found in polls:
        assert folded(fold, poll(found)) == folded(Fold(), poll(found))
