"""How much work a second is that makes something older: counted, because times prove nothing in a test."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
import pytest
from textual.message import Message
from textual.pilot import Pilot

from akotui.analysis.findings import Coverage, Evidence
from akotui.model.facts import Scope
from akotui.model.kinds import Kind, Plane
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.sturdy import Sturdy
from tests.build import MOMENT
from tests.build_estate import estate, finding
from tests.tui.running import Still, opened, screen_text

KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
EVIDENCE = Evidence(KUBERNETES, Kind.CONFIG_MAP, "ConfigMap/blue", "data.clusterName", "prod", "blue writes it")
ESTATE = estate(
    findings=(msgspec.structs.replace(finding(), evidence=(EVIDENCE,)),),
    coverage=(Coverage("double-owned-namespace", "ran"),),
)


class Work:
    """Counts paints and messages."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.paints = self.messages = 0
        paint, dispatch = PromptScreen._compositor_refresh, Sturdy._dispatch_message

        def painting(screen: PromptScreen) -> None:
            self.paints += 1
            paint(screen)

        async def dispatching(part: Sturdy, message: Message) -> None:
            self.messages += 1
            await dispatch(part, message)

        monkeypatch.setattr(PromptScreen, "_compositor_refresh", painting)
        monkeypatch.setattr(Sturdy, "_dispatch_message", dispatching)


@asynccontextmanager
async def ticking() -> AsyncGenerator[tuple[AkotuiApp, Pilot[None], list[int]]]:
    """The app on an estate of which an age stands beside the tables, and the second in which its clock stands."""
    second = [0]
    app = AkotuiApp(opened(Still(ESTATE)), clock=lambda: MOMENT + timedelta(seconds=second[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield app, pilot, second


async def test_second_that_makes_ages_older_is_one_paint_within_its_turn_and_no_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with ticking() as (app, pilot, second):
        assert "read k8s 11s ago" in screen_text(pilot)
        work = Work(monkeypatch)
        for second[0] in (1, 2, 3):
            app._tick()
        assert (work.paints, work.messages) == (3, 0)
        assert not app.screen._dirty_widgets
        await pilot.pause()
        assert work.paints == 3
        text = screen_text(pilot)
        assert "read k8s 14s ago" in text
        assert text.splitlines()[0].endswith(f"{MOMENT + timedelta(seconds=3):%H:%M:%S}Z")


async def test_second_while_a_key_is_on_its_way_is_painted_with_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ticking() as (app, pilot, second):
        work = Work(monkeypatch)
        app.urgency.typed()
        second[0] = 7
        app._tick()
        assert (work.paints, bool(app.screen._dirty_widgets)) == (0, True)
        app.urgency.taken()
        app.urgency.rests()
        await pilot.pause()
        assert (work.paints, app.screen._dirty_widgets) == (1, set())


async def test_second_that_comes_with_an_estate_is_not_painted_before_the_rest_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with ticking() as (app, pilot, second):
        work = Work(monkeypatch)
        second[0] = 9
        app.show_estate(EstateReady(msgspec.structs.replace(ESTATE, findings=()), 0))
        assert work.paints == 0
        await pilot.pause()
        await pilot.pause()
        assert work.paints > 0
        assert "Findings 0" in screen_text(pilot)
