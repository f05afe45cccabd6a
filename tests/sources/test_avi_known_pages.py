"""A page that comes again just as it was is not read again, and tells the same."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.decode.batch import Batch, Deferred
from akotui.decode.folding import Fold
from akotui.decode.objects import decode_page
from akotui.model.changes import apply
from akotui.model.facts import ListEnded, Paged, Scope
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind, Plane
from akotui.sources import avi_pages
from akotui.sources.avi_messages import Answer
from akotui.sources.avi_pages import KnownPages, page
from akotui.sources.packed import Packed
from tests.sources.controller import START, Controller, play, protocol

KIND = Kind.POOL
SCOPE = Scope("avi.test", Plane.AVI)
pages = st.lists(st.sampled_from(("pool-1", "pool-2", "pool-3", "")), max_size=4)


def answer(names: Sequence[str], *, more: bool = False) -> Answer:
    results: list[object] = [{"uuid": name, "name": f"of {name}"} if name else {"uuid": 7} for name in names]
    body = {"count": len(names), "results": results, "next": "https://inner/x?page=2" if more else None}
    return Answer(200, json.dumps(body).encode(), START)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The bodies that were read for their objects."""
    bodies: list[bytes] = []
    pages_of = avi_pages._pages_of

    class Counting:
        def __init__(self, kind: Kind) -> None:
            self._kind = kind

        def decode(self, body: bytes) -> object:
            bodies.append(body)
            return pages_of(self._kind).decode(body)

    monkeypatch.setattr(avi_pages, "_pages_of", Counting)
    return bodies


@given(st.lists(pages, min_size=1, max_size=4))
def test_whatever_came_before_a_page_tells_what_it_holds(polls: list[list[str]]) -> None:
    known = KnownPages()
    for names in polls:
        found, alone = known.page(answer(names), KIND, "*", 1), page(answer(names), KIND)
        assert (found.count, found.next, tuple(found.results)) == (alone.count, alone.next, tuple(alone.results))
        assert list(found.identities or ()) == list(alone.identities or ())
        assert decode_page(KIND, found.results) == decode_page(KIND, alone.results)


def test_page_that_comes_again_is_read_only_when_somebody_looks_at_its_objects(read: list[bytes]) -> None:
    known, came = KnownPages(), answer(("pool-1", "pool-2"), more=True)
    known.page(came, KIND, "*", 1)
    again = known.page(came, KIND, "*", 1)
    assert (len(read), len(again.results), again.identities) == (1, 2, ["pool-1", "pool-2"])
    part = again.results[1:]
    assert isinstance(part, Batch)
    assert (len(part), len(read)) == (1, 1)
    assert decode_page(KIND, part) == decode_page(KIND, page(came, KIND).results[1:])
    assert decode_page(KIND, again.results) == decode_page(KIND, page(came, KIND).results)
    assert len(read) == 4  # once for all that was looked at, and for the comparisons


class Coming:
    """Pages in bytes that say which page it is, and how often one was unpacked."""

    def __init__(self) -> None:
        self.unpacked: list[bytes] = []

    def answer(self, names: Sequence[str], packing: bytes = b"x") -> Answer:
        content = answer(names).content
        assert isinstance(content, bytes)
        return Answer(200, Packed(packing * 10 + content, self._unpack), START)

    def _unpack(self, raw: bytes) -> bytes:
        self.unpacked.append(raw)
        return raw[10:]


def test_page_that_comes_in_the_same_bytes_is_not_even_unpacked(read: list[bytes]) -> None:
    known, coming = KnownPages(), Coming()
    first = known.page(coming.answer(("pool-1", "pool-2")), KIND, "*", 1)
    again = known.page(coming.answer(("pool-1", "pool-2")), KIND, "*", 1)
    assert (len(coming.unpacked), len(read), len(again.results), again.identities) == (1, 1, 2, first.identities)
    fold = Fold(polled=True)
    for one in (first, again):
        fold.add(Paged(SCOPE, KIND, one.results, START))
        fold.add(ListEnded(SCOPE, KIND, START))
    assert (fold.pages, len(coming.unpacked)) == (1, 1)
    assert decode_page(KIND, again.results) == decode_page(KIND, first.results)
    assert len(coming.unpacked) == 2


def test_page_that_is_packed_otherwise_is_the_same_page_and_another_in_its_place_is_read(read: list[bytes]) -> None:
    known, coming = KnownPages(), Coming()
    for packing in (b"x", b"y", b"y"):
        known.page(coming.answer(("pool-1",), packing), KIND, "*", 1)
    assert (len(coming.unpacked), len(read)) == (2, 1)
    assert known.page(coming.answer(("pool-2",), b"y"), KIND, "*", 1).identities == ["pool-2"]
    assert known.page(coming.answer(("pool-1",), b"y"), KIND, "*", 1).identities == ["pool-1"]


def test_pages_of_other_places_are_not_mixed_up(read: list[bytes]) -> None:
    known, came = KnownPages(), answer(("pool-1",))
    for kind, tenant, number in ((KIND, "*", 1), (KIND, "*", 2), (KIND, "shop", 1), (Kind.POOL_GROUP, "*", 1)):
        known.page(came, kind, tenant, number)
    assert len(read) == 4


def test_round_that_brings_the_same_reads_no_object_and_leaves_the_inventory_as_it_is(read: list[bytes]) -> None:
    controller, reader = (
        Controller(tables={"pool": [{"uuid": f"pool-{n}", "name": f"{n}"} for n in range(450)]}),
        protocol(),
    )
    reader.pages = KnownPages()
    fold, inventory = Fold(polled=True), Inventory()
    rows: list[object] = []
    for _ in range(3):
        read.clear()
        for fact in play(reader, controller):
            fold.add(fact)
        inventory = apply(inventory, fold.take())
        rows.append(inventory.controllers[reader.scope].pools.rows)
    assert not read
    assert len(inventory.controllers[reader.scope].pools.rows) == 450
    assert rows[0] is rows[1] is rows[2]


def test_deferred_objects_are_a_sequence_of_those_that_are_read() -> None:
    asked: list[int] = []

    def objects() -> Sequence[object]:
        asked.append(1)
        return "abcdef"

    some = Deferred(objects, 6)[1:5]
    assert (len(some), len(some[1:]), asked) == (4, 3, [])
    assert (list(some), some[0], some[-1], list(some[1:3])) == (list("bcde"), "b", "e", ["c", "d"])
    with pytest.raises(IndexError):
        some[4]
