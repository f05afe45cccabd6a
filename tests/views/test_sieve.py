from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.blocks import in_blocks, rearranged
from akotui.analysis.estate import Estate
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, Workload
from akotui.views import findings, instances, namespaces, users, virtual_services
from akotui.views.fields import joined
from akotui.views.filtering import understand
from akotui.views.ordering import Ordering, weight
from akotui.views.ranked import ranked
from akotui.views.remembered import PIECE
from akotui.views.sieve import Searched, Sieve, Sifting, every_searched
from akotui.views.table import Cells, Column, Listing, Query, Row, Tone, listed
from tests.build import instance, namespace_subject
from tests.build_estate import estate

INSTANCE = instance()
OTHER = instance("blue", selector=("x", "y"))
COLUMNS = (Column("name", "NAME", 8), Column("what", "WHAT", 8))


class Counted:
    """A listing of ten thousand names that counts how often a row is made."""

    def __init__(self, count: int = 10_000) -> None:
        self.made = 0
        self.names = [f"vs-{number:05}-{'abc'[number % 3]}" for number in range(count)]

    def listing(self) -> Listing:
        def row(name: str) -> Row:
            self.made += 1
            return Row(name, (name, "what"), Tone.ERROR if name.endswith("a") else Tone.PLAIN)

        return listed(self.names, row, str)


def keys(sieve: Sieve, listing: Listing, typed: str, **asked: object) -> list[str]:
    sifting = msgspec.structs.replace(Sifting(understand(typed)), **asked)
    return list(sieve.sift(listing, Estate(), sifting)[0].keys)


def searched(row: Row) -> Searched:
    """What is searched of a row."""
    return Searched(joined(cell.strip()[:256].casefold() for cell in row.cells), row.tone)


def test_nothing_asked_for_leaves_the_listing_as_it_is_and_makes_no_row() -> None:
    counted = Counted()
    listing = counted.listing()
    assert Sieve(COLUMNS).sift(listing, Estate(), Sifting())[0] is listing
    assert counted.made == 0


def test_each_row_is_made_once_for_all_that_is_typed() -> None:
    counted = Counted()
    sieve, listing = Sieve(COLUMNS), counted.listing()
    for typed in ("0", "00", "001", "00", "!5", "1.*b", "-f 12", ""):
        keys(sieve, listing, typed)
    assert counted.made == 10_000


def test_sorting_makes_one_cell_of_each_row_no_key_and_no_row() -> None:
    seen, made = Counter[str](), list[str]()

    def length(name: str) -> str:
        seen[name] += 1
        return str(len(name))

    def row(name: str) -> Row:
        raise AssertionError(name)

    def keyed(name: str) -> str:
        made.append(name)
        return name

    names = ["ccc", "a", "bb"]
    listing = listed(names, row, keyed, cells=Cells(names, (str, length), lambda _: Tone.PLAIN))
    sieve = Sieve(COLUMNS)
    for backwards in (False, True):
        asked = Sifting(ordering=Ordering("what", backwards=backwards))
        assert list(sieve.sift(listing, Estate(), asked)[0].subjects) == sorted(names, key=len, reverse=backwards)
    assert (seen, made) == (Counter(names), [])


def test_cells_made_alone_are_those_of_the_row() -> None:
    seen = estate()
    for view in (namespaces, virtual_services):
        whole = view.listing(seen, Query())
        some = whole.picked(range(len(whole) - 1, -1, -1))
        for listing in (whole, some):
            rows = listing.rows()
            assert [row.key for row in rows] == list(listing.keys) != []
            columns = [[*listing.column(column)] for column in range(len(view.COLUMNS))]
            assert [*zip(*columns, strict=True)] == [row.cells for row in rows]
            assert list(every_searched(listing)) == list(map(searched, rows))


spaces = st.builds(
    namespace_subject,
    st.text("ab", min_size=1, max_size=3),
    labels=st.dictionaries(st.sampled_from("xy"), st.sampled_from("xy")),
    claimants=st.sampled_from([(), (INSTANCE,), (INSTANCE, OTHER)]),
    blockers=st.sampled_from([(), (OTHER,)]),
    state=st.sampled_from(NamespaceState),
    tenant=st.sampled_from([None, "", "red"]),
    workloads=st.sampled_from([(), (Workload("Ingress", "a", "b"),)]),
    counts=st.sampled_from([{}, {"ingresses": 1}, {"routes": 2}]),
    virtual_services=st.integers(0, 1),
    instances=st.just((INSTANCE, OTHER)),
)


