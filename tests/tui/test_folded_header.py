"""Without the header, the footer tells how the sources are, how old that is, and that nothing is written."""

import pytest
from textual.pilot import Pilot

from akotui.model.facts import SourceState
from akotui.tui.screens.main import MainScreen
from tests.build import AVI
from tests.build_estate import estate, source
from tests.tui.running import app_on, screen_text
from tests.tui.test_replay import replay


def rows(seen: str) -> list[str]:
    """The lines of namespaces."""
    return [one for one in seen.splitlines() if one[2:].split()[0] in ("web", "payments", "red-web", "blue-api")]


def told(pilot: Pilot[None]) -> str:
    """The last line, without the space that keeps ages in their places where there is room for it."""
    return screen_text(pilot).splitlines()[-1].replace("● ", "●").replace("STALE  ", "STALE ")


SIZES = [(40, 6), (80, 24), (100, 12), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
async def test_line_of_the_header_goes_to_the_rest_and_what_it_tells_of_the_sources_to_the_footer(
    size: tuple[int, int],
) -> None:
    async with app_on(estate(), size=size) as pilot:
        before = screen_text(pilot)
        await pilot.press("ctrl+e")
        await pilot.pause()
        folded = screen_text(pilot).splitlines()
        assert " akotui " not in "\n".join(folded)
        assert "k8s ●2s avi ●2s RO" in told(pilot)
        assert "? help" in folded[-1]
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert screen_text(pilot) == before


async def test_low_screen_shows_a_row_more() -> None:
    async with app_on(estate(), size=(40, 5)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert len(rows(screen_text(pilot))) == 2
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert len(rows(screen_text(pilot))) == 3


@pytest.mark.parametrize("size", SIZES)
async def test_source_that_is_lost_rows_that_are_held_still_and_a_demo_are_said(size: tuple[int, int]) -> None:
    lost = (source(state=SourceState.STALE), source(AVI))
    async with app_on(estate(sources=lost), size=size, demo=True) as pilot:
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert "DEMO k8s ✗STALE 2s avi ●2s RO" in told(pilot)
        await pilot.press("p")
        await pilot.pause()
        last = told(pilot)
        assert "PAUSED" in last
        assert "k8s ✗STALE 2s avi ●2s RO" in last


async def test_message_and_narrowing_stand_beside_it_on_a_screen_of_few_lines() -> None:
    async with app_on(estate(), size=(60, 6)) as pilot:
        await pilot.press("ctrl+e", "r")
        await pilot.pause()
        last = told(pilot)
        assert last.startswith(" akotui is read-only")
        assert last.endswith("k8s ●2s avi ●2s RO ✗2 ▲0 ?1")


@pytest.mark.parametrize("key", ["d", "o", "x"])
async def test_pages_above_the_panes_have_none_either(key: str) -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("ctrl+e", "3", key)
        await pilot.pause()
        assert not isinstance(pilot.app.screen, MainScreen)
        assert " akotui " not in screen_text(pilot)
        assert told(pilot).endswith("k8s ●2s avi ●2s RO ✗2 ▲0 ?1")
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert screen_text(pilot).splitlines()[0].startswith(" akotui ")
        assert "RO" not in screen_text(pilot).splitlines()[-1]


async def test_counts_are_told_where_there_is_room() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert told(pilot).endswith("RO ✗2 ▲0 ?1")


async def test_recording_still_tells_its_moment() -> None:
    async with replay((100, 24)) as one:
        moment = (await one.seen()).splitlines()[0].split()[-1]
        seen = await one.press("ctrl+e")
        assert "REPLAY" in seen.splitlines()[-1]
        assert moment in seen.splitlines()[-1]


async def test_command_does_what_the_key_does() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(*":header", "enter")
        await pilot.pause()
        assert " akotui " not in screen_text(pilot)
