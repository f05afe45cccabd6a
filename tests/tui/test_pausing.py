"""Rows that are held still stay as they are, say so, and hide nothing of how the sources are."""

from datetime import timedelta

import pytest

from akotui.model.facts import SourceState
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from tests.build import AVI, MOMENT
from tests.build_estate import estate, finding, source
from tests.tui.running import Still, opened, screen_text

LATER = estate(at=MOMENT + timedelta(seconds=30), findings=(finding("namespace web of prod is claimed twice"),))


def app(*, demo: bool = False) -> AkotuiApp:
    return AkotuiApp(opened(Still(estate(at=MOMENT))), title="prod", demo=demo, clock=lambda: MOMENT)


async def test_what_comes_while_rows_are_held_still_is_shown_afterwards() -> None:
    async with app().run_test(size=(99, 24)) as pilot:
        await pilot.pause()
        await pilot.press("p")
        pilot.app.post_message(EstateReady(LATER))
        await pilot.pause()
        held = screen_text(pilot)
        assert " PAUSED 17:00:00Z " in held.splitlines()[0]
        assert "avi-system and blue" in held
        assert "web of prod" not in held
        await pilot.press("p")
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert "PAUSED" not in seen
        assert "web of prod is claimed twice" in seen


async def test_source_that_is_lost_meanwhile_is_said_and_marks_the_rows() -> None:
    async with app().run_test(size=(99, 24)) as pilot:
        await pilot.pause()
        await pilot.press("p")
        lost = (source(state=SourceState.STALE), source(AVI))
        pilot.app.post_message(EstateReady(estate(sources=lost)))
        await pilot.pause()
        await pilot.pause()
        assert "✗ STALE" in screen_text(pilot).splitlines()[0]
        assert ">*✗ ERR ns payments" in screen_text(pilot)


async def test_rows_that_nothing_came_for_go_on_as_they_are() -> None:
    async with app().run_test(size=(99, 24)) as pilot:
        await pilot.pause()
        before = screen_text(pilot)
        await pilot.press("p", "p")
        await pilot.pause()
        assert screen_text(pilot) == before


@pytest.mark.parametrize("size", [(40, 6), (80, 24), (200, 60)])
async def test_header_says_so_at_every_size(size: tuple[int, int]) -> None:
    async with app(demo=True).run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert "PAUSED" in screen_text(pilot).splitlines()[0]
