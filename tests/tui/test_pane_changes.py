"""Going from pane to pane, the key that is pressed most: what it paints and looks up, counted."""

from collections import Counter
from collections.abc import Iterable

import pytest
from rich.style import Style
from textual._compositor import Compositor
from textual._styles_cache import StylesCache
from textual.css.styles import RenderStyles
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.strip import Strip

from akotui.tui.palette import THEMES
from akotui.tui.panes.table_pane import TablePane
from akotui.tui.screens.main import MainScreen
from akotui.tui.widgets import row_table
from akotui.tui.widgets.frame_cache import FrameCache
from akotui.tui.widgets.painting import TONES, Paint
from akotui.tui.widgets.toned import Toned
from akotui.views.table import Column, Row
from tests.build_estate import estate
from tests.tui.running import app_on

KEYS = ("2", "3", "2", "1", "6")


async def test_whole_screen_is_not_painted_for_a_border_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        whole = list[str]()
        key = ""

        def refused(compositor: Compositor, *, simplify: bool = False) -> None:
            del compositor, simplify
            whole.append(key)

        monkeypatch.setattr(Compositor, "render_full_update", refused)
        for key in KEYS[:-1]:
            await pilot.press(key)
            await pilot.pause()
        assert whole == []


async def test_styles_of_a_pane_are_looked_up_once_when_it_comes_and_once_when_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        looked_up = Counter[str]()
        update = Stylesheet.update_nodes

        def counted(sheet: Stylesheet, nodes: Iterable[DOMNode], *, animate: bool = False) -> None:
            nodes = list(nodes)
            looked_up.update(node.spec.noun for node in nodes if isinstance(node, TablePane))
            update(sheet, nodes, animate=animate)

        monkeypatch.setattr(Stylesheet, "update_nodes", counted)
        await pilot.press("2")
        await pilot.pause()
        assert looked_up == {"namespaces": 1, "instances": 1}


async def test_of_the_rows_only_those_under_the_cursors_are_painted_anew_and_no_tone_is_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        for key in "32":
            await pilot.press(key)
            await pilot.pause()
        painted, looked_up = list[Row](), list[str]()
        make, look_up = row_table.row_strip, Toned.get_component_styles

        def counted(row: Row, columns: tuple[Column, ...], width: int, *, paint: Paint, cursor: Style | None) -> Strip:
            painted.append(row)
            return make(row, columns, width, paint=paint, cursor=cursor)

        def looked(one: Toned, *names: str) -> RenderStyles:
            looked_up.extend(name for name in names if name in TONES)
            return look_up(one, *names)

        monkeypatch.setattr(row_table, "row_strip", counted)
        monkeypatch.setattr(Toned, "get_component_styles", looked)
        await pilot.press("3")
        await pilot.pause()
        assert len(painted) == 2
        assert looked_up == []


@pytest.mark.parametrize("size", [(40, 8), (80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("theme", THEMES)
async def test_every_line_is_the_one_that_textual_would_make(size: tuple[int, int], theme: str) -> None:
    async with app_on(estate(), size=size) as pilot:
        pilot.app.theme = theme
        for key in (*KEYS, "z", "j", "z"):
            await pilot.press(key)
            await pilot.pause()
            for widget in pilot.app.screen._compositor.visible_widgets:
                if isinstance(widget._styles_cache, FrameCache):
                    crop = widget.region.size.region
                    ours = [list(one) for one in widget._styles_cache.render_widget(widget, crop)]
                    assert ours == [list(one) for one in StylesCache().render_widget(widget, crop)]


@pytest.mark.parametrize("size", [(40, 8), (80, 24), (120, 40), (200, 60)])
async def test_pane_that_was_gone_to_is_the_one_that_is_seen_and_has_the_keys(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        for key in (*KEYS, "tab", "slash", "escape", "4", "shift+tab"):
            await pilot.press(key)
            await pilot.pause()
            main = pilot.app.screen
            assert isinstance(main, MainScreen)
            pane = main.panes[main.active]
            assert {name for name, one in main.panes.items() if one.has_class("-active")} == {main.active}, key
            assert pane.display, key
            assert pane.has_focus is (key != "slash"), key
            if size[0] < 100:
                assert [name for name, one in main.panes.items() if one.display] == [main.active], key
