from textual.pilot import Pilot

from akotui.tui.messages import EstateReady
from akotui.tui.panes.table_pane import TablePane
from akotui.tui.screens.columns import ColumnsScreen
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.main import MainScreen
from tests.build_estate import VIRTUAL_SERVICES, estate, finding
from tests.tui.running import app_on, screen_text


def main(pilot: Pilot[None]) -> MainScreen:
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    return screen


def pane(pilot: Pilot[None]) -> TablePane:
    return main(pilot).panes[main(pilot).active]


def first_cells(pilot: Pilot[None], cell: int = 0) -> list[str]:
    listing = pane(pilot).listing
    return [listing.row(index).cells[cell] for index in range(len(listing))]


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


async def test_each_pane_keeps_its_filter_with_the_number_of_rows_left() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "3", "/", *"red", "enter", "4", "/", *"pay", "enter")
        assert first_cells(pilot, 1) == ["prod--pay"]
        assert "4 Virtual services  filter pay: 1/4  Esc back" in screen_text(pilot)
        await press(pilot, "3")
        assert first_cells(pilot) == ["payments", "red-web"]
        assert "3 Namespaces  filter red: 2/4  Esc back" in screen_text(pilot)


async def test_filter_stands_in_the_title_of_its_pane() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await press(pilot, "3", "/", *"[b", "enter")
        assert "─ 3 Namespaces 0 of 4  filter [b ─" in screen_text(pilot)
        assert "No row is left by filter [b. Esc clears it." in screen_text(pilot)


async def test_expression_that_is_none_is_said_and_taken_as_text() -> None:
    async with app_on(estate(), size=(100, 30)) as pilot:
        await press(pilot, "3", "/", "w", "(")
        assert "“w(” is taken as text: a ( without its )" in screen_text(pilot)
        await press(pilot, *"yz")
        assert "No row is left by filter w(yz" in screen_text(pilot)
        assert "“w(yz” is taken as text: a ( without its )" in screen_text(pilot)
        await press(pilot, *["backspace"] * 4, *"^w|^b")
        assert "taken as text" not in screen_text(pilot)
        assert sorted(first_cells(pilot)) == ["blue-api", "web"]


async def test_way_back_is_seen_however_long_the_filter_is() -> None:
    async with app_on(estate(), size=(60, 24)) as pilot:
        await press(pilot, ":", *"ako blue", "enter", "/", *"team tier payments web blue api red", "enter")
        assert screen_text(pilot).splitlines()[-2].endswith("…   Esc back")
        await press(pilot, ":", "x")
        assert "\n :x" in screen_text(pilot)


async def test_filter_stays_while_new_estates_come() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4", "/", *"pay", "enter")
        pilot.app.post_message(EstateReady(estate(virtual_services=VIRTUAL_SERVICES[1:])))
        await pilot.pause()
        assert first_cells(pilot) == []
        pilot.app.post_message(EstateReady(estate()))
        await pilot.pause()
        assert first_cells(pilot, 1) == ["prod--pay"]


async def test_columns_sort_one_after_the_other_and_backwards_with_an_arrow() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "3", "shift+right")
        assert "↑NAMESPACE" in screen_text(pilot)
        assert first_cells(pilot) == ["blue-api", "payments", "red-web", "web"]
        await press(pilot, "O")
        assert "↓NAMESPACE" in screen_text(pilot)
        assert first_cells(pilot) == ["web", "red-web", "payments", "blue-api"]
        await press(pilot, "shift+left")
        assert "NAMESPACE" in screen_text(pilot)
        assert "↓" not in screen_text(pilot)
        assert first_cells(pilot)[0] == "payments"
        await press(pilot, "4")
        assert "↑" not in screen_text(pilot)


async def test_command_sorts_by_name_of_the_column_and_says_which_there_are() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4", ":", *"sort name", "enter")
        assert first_cells(pilot, 1) == ["legacy", "prod--pay", "prod--red", "prod--shop-cart"]
        await press(pilot, ":", *"sort name", "enter")
        assert first_cells(pilot, 1)[0] == "prod--shop-cart"
        await press(pilot, ":", *"sort nonsense", "enter")
        await pilot.pause()
        assert "no column is called nonsense: state, name, created-by" in screen_text(pilot)
        await press(pilot, ":", *"sort", "enter")
        assert first_cells(pilot, 1)[0] == "prod--shop-cart"
        assert pane(pilot).choice.ordering is None


