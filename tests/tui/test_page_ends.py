"""A page above the panes that ends at any moment, or the program with it: nothing is drawn on what is not there."""

import pytest

from akotui.tui.app import AkotuiApp
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, opened
from tests.waiting import turns, until

PAGES = ("d", "o", "y", "x", "b", "D", "e", "question_mark", "ctrl+p")


def engine() -> Still:
    still = Still(estate())
    still.seen = b'{"kind": "Namespace", "metadata": {"name": "payments"}}'
    return still


def brittle(still: Still) -> AkotuiApp:
    """One that a bug ends, for the test to see."""
    return AkotuiApp(opened(still), title="prod", clock=lambda: MOMENT)


@pytest.mark.parametrize("later", [0, 2])
@pytest.mark.parametrize("key", PAGES)
async def test_program_that_is_left_while_a_page_is_made_ends_without_an_error(key: str, later: int) -> None:
    app = brittle(engine())
    async with app.run_test() as pilot:
        await pilot.pause()
        pages = len(app.screen_stack)
        app.simulate_key(key)
        await until(lambda: len(app.screen_stack) > pages)
        await turns(later)
        app.exit()
    assert not app.return_code


@pytest.mark.parametrize("key", PAGES)
async def test_news_that_come_while_a_page_is_left_are_no_error(key: str) -> None:
    still = engine()
    app = brittle(still)
    async with app.run_test() as pilot:
        await pilot.pause()
        for later in range(0, 8, 2):
            await pilot.press(key)
            app.simulate_key("escape")
            await turns(later)
            assert still.publish is not None
            still.publish(estate())
            await pilot.pause()
            assert len(app.screen_stack) == 2
