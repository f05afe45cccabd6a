from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from akotui.tui.app import AkotuiApp
from akotui.tui.widgets.row_table import RowTable
from akotui.views.lines import line
from akotui.views.table import Column, Listing, Row, Tone, listed
from tests.tui.running import text_of

COLUMNS = (Column("name", "NAME", 8, grow=1, toned=True), Column("what", "WHAT", 6))


class TableApp(App[None]):
    CSS_PATH = AkotuiApp.CSS_PATH and "../../akotui/tui/app.tcss"

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTable(COLUMNS)
        self.made: list[str] = []
        self.chosen: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def listing(self, names: Sequence[str], what: str = "x") -> Listing:
        def row(name: str) -> Row:
            self.made.append(name)
            return Row(name, (name, what), Tone.ERROR)

        return listed(list(names), row, str)

    def on_row_table_chosen(self, event: RowTable.Chosen) -> None:
        self.chosen.append(event.table.selected)


@asynccontextmanager
async def table(names: Sequence[str], size: tuple[int, int] = (30, 6)) -> AsyncGenerator[tuple[TableApp, Pilot[None]]]:
    app = TableApp()
    async with app.run_test(size=size) as pilot:
        app.table.focus()
        app.table.show(app.listing(names))
        await pilot.pause()
        yield app, pilot


def numbered(count: int) -> list[str]:
    return [f"row{number:05}" for number in range(count)]


async def test_rows_stand_under_their_titles_and_the_cursor_is_a_sign() -> None:
    async with table(["one", "two"]) as (app, _):
        assert text_of(app.table).splitlines()[:3] == [
            "  NAME                  WHAT",
            "> one                   x",
            "  two                   x",
        ]


async def test_only_visible_rows_are_made() -> None:
    async with table(numbered(10_000)) as (app, pilot):
        assert set(app.made) == set(numbered(5))
        await pilot.press("end")
        await pilot.pause()
        assert app.table.selected == "row09999"
        assert len(set(app.made)) <= 15


async def test_keys_move_the_cursor_and_stop_at_the_ends() -> None:
    async with table(numbered(20)) as (app, pilot):
        places: list[int] = []
        for key in ("up", "down", "j", "k", "pagedown", "pageup", "G", "down", "g", "end", "home"):
            await pilot.press(key)
            places.append(app.table.cursor)
        assert places == [0, 1, 2, 1, 5, 1, 19, 19, 0, 19, 0]


async def test_cursor_that_leaves_the_view_scrolls_half_a_page() -> None:
    async with table(numbered(20)) as (app, pilot):
        await pilot.press(*["down"] * 5)
        await pilot.pause()
        assert (app.table.cursor, app.table.scroll_offset.y) == (5, 3)
        assert "> row00005" in text_of(app.table)
        await pilot.press("down", "down")
        assert app.table.scroll_offset.y == 3


async def test_cursor_follows_its_key_when_the_order_changes() -> None:
    async with table(["a", "b", "c"]) as (app, pilot):
        await pilot.press("down")
        app.table.show(app.listing(["c", "x", "a", "b"]))
        await pilot.pause()
        assert (app.table.selected, app.table.cursor) == ("b", 3)


async def test_cursor_keeps_its_place_when_its_row_is_gone() -> None:
    async with table(["a", "b", "c"]) as (app, pilot):
        await pilot.press("down")
        app.table.show(app.listing(["a", "c"]))
        assert app.table.selected == "c"
        app.table.show(app.listing([]))
        assert app.table.selected is None
        app.table.show(app.listing(["z"]))
        await pilot.pause()
        assert app.table.selected == "z"


async def test_cursor_stays_on_the_worst_row_until_it_is_moved() -> None:
    async with table(["b"]) as (app, pilot):
        app.table.show(app.listing(["worse", "b"]))
        await pilot.pause()
        assert app.table.selected == "worse"


async def test_row_under_the_cursor_keeps_its_line_on_the_screen_when_rows_appear_above() -> None:
    async with table(numbered(50)) as (app, pilot):
        await pilot.press(*["pagedown"] * 5)
        await pilot.pause()
        before = app.table.cursor - app.table.scroll_offset.y
        app.table.show(app.listing(["new1", "new2", *numbered(50)]))
        await pilot.pause()
        assert app.table.selected == "row00020"
        assert app.table.cursor - app.table.scroll_offset.y == before


async def test_equal_rows_are_not_drawn_again() -> None:
    async with table(numbered(100)) as (app, pilot):
        drawn = app.table._repaint_regions
        app.table.show(app.listing(numbered(100)))
        assert not drawn
        app.table.show(app.listing(["new", *numbered(100)[1:]]))
        assert [(region.y, region.height) for region in drawn] == [(1, 1)]
        await pilot.pause()


async def test_moving_the_cursor_draws_two_lines() -> None:
    async with table(numbered(100)) as (app, _):
        app.table.action_move(1)
        assert sorted(region.y for region in app.table._repaint_regions) == [1, 2]


async def test_click_moves_and_a_second_click_chooses() -> None:
    async with table(["a", "b", "c"]) as (app, pilot):
        await pilot.click(RowTable, offset=(3, 2))
        assert (app.table.selected, app.chosen) == ("b", [])
        await pilot.click(RowTable, offset=(3, 2))
        await pilot.click(RowTable, offset=(3, 0))
        await pilot.click(RowTable, offset=(3, 5))
        assert app.chosen == ["b"]


async def test_enter_chooses_the_row_and_nothing_without_rows() -> None:
    async with table(["a"]) as (app, pilot):
        await pilot.press("enter")
        app.table.show(app.listing([]))
        await pilot.press("enter")
        assert app.chosen == ["a"]


async def test_empty_table_says_why() -> None:
    async with table([]) as (app, pilot):
        app.table.show(app.listing([]), (line("nothing here"),))
        await pilot.pause()
        assert "nothing here" in text_of(app.table)


async def test_columns_follow_the_width() -> None:
    async with table(["a"]) as (app, pilot):
        await pilot.resize_terminal(12, 6)
        await pilot.pause()
        assert text_of(app.table).splitlines()[0] == "  NAME"


async def test_low_table_has_rows_in_place_of_titles() -> None:
    async with table(["one", "two", "three"]) as (app, pilot):
        await pilot.resize_terminal(30, 3)
        await pilot.pause()
        assert [one.split() for one in text_of(app.table).splitlines()] == [
            [">", "one", "x"],
            ["two", "x"],
            ["three", "x"],
        ]
        await pilot.click(app.table, offset=(2, 1))
        assert app.table.cursor_key == "two"


async def test_wide_characters_keep_the_columns_aligned() -> None:
    async with table(["日本語", "é" * 30]) as (app, _):
        lines = text_of(app.table).splitlines()
        assert lines[1] == "> 日本語                x"
        assert lines[2].endswith("… x")
