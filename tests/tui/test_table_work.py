"""What is computed and drawn again when something changes: counted, because times prove nothing in a test."""

from array import array
from collections import Counter
from datetime import timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.estate import Estate
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.panes import why_pane
from akotui.tui.panes.fitting import fitted
from akotui.tui.panes.table_pane import TablePane
from akotui.views.lines import Line
from akotui.views.picked import Picked
from akotui.views.table import Keys, Listing, Query, Row
from akotui.views.why import Why
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, opened, text_of
from tests.tui.test_row_table import numbered, table

names = st.lists(st.text("ab", max_size=3), unique=True)


@given(names, st.text("ab", max_size=3), st.integers(0, 12))
def test_a_row_is_found_wherever_it_went(keys: list[str], key: str, near: int) -> None:
    listing = Listing(keys, keys, lambda index: Row(keys[index], ()))
    place = keys.index(key) if key in keys else None
    subject = object() if place is None else keys[place]
    assert (listing.find(key, near), listing.find(key, near, subject)) == (place, place)


@given(names, st.text("ab", max_size=3), st.tuples(st.integers(0, 12), st.integers(0, 12)), st.randoms())
def test_a_row_of_some_in_another_order_is_found_whatever_it_came_as(
    keys: list[str], key: str, was: tuple[int, int], chance: Random
) -> None:
    order = [place for place in range(len(keys)) if chance.random() < 0.8]
    chance.shuffle(order)
    for places in (order, array("I", order)):
        listing = Listing(keys, keys, lambda index: Row(keys[index], ())).picked(places)
        rows = [keys[place] for place in order]
        assert listing.find(key, was[0], None, was[1]) == (rows.index(key) if key in rows else None)
        assert [listing.came(place) for place in range(len(order))] == order


@given(st.lists(st.sampled_from([0, 1, 2, 255, 256, 65_536, 16_777_216, 16_777_472, 2**32 - 1]), unique=True))
def test_place_in_the_source_is_found_among_those_that_are_picked(places: list[int]) -> None:
    for picked in (Picked(range(2**32), places), Picked(range(2**32), array("I", places))):
        assert [picked.found(place) for place in places] == [*range(len(places))]
        assert picked.found(3) is None
        assert picked.found(65_280) is None


async def test_a_row_that_went_far_in_an_order_of_its_own_makes_next_to_no_key() -> None:
    made = Counter[str]()

    def key(name: str) -> str:
        made[name] += 1
        return name

    rows = numbered(10_000)
    listing = Listing(Keys(rows, key), rows, lambda index: Row(rows[index], (rows[index], "x")))
    async with table(numbered(10)) as (app, pilot):
        app.table.show(listing.picked(array("I", range(10_000))))
        await pilot.press("down", "down")
        made.clear()
        app.table.show(listing.picked(array("I", reversed(range(10_000)))))
        assert (app.table.cursor_key, app.table.cursor) == ("row00002", 9_997)
        assert made.total() <= 10


@given(names)
def test_keys_are_those_of_the_subjects(keys: list[str]) -> None:
    made = Keys(keys, str.upper)
    assert list(made) == [key.upper() for key in keys]
    assert [made[place] for place in range(len(made))] == list(made)
    assert made[1:3] == list(made)[1:3]


async def test_rows_out_of_sight_that_changed_draw_nothing_and_are_not_made() -> None:
    async with table(numbered(10_000)) as (app, _):
        app.made.clear()
        app.table.show(app.listing([*numbered(100), *(f"new{number}" for number in range(9_900))]))
        assert not app.table._repaint_regions
        assert set(app.made) <= set(numbered(5))


async def test_a_row_that_went_far_is_found_without_making_keys() -> None:
    made = Counter[str]()

    def key(name: str) -> str:
        made[name] += 1
        return name

    def listing(rows: list[str]) -> Listing:
        return Listing(Keys(rows, key), rows, lambda index: Row(rows[index], (rows[index], "x")))

    async with table(numbered(10)) as (app, pilot):
        rows = numbered(10_000)
        app.table.show(listing(rows))
        await pilot.press("down", "down")
        made.clear()
        app.table.show(listing(rows[::-1]))
        assert (app.table.selected, app.table.cursor) == ("row00002", 9_997)
        assert made.total() <= 200


async def test_ten_thousand_rows_make_as_few_keys_as_forty() -> None:
    made = Counter[str]()

    def key(name: str) -> str:
        made[name] += 1
        return name

    async with table(numbered(10)) as (app, pilot):
        await pilot.press("down", "down")
        rows = numbered(10_000)
        app.table.show(Listing(Keys(rows, key), rows, lambda index: Row(rows[index], (rows[index], "x"))))
        assert app.table.selected == "row00002"
        assert made.total() <= 5


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the rows of each pane were computed."""
    counted = Counter[str]()
    tabulate = TablePane.tabulate

    def counting(pane: TablePane, query: Query) -> Listing:
        counted[pane.spec.noun] += 1
        return tabulate(pane, query)

    monkeypatch.setattr(TablePane, "tabulate", counting)
    return counted


async def test_poll_that_brought_nothing_new_computes_no_row(listed: Counter[str]) -> None:
    app = AkotuiApp(opened(Still(estate())), clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("3")
        listed.clear()
        app.post_message(EstateReady(msgspec.structs.replace(estate(), at=MOMENT)))
        await pilot.pause()
        assert not listed
        app.post_message(EstateReady(estate(findings=())))
        await pilot.pause()
        assert listed == Counter({"namespaces": 1})


async def test_panes_that_nobody_sees_are_not_computed(listed: Counter[str]) -> None:
    app = AkotuiApp(opened(Still(Estate())), clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        listed.clear()
        app.post_message(EstateReady(estate()))
        await pilot.pause()
        assert listed == Counter({"findings": 1})
        await pilot.press("4")
        assert listed == Counter({"findings": 1, "virtual-services": 1})


async def test_seconds_that_change_no_word_of_the_explanation_fit_nothing_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits: list[int] = []

    def counted(why: Why, width: int, height: int, said: str) -> tuple[Line, ...]:
        fits.append(width)
        return fitted(why, width, height, said)

    monkeypatch.setattr(why_pane, "fitted", counted)
    app = AkotuiApp(opened(Still(estate())), clock=lambda: MOMENT)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        app.now = MOMENT + timedelta(minutes=5)
        await pilot.pause()
        assert fits
        fits.clear()
        app.now += timedelta(seconds=1)
        await pilot.pause()
        assert not fits
        app.now += timedelta(minutes=5)
        await pilot.pause()
        assert len(fits) == 1


async def test_a_row_that_changed_is_made_once_to_be_compared_and_to_be_drawn() -> None:
    async with table(numbered(10_000)) as (app, pilot):
        app.made.clear()
        app.table.show(app.listing(numbered(10_000), "y"))
        await pilot.pause()
        assert Counter(app.made) == Counter(numbered(5))
        assert "y" in text_of(app.table).splitlines()[1]
