"""Facts fold into changes: lists count when they end, watch events join, and nothing half-read gets in."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.decode.folding import Fold
from akotui.model.changes import Change, Changed, HealthChanged, Lost, Replaced, apply
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    Scope,
    SourceState,
    Unread,
    Upserted,
)
from akotui.model.inventory import Coverage, Extent, Inventory
from akotui.model.kinds import Kind, Plane
from akotui.model.kubernetes import Ingress, IngressRule, Metadata

SCOPE = Scope("kubernetes", Plane.KUBERNETES)
START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LATER = START + timedelta(seconds=1)


def raw(key: str, host: str = "x") -> bytes:
    namespace, _, name = key.partition("/")
    return json.dumps(
        {"metadata": {"name": name, "namespace": namespace}, "spec": {"rules": [{"host": host}]}}
    ).encode()


def ingress(key: str, host: str = "x") -> Ingress:
    namespace, _, name = key.partition("/")
    return Ingress(Metadata(name, namespace), hosts=(host,), rules=(IngressRule(host),))


def page(*keys: str, kind: Kind = Kind.INGRESS) -> Paged:
    return Paged(SCOPE, kind, tuple(raw(key) for key in keys), START)


def ended(part: str = "", *, missing: Sequence[str] = (), served: bool = True) -> ListEnded:
    return ListEnded(SCOPE, Kind.INGRESS, START, part, tuple(missing), served)


def upserted(key: str, host: str = "x") -> Upserted:
    return Upserted(SCOPE, Kind.INGRESS, raw(key, host), LATER)


def deleted(key: str) -> Deleted:
    return Deleted(SCOPE, Kind.INGRESS, raw(key), LATER)


def replaced(*keys: str, part: str = "") -> Replaced:
    rows = {key: ingress(key) for key in keys}
    return Replaced(SCOPE, Kind.INGRESS, part, rows, {}, Coverage(Extent.COMPLETE, (), START))


def folded(*facts: Fact) -> tuple[Change, ...]:
    fold = Fold()
    for fact in facts:
        fold.add(fact)
    return fold.take()


def test_pages_count_when_their_list_ends() -> None:
    assert folded(page("a/1"), page("a/2")) == ()
    assert folded(page("a/1"), page("a/2"), ended()) == (replaced("a/1", "a/2"),)


def test_a_list_without_pages_is_empty() -> None:
    assert folded(ended()) == (replaced(),)


def test_pages_of_a_list_that_broke_off_are_forgotten() -> None:
    unread = Unread(SCOPE, Kind.INGRESS, "503\n", LATER)
    assert folded(page("a/1"), unread, page("a/2"), ended()) == (
        Lost(SCOPE, Kind.INGRESS, "", "503␊", LATER),
        replaced("a/2"),
    )


def test_parts_that_are_listed_at_the_same_time_do_not_mix() -> None:
    both = page("a/1"), page("b/1"), page("a/2")
    assert folded(*both, ended("a"), ended("b")) == (replaced("a/1", "a/2", part="a"), replaced("b/1", part="b"))


def test_a_part_that_breaks_off_leaves_the_pages_of_others() -> None:
    unread = Unread(SCOPE, Kind.INGRESS, "503", LATER, part="a")
    lost = Lost(SCOPE, Kind.INGRESS, "a", "503", LATER)
    assert folded(page("a/1"), page("b/1"), unread, ended("b")) == (lost, replaced("b/1", part="b"))


def test_lists_of_two_kinds_do_not_mix() -> None:
    assert folded(page("a/1"), page("a/2", kind=Kind.SERVICE), ended()) == (replaced("a/1"),)


def test_a_part_keeps_its_name() -> None:
    assert folded(page("a/1"), ended("a")) == (replaced("a/1", part="a"),)


def test_a_list_that_misses_something_is_partial() -> None:
    (change,) = folded(ended(missing=["tenant red: 403\x1b"]))
    assert isinstance(change, Replaced)
    assert change.coverage == Coverage(Extent.PARTIAL, (("", "tenant red: 403␛"),), START)


def test_a_kind_that_is_not_served_is_absent() -> None:
    (change,) = folded(ended(served=False))
    assert isinstance(change, Replaced)
    assert change.coverage == Coverage(Extent.ABSENT, (), START)


def test_broken_objects_of_a_page_are_kept_by_name_or_by_number() -> None:
    broken = (b"{}", b'{"metadata": {"name": "1", "namespace": "a"}, "spec": 1}', b"[]")
    (change,) = folded(Paged(SCOPE, Kind.INGRESS, broken, START), ended())
    assert isinstance(change, Replaced)
    assert sorted(change.broken) == ["#1", "#2", "a/1"]
    (change,) = folded(Paged(SCOPE, Kind.INGRESS, broken, START), ended("a"))
    assert isinstance(change, Replaced)
    assert sorted(change.broken) == ["a/#1", "a/#2", "a/1"]


def test_metadata_of_ako_s_that_cannot_be_read_is_told_and_the_virtual_service_is_there() -> None:
    scope = Scope("avi.test", Plane.AVI)
    fields = {"uuid": "v-1", "name": "web", "created_by": "ako-prod", "tenant_ref": "/api/tenant/admin#admin"}
    odd, fine = (json.dumps({**fields, "service_metadata": said}).encode() for said in ("{no", "{}"))
    end = ListEnded(scope, Kind.VIRTUAL_SERVICE, START)
    (change,) = folded(Paged(scope, Kind.VIRTUAL_SERVICE, (odd,), START), end)
    assert isinstance(change, Replaced)
    assert (list(change.rows), list(change.broken)) == (["v-1"], ["v-1"])
    (change,) = folded(Paged(scope, Kind.VIRTUAL_SERVICE, (odd, fine), START), end)
    assert isinstance(change, Replaced)
    assert (list(change.rows), change.broken) == (["v-1"], {})


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"name": "prod--web"}, True),
        ({"name": "web", "markers": [{"key": "clustername", "values": ["prod"]}]}, True),
        ({"name": "erp", "created_by": "terraform"}, False),
    ],
)
@pytest.mark.parametrize("kind", [Kind.VIRTUAL_SERVICE, Kind.POOL])
def test_nobody_misses_the_metadata_of_what_ako_did_not_make(
    kind: Kind,
    fields: dict[str, object],
    told: bool,  # noqa: FBT001 - the expected value of a parametrised test comes by position
) -> None:
    scope = Scope("avi.test", Plane.AVI)
    raw = json.dumps({"uuid": "1", "service_metadata": "by hand", **fields}).encode()
    (change,) = folded(Paged(scope, kind, (raw,), START), ListEnded(scope, kind, START))
    assert isinstance(change, Replaced)
    assert (list(change.rows), bool(change.broken)) == (["1"], told)


def test_an_object_that_stands_in_two_pages_counts_as_it_was_last_seen() -> None:
    again = Paged(SCOPE, Kind.INGRESS, (raw("a/1", "y"),), START)
    (change,) = folded(page("a/1"), again, ended())
    assert isinstance(change, Replaced)
    assert change.rows == {"a/1": ingress("a/1", "y")}


def test_watch_events_join_into_one_change() -> None:
    assert folded(upserted("a/1"), upserted("a/1", "y"), upserted("a/2"), deleted("a/3")) == (
        Changed(
            SCOPE,
            Kind.INGRESS,
            {"a/1": ingress("a/1", "y"), "a/2": ingress("a/2")},
            {},
            frozenset({"a/3"}),
            LATER,
        ),
    )


def test_the_last_word_about_an_object_counts() -> None:
    (change,) = folded(upserted("a/1"), deleted("a/1"), deleted("a/2"), upserted("a/2"))
    assert isinstance(change, Changed)
    assert (change.upserts, change.deletes) == ({"a/2": ingress("a/2")}, {"a/1"})


def test_watch_events_before_a_list_stay_before_it() -> None:
    kinds = [type(change) for change in folded(upserted("a/1"), page("a/2"), ended(), upserted("a/3"))]
    assert kinds == [Changed, Replaced, Changed]


def test_a_watched_object_that_lost_its_name_makes_the_table_incomplete() -> None:
    for fact in (Upserted(SCOPE, Kind.INGRESS, b"[]", LATER), Deleted(SCOPE, Kind.INGRESS, b"[]", LATER)):
        table = apply(Inventory(), folded(page("a/1"), ended(), fact)).cluster.ingresses
        assert (table.whole, list(table.rows)) == (False, ["a/1"])


def test_a_deleted_object_needs_no_more_than_its_name() -> None:
    gone = Deleted(SCOPE, Kind.INGRESS, b'{"metadata": {"name": "1", "namespace": "a"}, "spec": "odd"}', LATER)
    assert apply(Inventory(), folded(page("a/1"), ended(), gone)).cluster.ingresses.rows == {}


def test_words_of_a_source_are_clean() -> None:
    seen = Observed(SCOPE, SourceState.STALE, "bad\x07", LATER, "https://a\x1b", START, every=15)
    assert folded(seen) == (HealthChanged(SCOPE, SourceState.STALE, "bad␇", "https://a␛", LATER, START, every=15),)


def test_the_end_of_the_first_round_changes_nothing() -> None:
    assert folded(FirstRoundEnded(SCOPE, START)) == ()


def test_changes_are_taken_once() -> None:
    fold = Fold()
    fold.add(upserted("a/1"))
    assert fold.changed
    assert len(fold.take()) == 1
    assert not fold.changed
    assert fold.take() == ()


FACTS = st.one_of(
    st.builds(upserted, st.sampled_from(["a/1", "a/2"]), st.sampled_from(["x", "y"])),
    st.builds(deleted, st.sampled_from(["a/1", "a/2"])),
    st.builds(page, st.sampled_from(["a/1", "a/2", "b/1"])),
    st.builds(ended, st.sampled_from(["", "a"])),
    st.just(Unread(SCOPE, Kind.INGRESS, "503", LATER)),
)


@given(st.lists(FACTS, max_size=12), st.integers(0, 12))
def test_it_does_not_matter_when_changes_are_taken(facts: list[Fact], cut: int) -> None:
    fold = Fold()
    inventory = Inventory()
    for place, fact in enumerate(facts):
        fold.add(fact)
        if place == cut:
            inventory = apply(inventory, fold.take())
    assert apply(inventory, fold.take()) == apply(Inventory(), folded(*facts))


def test_audit_stays_one() -> None:
    (change,) = folded(msgspec.structs.replace(ended(), audit=True))
    assert isinstance(change, Replaced)
    assert change.audit
