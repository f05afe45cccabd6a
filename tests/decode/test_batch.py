"""A page whose objects were read all at once is the same as one object after the other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.decode.batch import Batch, Body
from akotui.decode.broken import Broken
from akotui.decode.objects import DECODERS, decode_page
from akotui.model.kinds import Kind
from akotui.sources.kubernetes_wire import Answer, page

ITEMS = tuple(json.dumps({"metadata": {"name": name, "namespace": "shop"}}).encode() for name in "abcde")
NAMELESS = b'{"metadata":{"namespace":"shop"}}'
WRONG = b'{"metadata":{"name":7,"namespace":"shop"}}'
NOT_UTF8 = b'{"metadata":{"name":"n","namespace":"shop","\xff":1}}'


def listed(*items: bytes, kind: Kind = Kind.INGRESS) -> Batch | tuple[bytes, ...]:
    body = b'{"kind":"IngressList","metadata":{"resourceVersion":"7"},"items":[' + b",".join(items) + b"]}"
    found = page(Answer(200, body), kind).items
    assert isinstance(found, Batch | tuple)
    return found


def test_page_of_sound_objects_is_read_at_once_and_still_holds_the_bytes_of_each() -> None:
    found = listed(*ITEMS)
    assert isinstance(found, Batch)
    assert (len(found), tuple(found), found[1], found) == (5, ITEMS, ITEMS[1], ITEMS)


def test_part_of_a_batch_holds_its_own_objects() -> None:
    found = listed(*ITEMS)[2:4]
    assert isinstance(found, Batch)
    assert (tuple(found), found[1:], len(found[1:])) == (ITEMS[2:4], ITEMS[3:4], 1)
    assert decode_page(Kind.INGRESS, found) == decode_page(Kind.INGRESS, ITEMS[2:4])


def test_bytes_are_cut_once_for_all_parts() -> None:
    cuts = list[bytes]()

    def cut(body: bytes) -> tuple[bytes, ...]:
        cuts.append(body)
        return ITEMS

    found = Batch(Kind.INGRESS, ITEMS, Body(b"page", cut))
    assert (tuple(found[:2]), tuple(found[2:]), found[0]) == (ITEMS[:2], ITEMS[2:], ITEMS[0])
    assert cuts == [b"page"]


def test_digest_tells_pages_and_their_parts_apart_and_cuts_nothing() -> None:
    def cut(_: bytes) -> tuple[bytes, ...]:
        raise AssertionError("a page was cut up for its digest")

    one, other = (Batch(Kind.INGRESS, ITEMS, Body(body, cut)) for body in (b"one", b"other"))
    found = [each.digest() for each in (one, one[:2], one[2:4], one[2:], other, other[:2])]
    assert len(set(found)) == len(found)
    assert Batch(Kind.INGRESS, ITEMS, Body(b"one", cut))[2:4].digest() == found[2]


def test_object_without_a_name_is_told_from_its_own_bytes() -> None:
    found = listed(ITEMS[0], NAMELESS, ITEMS[1])
    assert isinstance(found, Batch)
    assert decode_page(Kind.INGRESS, found)[1] == Broken("", "has no metadata.name")


@pytest.mark.parametrize("bad", [WRONG, NOT_UTF8, b"7", b"null"])
def test_page_with_an_object_that_cannot_be_read_is_cut_up_so_that_it_costs_itself(bad: bytes) -> None:
    found = listed(ITEMS[0], bad, ITEMS[1])
    assert found == (ITEMS[0], bad, ITEMS[1])
    assert isinstance(found, tuple)
    assert isinstance(decode_page(Kind.INGRESS, found)[1], Broken)


@given(st.lists(st.sampled_from((*ITEMS, NAMELESS, WRONG, NOT_UTF8, b"[]")), max_size=6))
def test_whatever_a_page_holds_it_decodes_as_its_objects_do(items: list[bytes]) -> None:
    assert decode_page(Kind.INGRESS, listed(*items)) == decode_page(Kind.INGRESS, tuple(items))


def test_batch_of_another_kind_is_read_from_its_bytes() -> None:
    assert decode_page(Kind.SERVICE, listed(*ITEMS)) == decode_page(Kind.SERVICE, ITEMS)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_read_from_what_its_shape_reads(kind: Kind) -> None:
    assert DECODERS[kind].wire.__struct_fields__
