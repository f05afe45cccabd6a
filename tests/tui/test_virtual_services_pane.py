"""The pane of virtual services without a Controller: what is expected, once it is looked at."""

import threading

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expectations, expect
from akotui.analysis.intentions import Intentions
from akotui.tui.messages import EstateReady
from akotui.tui.panes import virtual_services_pane
from tests.analysis.naming import BASICS
from tests.build import cluster, controller, inventory, service, tenant, virtual_service
from tests.tui.running import app_on, screen_text


def alone(*names: str) -> Estate:
    """A cluster with these Services and no Controller."""
    return analyse(None, inventory(cluster(*BASICS, tuple(service(name=name) for name in names))), ())


async def test_it_says_that_names_are_predicted_and_how_many() -> None:
    async with app_on(alone("db", "web"), size=(80, 24)) as pilot:
        assert "4 VS expected" in screen_text(pilot)
        await pilot.press("4")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "[4 VS 2 expected]" in seen
        assert "4 Virtual services 2 expected: PREDICTED, Avi was not read" in seen
        assert "prod--shop-db" in seen
        assert "EXPECTED NAME" in seen
        await pilot.press("enter")
        await pilot.pause()
        assert "prod--shop-db is predicted, not read: avi-system would make it" in screen_text(pilot)


async def test_nothing_is_predicted_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Intentions] = []

    def counted(kept: Intentions, was: Expectations) -> Expectations:
        asked.append(kept)
        return expect(kept, was)

    monkeypatch.setattr(virtual_services_pane, "expect", counted)
    async with app_on(alone("db")) as pilot:
        assert asked == []
        await pilot.press("4")
        await pilot.pause()
        assert len(asked) == 1
        pilot.app.post_message(EstateReady(alone("db")))
        await pilot.pause()
        await pilot.press("down", "1", "4")
        assert len(asked) == 2


async def test_many_are_predicted_aside_and_the_pane_says_so_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def held_up(kept: Intentions, was: Expectations) -> Expectations:
        assert go_on.wait(30)
        return expect(kept, was)

    monkeypatch.setattr(virtual_services_pane, "_MANY", 1)
    monkeypatch.setattr(virtual_services_pane, "expect", held_up)
    async with app_on(alone("db", "web")) as pilot:
        await pilot.press("4")
        assert "predicting names" in screen_text(pilot)
        go_on.set()
        while "2 expected: PREDICTED" not in screen_text(pilot):
            await pilot.pause()
        assert "prod--shop-web" in screen_text(pilot)


async def test_filter_and_order_work_on_what_is_expected() -> None:
    async with app_on(alone("db", "web")) as pilot:
        await pilot.press("4", "/", *"from:web", "enter")
        await pilot.press("escape", "/", *"web", "enter")
        await pilot.pause()
        assert "1 of 2 expected" in screen_text(pilot)
        await pilot.press("escape", "shift+left")
        await pilot.pause()
        assert "1 of 2" not in screen_text(pilot)


async def test_controller_that_is_read_at_last_takes_the_place_of_predictions() -> None:
    there = virtual_service("prod--shop-db", created_by="ako-prod")
    read = analyse(None, inventory(cluster(*BASICS, service()), controller(tenant(), there)), ())
    async with app_on(alone("db")) as pilot:
        await pilot.press("4")
        await pilot.pause()
        assert "EXPECTED NAME" in screen_text(pilot)
        pilot.app.post_message(EstateReady(msgspec.structs.replace(read)))
        await pilot.pause()
        seen = screen_text(pilot)
        assert "[4 VS 1]" in seen
        assert "EXPECTED NAME" not in seen
        assert "CREATED BY" in seen
