from collections import Counter

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from akotui.tui.panes.why_pane import WhyPane
from akotui.tui.screens.main import MainScreen
from akotui.tui.sparing_compositor import SparingCompositor
from tests.build_estate import estate
from tests.tui.running import app_on

CHANGES = (
    {Region(0, 0, 120, 1)},
    {Region(0, 0, 120, 1), Region(70, 30, 30, 2)},
    {Region(3, 5, 40, 1), Region(3, 8, 40, 1), Region(0, 39, 120, 1)},
    {Region(0, 0, 120, 40)},
)


@pytest.mark.parametrize("changes", CHANGES)
async def test_what_is_drawn_is_what_a_whole_screen_would_show(changes: set[Region]) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        compositor = pilot.app.screen._compositor
        assert isinstance(compositor, SparingCompositor)
        whole = [strip.text for strip in compositor.render_strips()]
        compositor._dirty_regions = set(changes)
        update = compositor.render_partial_update()
        assert update is not None
        assert {y for y, _, _ in update.spans} == {y for one in changes for y in one.line_range}
        for y, left, right in update.spans:
            for x, strip in update.chops[y].items():
                if strip is not None and left <= x < right:
                    assert strip.text == whole[y][x : x + strip.cell_length]


def counted_lines(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many lines each kind of widget draws from now on."""
    drawn = Counter[str]()
    render_lines = Widget.render_lines

    def counting(widget: Widget, crop: Region) -> list[Strip]:
        drawn[type(widget).__name__] += crop.height
        return render_lines(widget, crop)

    monkeypatch.setattr(Widget, "render_lines", counting)
    return drawn


async def test_clock_that_ticks_draws_one_line_of_one_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        drawn = counted_lines(monkeypatch)
        screen._compositor._dirty_regions = {Region(0, 0, 120, 1)}
        screen._compositor.render_partial_update()
        assert drawn == Counter({"HeaderBar": 1})


async def test_two_panes_that_change_draw_nothing_behind_them_and_nothing_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        screen = pilot.app.screen
        drawn = counted_lines(monkeypatch)
        why = screen.query_one(WhyPane).content_region
        screen._compositor._dirty_regions = {Region(0, 0, 120, 1), Region(why.x, why.y + 1, why.width, 1)}
        screen._compositor.render_partial_update()
        assert drawn == Counter({"HeaderBar": 1, "WhyPane": 1})
