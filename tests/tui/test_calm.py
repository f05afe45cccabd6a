"""What can wait does so while a key is on its way to the screen, and no longer."""

import asyncio

import pytest
from textual.events import Key

from akotui.tui import sparing_app
from akotui.tui.app import AkotuiApp
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, opened


@pytest.fixture
def app() -> AkotuiApp:
    return AkotuiApp(opened(Still(estate())), title="prod", clock=lambda: MOMENT)


async def test_nothing_waits_when_no_key_came(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing_app, "_PATIENCE", 60)
    async with app.run_test():
        await asyncio.wait_for(app.calm(), 5)


async def test_what_can_wait_goes_on_when_the_key_was_painted(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing_app, "_PATIENCE", 60)
    async with app.run_test() as pilot:
        await app.on_event(Key("2", "2"))
        waiting = asyncio.create_task(app.calm())
        await asyncio.sleep(0)
        assert not waiting.done()
        monkeypatch.setattr(type(app), "_writes", True)
        await pilot.press("3")
        await asyncio.wait_for(waiting, 5)


async def test_a_key_that_paints_nothing_keeps_nothing_waiting(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparing_app, "_PATIENCE", 0.001)
    async with app.run_test():
        await app.on_event(Key("f12", None))
        await asyncio.wait_for(app.calm(), 5)
        monkeypatch.setattr(sparing_app, "_PATIENCE", 60)
        await asyncio.wait_for(app.calm(), 5)