async def test_column_that_is_sorted_by_is_seen_even_where_space_is_short() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4")
        assert "UUID" not in screen_text(pilot)
        await press(pilot, ":", *"sort uuid", "enter")
        assert "↑UUID" in screen_text(pilot)


async def test_wide_shows_every_column_sliding_past_the_first_two() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4", "right")
        assert "ctrl-w shows all columns" in screen_text(pilot)
        await press(pilot, "ctrl+w", *["right"] * 9)
        seen = screen_text(pilot)
        assert "UUID" in seen
        assert "STATE" in seen
        assert "NAME" in seen
        assert "CREATED BY" not in seen
        await press(pilot, *["right"] * 5, "left", "ctrl+w")
        assert "CREATED BY" in screen_text(pilot)


async def test_columns_are_chosen_and_one_stays() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await press(pilot, "3", "z", "v")
        assert isinstance(pilot.app.screen, ColumnsScreen)
        await press(pilot, "down", "down", "space", "escape")
        assert "CLAIMED BY" not in screen_text(pilot)
        assert "LABELS" in screen_text(pilot)
        await press(pilot, "v")
        assert isinstance(pilot.app.screen, ColumnsScreen)
        for _ in range(10):
            await pilot.press("space", "down")
        await press(pilot, "space")
        assert "one column stays" in screen_text(pilot) or "yes" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(pane(pilot).choice.hidden) < len(pane(pilot).every)
        await press(pilot, "1")
        assert "OBJECT" in screen_text(pilot)


async def test_faults_alone_and_escape_shows_the_rest() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4", "ctrl+z")
        assert first_cells(pilot, 1) == ["prod--shop-cart", "prod--pay"]
        assert "4 Virtual services  faults only: 2/4  Esc back" in screen_text(pilot)
        await press(pilot, "escape")
        assert len(first_cells(pilot)) == 4


async def test_each_chosen_object_narrows_further_and_escape_widens_step_by_step() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await press(pilot, "2", "j", "enter", "3", "enter")
        assert "3 Namespaces > ako blue > ns payments  Esc back" in screen_text(pilot)
        assert first_cells(pilot) == ["payments"]
        await press(pilot, "escape")
        assert first_cells(pilot) == ["payments", "blue-api"]
        await press(pilot, "escape")
        assert len(first_cells(pilot)) == 4
        await press(pilot, "escape")
        assert "Esc back" not in screen_text(pilot)


async def test_second_enter_on_what_was_chosen_tells_everything_about_it() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "4", "enter", "enter")
        assert isinstance(pilot.app.screen, DetailScreen)
        await press(pilot, "escape")
        assert "4 Virtual services > vs prod--shop-cart  Esc back" in screen_text(pilot)
        await press(pilot, "escape", "d")
        assert isinstance(pilot.app.screen, DetailScreen)


async def test_choosing_another_of_the_same_kind_takes_the_place_of_the_first() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, ":", *"ns payments", "enter", ":", *"ns web", "enter")
        assert [step.name for step in main(pilot).narrowing] == ["ns web"]
        await press(pilot, ":", *"ns nowhere", "enter")
        assert "none is called nowhere" in screen_text(pilot)
        assert [step.name for step in main(pilot).narrowing] == ["ns web"]


async def test_s_narrows_to_the_owner_of_the_row_an_instance_or_else_a_username() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "s")
        assert [step.name for step in main(pilot).narrowing] == ["ako avi-system"]
        await press(pilot, "escape", "down", "s", "4")
        assert [step.name for step in main(pilot).narrowing] == ["user ako-prod-violet"]
        assert first_cells(pilot, 1) == ["prod--shop-cart"]
    async with app_on(estate(findings=(finding(owners=()),))) as pilot:
        await press(pilot, "s")
        assert "no AKO instance and no username that is known here owns it" in screen_text(pilot)


async def test_minus_and_brackets_go_through_the_panes_that_were_seen() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "[")
        assert "no pane was seen before this one" in screen_text(pilot)
        await press(pilot, "3", "4")
        seen: list[str] = []
        for key in ("-", "-", "[", "[", "]", "]"):
            await press(pilot, key)
            seen.append(main(pilot).active)
        assert seen == [
            "namespaces",
            "virtual-services",
            "namespaces",
            "virtual-services",
            "namespaces",
            "virtual-services",
        ]


async def test_o_finds_its_instance_whatever_was_narrowed_to_or_filtered() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, "2", "/", *"nothing", "enter", ":", *"ako blue", "enter", "1", "o", "enter")
        assert (main(pilot).active, pane(pilot).cursor_key) == ("instances", "avi-system")
        assert main(pilot).narrowing == ()
