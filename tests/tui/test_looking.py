import pytest

from akotui.tui.app import AkotuiApp
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.raw import RawScreen
from akotui.tui.screens.tree import TreeScreen
from akotui.tui.yaml_text import yaml_lines
from akotui.views.lines import plain
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.copies import copies
from tests.tui.running import Still, app_on, opened, screen_text

PAYMENTS = b'{"kind": "Namespace", "metadata": {"name": "payments", "labels": {"team": "red\\u001b[31m"}}}'


async def seen_of(engine: Still, *keys: str) -> str:
    app = AkotuiApp(opened(engine), title="prod", clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.pause()
        return screen_text(pilot)


async def test_y_reads_the_object_and_says_what_was_read_and_when() -> None:
    engine = Still(estate())
    engine.seen = PAYMENTS
    seen = await seen_of(engine, "y")
    assert "Namespace payments" in seen
    assert "GET /api/v1/namespaces/payments" in seen
    assert "read at 17:00:00Z, 0s ago" in seen
    assert "    team:" in seen
    assert "\x1b" not in seen
    assert engine.looked_for is not None
    assert engine.looked_for.name == "payments"


async def test_deleted_object_says_so() -> None:
    assert "▲ GET /api/v1/namespaces/payments: 404, it is deleted" in await seen_of(Still(estate()), "y")


async def test_row_that_is_no_object_says_so_and_stays() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("5", "y")
        await pilot.pause()
        assert "this row is no object" in screen_text(pilot)
        assert isinstance(pilot.app.screen, MainScreen)


@pytest.mark.parametrize("key", ["enter", "d", "o", "y", "b", "s", "c", "C"])
async def test_key_of_a_row_tells_that_none_is_left(key: str) -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("slash", *"nosuchthing", "enter", key)
        await pilot.pause()
        seen = screen_text(pilot)
        assert "there is no row here" in seen
        assert "this row" not in seen


async def test_key_of_a_row_says_on_a_page_where_rows_are() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("question_mark", "o")
        await pilot.pause()
        assert "this key is of a row; Esc goes back to the panes" in screen_text(pilot)


async def test_c_copies_the_object_that_y_shows_and_of_when_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = copies(monkeypatch)
    engine = Still(estate())
    engine.seen = PAYMENTS
    assert "copied the YAML" in await seen_of(engine, "y", "c")
    (shown,) = copied()
    assert shown == (
        "# GET /api/v1/namespaces/payments\n# read at 2026-11-22T17:00:00Z\n"
        'kind: Namespace\nmetadata:\n  name: payments\n  labels:\n    team: "red\\e[31m"\n'
    )


async def test_object_that_went_stays_visible_below_the_word_that_it_is_gone() -> None:
    engine = Still(estate())
    engine.seen = PAYMENTS
    app = AkotuiApp(opened(engine), title="prod", clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        engine.seen = None
        await pilot.press("y")
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert "404, it is deleted" in seen
        assert "below is what was read before" in seen
        assert "name: payments" in seen
        await pilot.press("escape")
        assert not isinstance(app.screen, RawScreen)


def test_yaml_is_redacted_clean_and_says_what_it_cannot_show() -> None:
    raw = b'{"kind":"Secret","data":{"a":"b"},"text":"\\u202eevil\\u001b]0;x\\u0007","n":null}'
    lines = [plain(one) for one in yaml_lines(raw)]
    assert lines[:3] == ["kind: Secret", "data:", "  a: (redacted)"]
    assert not any(sign in line for line in lines for sign in "\u202e\x1b\x07")
    assert plain(yaml_lines(b"<html>")[0]) == "? the answer is no JSON that could be shown"


async def test_x_opens_the_tree_where_the_row_stands_and_enter_goes_there() -> None:
    async with app_on(estate(), size=(100, 24)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TreeScreen)
        seen = screen_text(pilot)
        assert "- cluster prod-eu" in seen
        assert ">     + ns payments" in seen
        assert "◎ double-owned" in seen
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert (screen.active, screen.panes["namespaces"].cursor_key) == ("namespaces", "payments")
        await pilot.press("escape")
        assert screen.active == "findings"


async def test_branches_are_opened_closed_and_left() -> None:
    async with app_on(estate(), size=(100, 24)) as pilot:
        await pilot.press("x", "left")
        await pilot.pause()
        assert ">   - AKO avi-system" in screen_text(pilot)
        await pilot.press("space")
        await pilot.pause()
        assert "+ AKO avi-system" in screen_text(pilot)
        await pilot.press("right")
        await pilot.pause()
        assert "+ ns payments" in screen_text(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
