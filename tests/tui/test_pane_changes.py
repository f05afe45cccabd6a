"""Going from pane to pane, the key that is pressed most: what it paints and looks up, counted."""

from collections import Counter
from collections.abc import Iterable

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from akotui.tui.panes.table_pane import TablePane
from akotui.tui.screens.main import MainScreen
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
