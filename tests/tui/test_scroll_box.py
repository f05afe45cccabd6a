"""Lines that one scrolls through are whole, whether there is a scroll bar beside them or not."""

import pytest

from akotui.tui.screens.reading import ReadingScreen
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.lines import line
from tests.build_estate import estate
from tests.tui.running import app_on, text_of

WORDS = " ".join(f"{number:04}" for number in range(160))


@pytest.mark.parametrize("size", [(80, 24), (81, 24), (82, 24), (83, 24), (84, 24), (80, 60), (40, 6)])
async def test_lines_that_come_later_and_need_a_scroll_bar_are_broken_beside_it(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        pilot.app.push_screen(ReadingScreen((line("one line"),)))
        await pilot.pause()
        box = pilot.app.screen.query_one(ScrollBox)
        for many in (1, 40, 1, 40):
            box.show((line(WORDS),) * many)
            await pilot.pause()
            await pilot.pause()
            assert "…" not in text_of(box)
            assert all(len(word) == 4 for word in text_of(box).split())