@given(st.lists(spaces, max_size=20))
def test_rows_that_share_cells_are_searched_as_each_would_be(subjects: list[NamespaceSubject]) -> None:
    listing = namespaces.listing(estate(namespaces=subjects), Query())
    assert listing.cells is not None
    assert list(every_searched(listing)) == list(map(searched, listing.rows()))


def test_new_listing_makes_only_rows_of_new_subjects() -> None:
    counted = Counted()
    sieve = Sieve(COLUMNS)
    assert len(keys(sieve, counted.listing(), "vs")) == 10_000
    counted.names = [*counted.names[1:], "new"]
    assert keys(sieve, counted.listing(), "new") == ["new"]
    assert counted.made == 10_001


@given(st.lists(st.integers(0, 59), max_size=9), st.sampled_from(("", "b", "1", "ns:x")))
def test_after_an_update_the_rows_are_those_of_a_sieve_that_knows_nothing(places: list[int], typed: str) -> None:
    before = [f"{number % 7}-{'abc'[number % 3]}" for number in range(60)]
    sieve, ordering = Sieve(COLUMNS), Ordering("name")
    kept: Listing | None = None
    for names in (before, [f"{name}b" if place in places else name for place, name in enumerate(before)], before[1:]):
        subjects = ranked(names, len, () if kept is None else kept.subjects)
        kept = listed(subjects, lambda name: Row(name, (name, "what")), str)
        assert keys(sieve, kept, typed, ordering=ordering) == keys(Sieve(COLUMNS), kept, typed, ordering=ordering)


@given(
    st.lists(st.dictionaries(st.integers(0, 319), st.sampled_from("abc"), max_size=6), max_size=3),
    st.sampled_from([False, True]),
)
def test_after_any_updates_rows_are_those_of_a_sieve_that_knows_nothing(
    steps: list[dict[int, str]], backwards: object
) -> None:
    """Each subject is its number, its rank and its name; one of the rank `c` goes."""
    now = in_blocks([Entry(number, "ab"[number % 2], f"{number % 7}-{number}") for number in range(300)])
    sieve, kept = Sieve(COLUMNS), listed(ranked(now, entry_rank), entry_row, entry_key)
    for step in steps:
        held = {one.number: one for one in now}
        made = {number: None if to == "c" else Entry(number, to, f"{number % 7}+{to}") for number, to in step.items()}
        now = rearranged(now, [(held.get(number), new) for number, new in made.items()], lambda one: (one.number,))
        subjects = ranked(now, entry_rank, kept.subjects)
        kept = listed(subjects, entry_row, entry_key, cells=Cells(subjects, CELLS, entry_tone))
        for typed in ("1", "!5"):
            ordering = Ordering("name", backwards=backwards is True)
            assert keys(sieve, kept, typed, ordering=ordering) == keys(Sieve(COLUMNS), kept, typed, ordering=ordering)
            assert keys(sieve, kept, typed, faults=True) == keys(Sieve(COLUMNS), kept, typed, faults=True)
            found = [one for one in sorted(now, key=entry_rank) if entry_holds(one, typed)]
            assert keys(sieve, kept, typed) == [str(one.number) for one in found]
            found.sort(key=lambda one: NATURAL(entry_row(one).cells[0]) or "", reverse=backwards is True)
            assert keys(sieve, kept, typed, ordering=ordering) == [str(one.number) for one in found]


class Entry(msgspec.Struct, frozen=True):
    number: int
    group: str
    name: str


def entry_rank(one: Entry) -> int:
    return "abc".index(one.group)


def entry_key(one: Entry) -> str:
    return str(one.number)


def entry_tone(one: Entry) -> Tone:
    return Tone.ERROR if one.group == "b" else Tone.PLAIN


def entry_row(one: Entry) -> Row:
    return Row(entry_key(one), tuple(cell(one) for cell in CELLS), entry_tone(one))


def entry_holds(one: Entry, typed: str) -> bool:
    holds = any(typed.removeprefix("!") in cell for cell in entry_row(one).cells)
    return holds is not typed.startswith("!")


def entry_name(one: Entry) -> str:
    return one.name


