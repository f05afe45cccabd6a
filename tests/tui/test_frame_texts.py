"""What the frames of panes and the footer tell, where there is room for it."""

import pytest

from akotui.tui.widgets.footer_bar import FooterBar
from tests.build_estate import estate
from tests.tui.running import app_on, screen_text, text_of


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_why_names_rule_and_object_of_a_finding_and_nothing_of_another_row(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        assert "Why double-owned-namespace · ns payments" in screen_text(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert "Why orphaned-virtual-service · vs prod--shop-cart" in screen_text(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert ("─Why──" if size == (80, 24) else "─ Why ──") in screen_text(pilot)


async def test_keys_that_lead_on_from_a_row_stand_below_its_explanation() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        assert " [c] copies · [e] explains · [s] " in screen_text(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert " [c] copies · [b] lists them · [s] 1 of the same owner ─" in screen_text(pilot)
        await pilot.resize_terminal(150, 40)
        await pilot.pause()
        assert " [c] copies · [b] lists them · [e] explains · [s] 1 of the same owner ─" in screen_text(pilot)


async def test_states_are_counted_below_the_rows_and_beside_the_title_where_nothing_is_below() -> None:
    spaces, services = "2 need attention · ^z shows these", "1 orphaned · 1 double-owned · 1 unmanaged · 1 owned"
    async with app_on(estate(), size=(80, 24)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert f"─3 Namespaces 4  {spaces}─" in screen_text(pilot)
        await pilot.press("4")
        await pilot.pause()
        assert f"─4 Virtual services 4  {services}─" in screen_text(pilot)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "─4 Virtual services 2 of 4  faults only─" in screen_text(pilot)
        await pilot.press("ctrl+z")
        await pilot.resize_terminal(150, 40)
        await pilot.pause()
        assert f" {services} ─╯" in screen_text(pilot)
        assert "─ 4 Virtual services 4 ─" in screen_text(pilot)
        await pilot.press("3")
        await pilot.pause()
        assert f" {spaces} ─╯" in screen_text(pilot)


async def test_order_of_the_rows_is_told_in_the_title() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        assert "─ 1 Findings 2  sort: severity ─" in screen_text(pilot)
        await pilot.press(">", ">", "O")
        await pilot.pause()
        assert "─ 1 Findings 2  sort: ↓object ─" in screen_text(pilot)


async def test_hints_without_room_on_the_last_line_stand_beside_the_place_and_give_way_to_it() -> None:
    async with app_on(estate(), size=(80, 24)) as pilot:
        upper, lower = text_of(pilot.app.screen.query_one(FooterBar)).splitlines()
        assert upper.startswith(" 1 Findings   ")
        assert upper.endswith("t timeline  y yaml  x tree  1-6 pane  z zoom  c copy  w what-if")
        assert lower.startswith(" b blast  o owner ")
        assert lower.endswith("q quit  ? help")
        await pilot.press("slash", *"shop-cart and more that leaves nothing of it", "enter")
        await pilot.pause()
        upper, lower = text_of(pilot.app.screen.query_one(FooterBar)).splitlines()
        assert "0/3  Esc back" in upper
        assert " zoom" not in upper
        assert lower.endswith("? help")


async def test_long_message_takes_both_lines_of_the_footer() -> None:
    said = "what is told is longer than one line of a small terminal, and its end is what one has to know about it"
    async with app_on(estate(), size=(80, 24)) as pilot:
        footer = pilot.app.screen.query_one(FooterBar)
        footer.flash(said)
        await pilot.pause()
        assert " ".join(text_of(footer).split()) == said
    async with app_on(estate(), size=(40, 6)) as pilot:
        footer = pilot.app.screen.query_one(FooterBar)
        footer.flash(said)
        await pilot.pause()
        assert text_of(footer).endswith("…")


async def test_rule_of_an_event_takes_no_room_from_what_happened_where_that_is_short() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        assert "RULE" not in screen_text(pilot)
    async with app_on(estate(), size=(160, 24)) as pilot:
        await pilot.press("t", "z")
        await pilot.pause()
        assert "RULE" in screen_text(pilot)
