"""The screen on a recording: it says so, its clock is the recording's, and keys move it."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual.keys import _character_to_key  # pyright: ignore[reportPrivateUsage] - Textual tells nobody its names
from textual.pilot import Pilot
from textual.widgets import Input

from akotui.replay.player import Player
from akotui.rules import ALL_RULES
from akotui.tui.replay import ReplayApp
from tests.replay.tape import tape
from tests.tui.running import app_on, screen_text


@dataclass
class Replay:
    """A recording on screen; its clock stands."""

    pilot: Pilot[None]
    player: Player

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        return await self.seen()

    async def command(self, text: str) -> str:
        await self.pilot.press("colon")
        await self.pilot.pause()
        self.pilot.app.screen.query_one("CommandInput", Input).value = text
        return await self.press("enter")

    async def seen(self) -> str:
        for _ in range(100):
            await self.pilot.pause()
            if self.player.standing() != "seeking":
                break
        await self.pilot.pause()
        return screen_text(self.pilot)


@asynccontextmanager
async def replay(size: tuple[int, int] = (80, 24)) -> AsyncGenerator[Replay]:
    player = Player(tape(), ALL_RULES, lambda: 0.0)

    async def open_recording() -> Player:
        return player

    app = ReplayApp(open_recording, title="prod-eu")
    async with app.run_test(size=size) as pilot:
        one = Replay(pilot, player)
        await one.seen()
        yield one


def header(seen: str) -> str:
    return seen.splitlines()[0]


async def test_screen_says_that_it_is_a_recording_and_of_when() -> None:
    async with replay((160, 40)) as one:
        assert header(await one.seen()).startswith(" akotui  REPLAY   prod-eu  k8s ● live, last event  0s ago")
        assert header(await one.seen()).endswith("2026-11-28 03:00:01Z")
        assert "p pause  [ ] step  { } speed  :at seek" in await one.seen()
    async with replay() as one:
        assert header(await one.seen()).startswith(" akotui  REPLAY   prod-eu  k8s ● 0s")
        assert header(await one.seen()).endswith("03:00:01Z")
    async with replay((40, 6)) as one:
        assert header(await one.seen()).startswith("REPLAY k8s ● 0s")


async def test_brackets_step_through_changes_and_ages_are_of_the_moment() -> None:
    async with replay() as one:
        assert header(await one.press("]")).startswith(" akotui  REPLAY paused   prod-eu  k8s ● 0s")
        assert header(await one.seen()).endswith("03:01:00Z")
        assert "web" in await one.press("3")
        assert "shop" not in await one.press("]")
        assert "shop" in await one.press("[")
        assert header(await one.command("at 03:01:45")).endswith("03:01:45Z")
        assert "k8s ●45s" in header(await one.seen())


async def test_p_pauses_and_goes_on_from_every_screen() -> None:
    async with replay() as one:
        assert "REPLAY paused" in header(await one.press("p"))
        await one.press("x")
        assert "REPLAY paused" in header(await one.seen())
        assert "REPLAY paused" not in header(await one.press("p"))
        assert "03:01:00Z" in header(await one.press("]"))
        await one.press("escape")
        assert "REPLAY paused" in header(await one.seen())


async def test_speed_is_said() -> None:
    async with replay() as one:
        assert "REPLAY 4x" in header(await one.press("right_curly_bracket", "right_curly_bracket"))
        assert "REPLAY 2x" in header(await one.press("left_curly_bracket"))
        assert "REPLAY 60x" in header(await one.command("speed 60"))


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("at soon", "no time: soon; give 03:10"),
        ("at 2026-11-30T03:00", "the recording is from 2026-11-28T03:00:00Z to"),
        ("speed fast", "no speed: fast; give a number"),
        ("speed -1", "no speed: -1; give a number"),
        ("speed nan", "no speed: nan; give a number"),
    ],
)
async def test_what_is_no_time_or_no_speed_is_told(command: str, told: str) -> None:
    async with replay() as one:
        assert told in await one.command(command)


async def test_timeline_loses_what_has_not_happened_yet() -> None:
    async with replay() as one:
        assert "namespace web" in await one.press("t", "]")
        assert "namespace web" not in await one.press("[")


async def test_nothing_is_read_and_nobody_logs_in() -> None:
    async with replay() as one:
        told = "this is a recording: nothing is read"
        assert told in await one.press("ctrl+r")
        assert told in await one.press("L")
        assert told in await one.command("refresh")
        assert told in await one.command("avi login")


async def test_object_is_shown_as_it_was() -> None:
    async with replay() as one:
        seen = await one.press("3", "y")
        assert "the recording, as of 2026-11-28T03:00:01Z" in seen
        assert "name: shop" in seen


async def test_help_tells_the_keys_of_a_recording_and_not_those_that_they_replace() -> None:
    async with replay((120, 100)) as one:
        seen = await one.press("?")
        assert "back to the change before" in seen
        assert "pause the recording, and go on" in seen
        assert "back through the panes" not in seen
        assert "log in to a Controller" not in seen.split("Commands")[0]


async def test_brackets_typed_into_a_filter_stay_there() -> None:
    async with replay() as one:
        await one.press("3", "/")
        await one.press("[", "w", "]", "p")
        assert "[w]p" in await one.seen()
        assert "paused" not in header(await one.seen())


async def test_whatever_is_pressed_it_goes_on() -> None:
    monkey = random.Random(7)
    keys = [*"[]{}p123456jkGgdxyeoszcAtvO?-", "enter", "escape", "tab", "ctrl+z", "ctrl+r", "up", "down", "/"]
    named = [_character_to_key(key) if len(key) == 1 else key for key in keys]
    async with replay((120, 40)) as one:
        for _ in range(60):
            await one.press(*monkey.choices(named, k=5))
        assert "REPLAY" in await one.press("escape", "escape", "escape", "escape", "escape")


async def test_on_a_live_screen_there_is_no_other_time() -> None:
    async with app_on(size=(80, 24)) as pilot:
        await pilot.press("colon", *"at", "space", *"end", "enter")
        await pilot.pause()
        assert "this is live; akotui replay shows a recording" in screen_text(pilot)