def entry_what(one: Entry) -> str:
    return f"x-{one.group}"


CELLS = (entry_name, entry_what)
NATURAL = weight(COLUMNS[0])


def test_an_update_makes_only_the_cells_that_changed() -> None:
    made = list[str]()

    def length(name: str) -> str:
        made.append(name)
        return str(len(name))

    def listing(names: Sequence[str], before: Sequence[object]) -> Listing:
        subjects = ranked(names, _alike, before)
        return listed(
            subjects,
            lambda name: Row(name, (name, "x")),
            str,
            cells=Cells(subjects, (str, length), lambda _: Tone.PLAIN),
        )

    sieve, asked = Sieve(COLUMNS), Sifting(ordering=Ordering("what"))
    names = [f"{number}" for number in range(1000)]
    first = listing(names, ())
    sieve.sift(first, Estate(), asked)
    made.clear()
    second = listing([*names[:500], "changed", *names[501:]], first.subjects)
    assert list(sieve.sift(second, Estate(), asked)[0].subjects)[-1] == "changed"
    assert made == ["changed"]


def _alike(_: str) -> int:
    return 0


def test_typing_on_looks_only_at_what_was_found() -> None:
    sieve, listing = Sieve(COLUMNS), Counted().listing()
    keys(sieve, listing, "vs-0000")
    texts = sieve._texts._values
    texts[:] = [msgspec.structs.replace(one, text=Asked(one.text)) for one in texts]
    Asked.looks = 0
    assert len(keys(sieve, listing, "vs-00005")) == 1
    assert Asked.looks == 10
    keys(sieve, listing, "vs-0000")
    assert Asked.looks == 10


def test_rows_in_need_of_attention_alone() -> None:
    counted = Counted(6)
    assert keys(Sieve(COLUMNS), counted.listing(), "", faults=True) == ["vs-00000-a", "vs-00003-a"]


def test_filter_and_order_together() -> None:
    counted = Counted(6)
    found = keys(Sieve(COLUMNS), counted.listing(), "-a", ordering=Ordering("name", backwards=True))
    assert found == ["vs-00003-a", "vs-00000-a"]
    assert keys(Sieve(COLUMNS), counted.listing(), "-a", ordering=Ordering("no-such")) == ["vs-00000-a", "vs-00003-a"]


@given(st.lists(st.sampled_from(["a", "b", "0", "a b", "a|b", "!a", "-f 0a", "00", "(", "what", "1$", ""]), max_size=6))
def test_what_was_typed_before_changes_nothing(typed: list[str]) -> None:
    sieve, listing = Sieve(COLUMNS), Counted(30).listing()
    for text in typed:
        assert keys(sieve, listing, text) == keys(Sieve(COLUMNS), listing, text)


def test_expression_that_is_too_heavy_becomes_text_and_says_so() -> None:
    names = ["".join("ab"[number >> bit & 1] for bit in range(14)) + "c" for number in range(1 << 13)]
    sieve, listing = Sieve(COLUMNS), listed(names, lambda name: Row(name, (name, "")), str)
    rows, notes = sieve.sift(listing, Estate(), Sifting(understand("(a|b)*a" + "(a|b)" * 11 + "c")))
    assert len(rows) == 0
    assert notes[0].endswith("is taken as text: too much to look for at once")


def found(typed: str, view: str = "vs") -> list[str]:
    seen = estate()
    listing, columns = {
        "vs": (virtual_services.listing, virtual_services.COLUMNS),
        "ns": (namespaces.listing, namespaces.COLUMNS),
        "ako": (instances.listing, instances.COLUMNS),
        "users": (users.listing, users.COLUMNS),
        "findings": (findings.listing, findings.COLUMNS),
    }[view]
    rows = Sieve(columns).sift(listing(seen, Query()), seen, Sifting(understand(typed)))[0]
    return [rows.row(index).cells[0 if view in ("ns", "ako", "users") else 1] for index in range(len(rows))]


