from contextlib import AsyncExitStack

import pytest
from textual.pilot import Pilot

from akotui.analysis.analyse import analyse
from akotui.cli import simulated
from akotui.engine import Engine
from akotui.rules import ALL_RULES
from akotui.simulator.simulation import MOMENT
from akotui.tui.app import AkotuiApp
from akotui.tui.screens import explained
from akotui.tui.screens.explained import ExplainedScreen
from akotui.tui.screens.main import MainScreen
from tests.build import cluster, inventory
from tests.tui.running import Bugs, Still, opened, screen_text


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
            while pilot.app.workers:
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


async def test_bug_in_explaining_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def explain(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(explained, "explanations_of", explain)
    bugs = Bugs()

    still = Still(analyse(None, inventory(cluster()), ALL_RULES))
    app = AkotuiApp(opened(still), clock=lambda: MOMENT, report=bugs)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press(":", *"explain ns/payments", "enter")
        while not bugs:
            await pilot.pause()
        await pilot.pause()
        assert "It could not be worked out: this is a bug in akotui." in screen_text(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)
        assert "noted" in screen_text(pilot)
    assert [type(one) for one in bugs] == [LookupError]
