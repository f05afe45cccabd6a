"""Lists over pages that move: whole means whole."""

from collections.abc import Callable, Generator, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.sources.avi_listing import Listed, Page, Sightings, Wanted, identity, listing

SIZE = 3


def raw(uuid: str) -> bytes:
    return msgspec.json.encode({"uuid": uuid, "name": uuid})


def page_of(table: Sequence[str], number: int, size: int = SIZE) -> Page:
    start = (number - 1) * size
    more = start + size < len(table)
    return Page(
        len(table),
        tuple(raw(uuid) for uuid in table[start : start + size]),
        f"https://inner-name/api/pool?page={number + 1}&page_size={size}" if more else None,
    )


def ask(wanted: Wanted) -> Generator[Wanted, Page, Page]:
    return (yield wanted)


def drive(
    answer: Callable[[Wanted], Page],
    known: Sequence[str] = (),
    *,
    proven: bool = True,
    sightings: Sightings[Wanted, Page] | None = None,
) -> tuple[Listed, list[Wanted]]:
    reading, asked = listing(ask, known, proven=proven, sightings=sightings), list[Wanted]()
    wanted = next(reading)
    while True:
        asked.append(wanted)
        try:
            wanted = reading.send(answer(wanted))
        except StopIteration as end:
            return end.value, asked


def test_one_page_is_read_once() -> None:
    listed, asked = drive(lambda w: page_of(["a", "b"], w.page))
    assert (listed.identities, listed.torn) == (("a", "b"), "")
    assert asked == [Wanted(1)]


def test_all_pages_but_the_last_are_read_again() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page))
    assert (listed.identities, listed.torn) == (tuple("abcdefgh"), "")
    assert asked == [Wanted(1), Wanted(2), Wanted(3), Wanted(1, identities=True), Wanted(2, identities=True)]


def seen(uuids: str) -> Sightings[Wanted, Page]:
    def look() -> Generator[Wanted, Page, frozenset[str]]:
        yield Wanted(0)
        return frozenset(uuids)

    return look


def test_objects_that_are_all_sighted_afterwards_are_not_read_again() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page), sightings=seen("hgfedcba"))
    assert (listed.identities, listed.torn) == (tuple("abcdefgh"), "")
    assert asked == [Wanted(1), Wanted(2), Wanted(3), Wanted(0)]


def test_object_that_is_not_sighted_has_the_pages_read_again() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page), sightings=seen("abcdefg"))
    assert (listed.identities, listed.torn) == (tuple("abcdefgh"), "")
    assert asked[3:] == [Wanted(0), Wanted(1, identities=True), Wanted(2, identities=True)]


def test_inventory_that_shows_others_too_may_lag_and_proves_nothing() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page), sightings=seen("hgxfedcba"))
    assert listed.torn == ""
    assert asked[4:] == [Wanted(1, identities=True), Wanted(2, identities=True)]


def test_list_of_one_page_and_list_that_is_known_need_no_sightings() -> None:
    assert drive(lambda w: page_of("abc", w.page), sightings=seen(""))[1] == [Wanted(1)]
    assert len(drive(lambda w: page_of("abcd", w.page), known="abcd", sightings=seen(""))[1]) == 2


def test_list_that_equals_the_last_whole_one_is_not_read_again() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page), known="abcdefgh")
    assert not listed.torn
    assert len(asked) == 3


def test_list_of_what_needs_no_proof_is_read_once_and_its_counts_must_agree() -> None:
    listed, asked = drive(lambda w: page_of("abcdefgh", w.page), proven=False)
    assert (listed.identities, listed.torn) == (tuple("abcdefgh"), "")
    assert asked == [Wanted(1), Wanted(2), Wanted(3)]
    listed, _ = drive(lambda w: page_of("abcdefgh" if w.page == 1 else "abcdefg", w.page), proven=False)
    assert listed.torn == "its count changed from 8 to 7"


def test_empty_list_is_whole() -> None:
    assert drive(lambda _: Page(0, ())) == (Listed(((),), ()), [Wanted(1)])


def test_next_of_an_empty_list_is_not_followed() -> None:
    listed, asked = drive(lambda _: Page(0, (), "https://x/api/pool?page=2"))
    assert not listed.torn
    assert len(asked) == 1


@pytest.mark.parametrize("target", ["https://elsewhere/api/pool?page=2", "/api/pool?page=2", "?", "http://[bad"])
def test_only_the_page_of_next_counts(target: str) -> None:
    pages = {1: Page(2, (raw("a"),), target), 2: Page(2, (raw("b"),))}
    listed, _ = drive(lambda w: pages[w.page])
    assert (listed.identities, listed.torn) == (("a", "b"), "")


