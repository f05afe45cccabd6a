"""A pane whose rows are filtered and sorted, while they change, and before there is what they are filtered by."""

import random

import pytest
from textual.app import App
from textual.pilot import Pilot

from akotui.tui.panes import sifted_table
from akotui.tui.panes.table_pane import TablePane
from akotui.views.sieve import Sieve, Sifting
from akotui.views.table import Listing
from tests.bench.tabled import PaneApp, changed

ROWS = 1500


def pane_of(app: App[None]) -> TablePane:
    return app.query_one(TablePane)


def seen(pane: TablePane) -> tuple[object, ...]:
    """What a person knows of the rows: which, in which order, how many, and what is said about them."""
    return list(pane.listing.keys), pane.listing.rows()[:40], pane.caption, str(pane.border_title), pane.notes


async def fresh(pilot: Pilot[None], pane: TablePane) -> tuple[object, ...]:
    """What a pane would show that never saw another estate."""
    other = TablePane(pane.spec, pane.number)
    await pilot.app.mount(other)
    other.text, other.faults, other.choice, other.estate = pane.text, pane.faults, pane.choice, pane.estate
    other.wake()
    found = seen(other)
    await other.remove()
    return found


@pytest.mark.parametrize(
    ("text", "column"), [("", "virtual-services"), ("-7", ""), ("-1 !-12", "labels"), ("2$|VS", "namespace")]
)
async def test_after_each_update_a_pane_shows_what_one_that_never_saw_another_would(text: str, column: str) -> None:
    chance = random.Random(7)
    async with PaneApp(ROWS).run_test(size=(120, 30)) as pilot:
        pane = pane_of(pilot.app)
        await pilot.press("1")
        pane.text = text
        if column:
            pane.sort(column)
        await pilot.press("j", "j", "j")
        for count in (1, 20, 3, 150, 1500, 2):
            key = pane.cursor_key
            pane.estate = changed(pane.estate, chance.sample(range(ROWS), count))
            assert seen(pane) == await fresh(pilot, pane)
            assert pane.cursor_key == key
            await pilot.pause()


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows as if there were many: what is missing after each piece of what is made."""
    left: list[int] = []
    further = Sieve.further

    def counting(sieve: Sieve, listing: Listing, asked: Sifting) -> bool:
        more = further(sieve, listing, asked)
        left.append(sieve.missing(listing, asked))
        return more

    monkeypatch.setattr(Sieve, "further", counting)
    monkeypatch.setattr(sifted_table, "MANY", 100)
    return left


async def test_keys_are_heard_before_all_that_is_searched_is_made(few: list[int]) -> None:
    async with PaneApp(ROWS).run_test(size=(120, 30)) as pilot:
        pane = pane_of(pilot.app)
        await pilot.press("1")
        pane.text = "-7"
        assert (len(pane.listing), pane.waits, pane.caption) == (ROWS, True, f"filter -7…: {ROWS}/{ROWS}")
        assert str(pane.border_title).endswith("filter -7…")
        pane.action_move(3)
        assert (pane.cursor, few) == (3, [])
        key = pane.cursor_key
        while pane.waits:
            await pilot.pause()
        assert few[0] > few[1] > few[-1] == 0
        assert 0 < len(pane.listing) < ROWS
        assert seen(pane) == await fresh_at_once(pilot, pane)
        assert pane.cursor_key in (key, pane.listing.keys[min(3, len(pane.listing) - 1)])


async def fresh_at_once(pilot: Pilot[None], pane: TablePane) -> tuple[object, ...]:
    """What a pane would show that makes everything at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sifted_table, "MANY", 1 << 30)
        return await fresh(pilot, pane)


async def test_what_is_typed_on_or_sorted_meanwhile_counts_in_the_end(few: list[int]) -> None:
    async with PaneApp(ROWS).run_test(size=(120, 30)) as pilot:
        pane = pane_of(pilot.app)
        await pilot.press("1", "0")
        pane.text = "-7"
        pane.text = "-71"
        pane.sort("namespace")
        pane.estate = changed(pane.estate, [5, 710])
        assert pane.waits
        while pane.waits:
            await pilot.pause()
        assert few[-1] == 0
        assert seen(pane) == await fresh_at_once(pilot, pane)
        few.clear()
        pane.text = "-7"
        assert (pane.waits, few) == (False, [])


async def test_what_a_filter_searches_is_made_once_the_filter_is_opened(few: list[int]) -> None:
    async with PaneApp(ROWS).run_test(size=(120, 30)) as pilot:
        pane = pane_of(pilot.app)
        await pilot.press("1", "0")
        while not few or few[-1]:
            await pilot.pause()
        pane.text = "-7"
        assert not pane.waits