def test_fields_ask_what_the_row_is_about() -> None:
    assert found("state:orphan") == ["prod--shop-cart"]
    assert found("owner:nobody") == ["prod--shop-cart"]
    assert found("owner:blue") == ["prod--pay"]
    assert found("owner:avi-system !state:double") == ["prod--red"]
    assert found("sev:err") == ["prod--shop-cart", "prod--pay"]
    assert found("ns:pay", "ns") == ["payments"]
    assert found("-l team=red", "ns") == ["payments", "red-web"]
    assert found("-l tier,!team", "ns") == []
    assert found("-l team=re", "ns") == []
    assert found("-l team=red", "ako") == ["avi-system"]
    assert found("owner:nobody", "users") == ["ako-prod-violet"]
    assert found("sev:unk", "findings") == ["1 rule did not run"]
    assert found("ns:payments", "findings") == ["ns payments"]
    assert found("-l tier=blue", "findings") == ["ns payments"]
    assert found("state:orphan", "findings") == ["vs prod--shop-cart"]


class Asked(str):
    """A text that counts how often something is looked for in it."""

    __slots__ = ()
    looks = 0

    def __contains__(self, text: object) -> bool:
        Asked.looks += 1
        return super().__contains__(str(text))


def test_after_an_update_only_the_rows_that_changed_are_searched() -> None:
    sieve, asked = Sieve(COLUMNS), Sifting(understand("1"), Ordering("name"))
    names = [f"{number}" for number in range(1000)]
    before = listed(ranked(names, _alike), lambda name: Row(name, (name, "x")), str)
    sieve.sift(before, Estate(), asked)
    texts = sieve._texts._values
    texts[:] = [msgspec.structs.replace(one, text=Asked(one.text)) for one in texts]
    now = [*names[:500], "1000", *names[501:]]
    after = listed(ranked(now, _alike, before.subjects), lambda name: Row(name, (name, "x")), str)
    Asked.looks = 0
    assert list(sieve.sift(after, Estate(), asked)[0].keys)[-2:] == ["991", "1000"]
    assert Asked.looks == 0  # the text of the row that changed is a new one
    keys(sieve, after, "10")
    assert 0 < Asked.looks < 300  # when more is typed, those that were found


def test_what_other_objects_tell_of_a_row_is_asked_of_each_again() -> None:
    seen = estate(namespaces=[namespace_subject("shop", labels={"tier": "blue"})])
    sieve, asked = Sieve(virtual_services.COLUMNS), Sifting(understand("-l tier=blue"))
    before = virtual_services.listing(seen, Query())
    first = list(sieve.sift(before, seen, asked)[0].keys)
    now = msgspec.structs.replace(seen, namespaces=())
    after = virtual_services.listing(now, Query(before=before.subjects))
    assert (len(first), list(sieve.sift(after, now, asked)[0].keys)) == (len(before), [])


def test_what_is_searched_is_made_little_by_little_and_once() -> None:
    counted = Counted(3000)
    sieve, listing, asked = Sieve(COLUMNS), counted.listing(), Sifting(understand("5"), Ordering("name"))
    assert sieve.missing(listing, Sifting()) == 0
    left = [sieve.missing(listing, asked)]
    while sieve.further(listing, asked):
        left.append(sieve.missing(listing, asked))
    assert (left[0], left[-1]) == (3000 + 3000 // 4, 0)
    assert all(0 < one - other <= PIECE for one, other in pairwise(left))
    made = counted.made
    assert keys(sieve, listing, "5", ordering=Ordering("name")) == [name for name in counted.names if "5" in name]
    assert counted.made == made


@given(st.lists(st.tuples(st.integers(0, 5), st.dictionaries(st.integers(0, 1999), st.none(), max_size=4)), max_size=4))
def test_what_is_made_in_part_is_kept_while_the_rows_change(steps: list[tuple[int, dict[int, None]]]) -> None:
    now = in_blocks([Entry(number, "a", f"{number}") for number in range(0, 2000, 2)])
    sieve, asked = Sieve(COLUMNS), Sifting(understand("1"))
    listing = listed(now, entry_row, entry_key)
    for version, (pieces, changed) in enumerate(steps):
        for _ in range(pieces):
            sieve.further(listing, asked)
        held = {one.number: one for one in now}
        made = {one: Entry(one, "a", f"{one}+{version}") for one in changed}
        pairs = [(held.get(number), new if number % 3 else None) for number, new in made.items()]
        now = rearranged(now, pairs, lambda one: (one.number,))
        listing = listed(now, entry_row, entry_key)
        assert sieve.missing(listing, asked) <= len(now)
    assert keys(sieve, listing, "1") == keys(Sieve(COLUMNS), listing, "1")