@pytest.mark.parametrize("following", [0, 1, 7])
def test_next_that_names_another_page_than_the_next_is_torn(following: int) -> None:
    listed, asked = drive(lambda _: Page(9, (raw("a"),), f"https://x/api/pool?page={following}"))
    assert "as the next" in listed.torn
    assert len(asked) == 3


def test_next_that_never_ends_is_stopped() -> None:
    listed, asked = drive(lambda w: Page(4, (raw(f"{w.page}"),), f"https://x/?page={w.page + 1}"))
    assert "more pages than 4 objects" in listed.torn
    assert len(asked) == 3 * 6


def test_empty_page_before_the_last_is_torn() -> None:
    listed, _ = drive(lambda w: Page(9, (raw("a"),) if w.page == 1 else (), f"https://x/?page={w.page + 1}"))
    assert listed.torn == "page 2 is empty and not the last"


def test_count_that_changes_for_ever_ends_in_a_torn_list_of_all_that_was_seen() -> None:
    calls = 0

    def answer(wanted: Wanted) -> Page:
        nonlocal calls
        calls += 1
        return msgspec.structs.replace(page_of("abcdefgh", wanted.page), count=100 + calls)

    listed, _ = drive(answer)
    assert "count changed" in listed.torn
    assert sorted(listed.identities) == sorted("abcdefgh")


def test_fewer_objects_than_the_count_is_torn() -> None:
    listed, asked = drive(lambda _: Page(3, (raw("a"), raw("b"))))
    assert listed.torn == "2 of 3 objects came"
    assert len(asked) == 3


def test_object_on_two_pages_is_torn() -> None:
    pages = {1: Page(2, (raw("a"),), "?page=2"), 2: Page(2, (raw("a"),))}
    assert drive(lambda w: pages[w.page])[0].torn == "an object came on two pages"


def test_deletion_balanced_by_an_insertion_is_noticed() -> None:
    """The first page stays as it is, every count is 9, nothing comes twice: only re-reading page 2 tells."""
    table, asked = list("abcdefghi"), 0

    def answer(wanted: Wanted) -> Page:
        nonlocal asked, table
        asked += 1
        if asked == 3:
            table = list("abcdfghiz")
        return page_of(table, wanted.page)

    listed, wanted = drive(answer)
    assert not listed.torn
    assert listed.identities == tuple("abcdfghiz")
    assert len(wanted) == 3 + 2 + 3 + 2


def test_items_without_uuid_are_kept_and_compared_whole() -> None:
    pages = {1: Page(3, (b"7", raw("a")), "?page=2"), 2: Page(3, (b"null",))}
    listed, asked = drive(lambda w: pages[w.page])
    assert listed.pages == ((b"7", b'{"uuid":"a","name":"a"}'), (b"null",))
    assert asked[-1] == Wanted(1, identities=False)


Change = tuple[bool, int]


@given(
    start=st.integers(min_value=0, max_value=14),
    schedule=st.lists(st.lists(st.tuples(st.booleans(), st.integers(0, 99)), max_size=2), max_size=20),
    sighted=st.booleans(),
)
def test_list_called_whole_lacks_nothing_that_was_there_all_the_time(
    start: int, schedule: list[list[Change]], *, sighted: bool
) -> None:
    """Objects come and go between requests, at any place of the order; none comes back with its uuid."""
    table = [f"{place:04}" for place in range(0, start * 100, 100)]
    always, made, moment = set(table), 0, 0

    def look() -> Generator[Wanted, Page, frozenset[str]]:
        """Another list of the same table, in pages of another size and the other way round; it may be torn itself."""
        found, number = set[str](), 1
        while True:
            page = yield Wanted(-number)
            found.update(identity(item) for item in page.results)
            if not page.next:
                return frozenset(found)
            number += 1

    def answer(wanted: Wanted) -> Page:
        nonlocal made, moment
        for insert, place in schedule[moment] if moment < len(schedule) else ():
            if insert:
                made += 1
                table.append(f"{(place * 14) % 1400:04}-{made}")
                table.sort()
            elif table:
                always.discard(table.pop(place % len(table)))
        moment += 1
        return page_of(table, wanted.page) if wanted.page > 0 else page_of(table[::-1], -wanted.page, 4)

    listed, asked = drive(answer, sightings=look if sighted else None)
    assert listed.torn or always <= set(listed.identities)
    assert len(asked) < 200
