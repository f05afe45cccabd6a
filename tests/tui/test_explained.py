from contextlib import AsyncExitStack

import pytest
from textual.pilot import Pilot

from akotui.cli import simulated
from akotui.engine import Engine
from akotui.rules import ALL_RULES
from akotui.simulator.simulation import MOMENT
from akotui.tui.app import AkotuiApp
from akotui.tui.screens.explained import ExplainedScreen
from akotui.tui.screens.main import MainScreen
from tests.tui.running import Still, opened, screen_text


async def read(scenario: str) -> Still:
    """What the real engine makes of a scenario, standing still."""
    async with AsyncExitStack() as stack:
        engine = Engine(await simulated.sources(scenario, stack, follow=False, moment=MOMENT), ALL_RULES)
        still = Still(await engine.settled(30))
        still.inventory = engine.inventory
        return still


async def ask(pilot: Pilot[None], text: str) -> str:
    await pilot.press(":", *f"explain {text}", "enter")
    for _ in range(30):
        await pilot.pause()
        if isinstance(pilot.app.screen, ExplainedScreen):
            looking = pilot.app.screen._looking
            assert looking is not None
            await looking
            await pilot.pause()
            break
    return screen_text(pilot)


@pytest.mark.timeout(120)
async def test_object_is_explained_from_end_to_end_with_the_moment_it_is_of() -> None:
    app = AkotuiApp(opened(await read("multi-ako")), clock=lambda: MOMENT)
    async with app.run_test(size=(140, 50)) as pilot:
        await pilot.pause()
        seen = await ask(pilot, "ns/payments")
        assert isinstance(app.screen, ExplainedScreen)
        assert f"As of {MOMENT:%H:%M:%S}Z; :explain ns/payments tells it anew." in seen
        assert "Namespace/payments" in seen
        assert "namespace payments is claimed by avi-system and blue" in seen
        assert "✗ rival" in seen
        await pilot.press("escape")
        seen = await ask(pilot, "vs/no-such")
        assert "vs/no-such: nothing of that name was seen." in seen
        assert "kubernetes: live" in seen
        await pilot.press("escape")
        for text, told in (("x/y", "nothing that can be explained"), ("payments", "no rule is called payments")):
            assert told in await ask(pilot, text)
            assert isinstance(app.screen, MainScreen)
