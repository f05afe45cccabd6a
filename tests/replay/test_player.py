"""A player: its moment goes on with the clock, stands, steps and jumps; nothing is read."""

import asyncio
from datetime import datetime
from typing import Self

import pytest

from akotui.analysis.estate import Estate
from akotui.errors import UsageError
from akotui.model.kinds import Kind
from akotui.model.objects import Wanted
from akotui.replay.clock import FASTEST, SLOWEST
from akotui.replay.player import Player
from akotui.rules import ALL_RULES
from akotui.sources.avi_account import AviCredentials
from akotui.sources.recording import Recording
from akotui.sources.secret import Secret
from tests.replay.tape import BEGAN, CLUSTER, after, names, space, tape
from tests.waiting import until


class Watched:
    """A player that runs, on a clock that a test moves, and what it published."""

    def __init__(self, recording: Recording | None = None) -> None:
        self.seconds = 0.0
        self.asleep: list[float] = []
        self.wakes = asyncio.Semaphore(0)
        self.player = Player(recording or tape(), ALL_RULES, lambda: self.seconds, self.sleep)
        self.published: list[Estate] = []

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.player.run(self.published.append))
        await self.settled()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task

    async def sleep(self, seconds: float) -> None:
        self.asleep.append(seconds)
        await self.wakes.acquire()

    async def settled(self) -> None:
        await until(lambda: self.player.standing() != "seeking")
        for _ in range(10):
            await asyncio.sleep(0)

    async def pass_time(self, seconds: float) -> None:
        self.seconds += seconds
        self.wakes.release()
        await self.settled()

    def seen(self) -> tuple[datetime, str, list[str]]:
        return self.player.moment(), self.player.standing(), names(self.published[-1])


async def test_it_starts_where_everything_was_read_first_and_goes_on_from_there() -> None:
    async with Watched() as watched:
        assert watched.seen() == (after(1.1), "", ["shop"])
        assert watched.asleep == [pytest.approx(8.9)]
        await watched.pass_time(58.8)
        assert watched.seen() == (after(59.9), "", ["shop"])
        await watched.pass_time(0.2)
        assert watched.seen() == (after(60.1), "", ["shop", "web"])
        assert watched.player.inventory.cluster.namespaces.rows.keys() == {"shop", "web"}


async def test_paused_it_stands_whatever_the_clock_says() -> None:
    async with Watched() as watched:
        watched.player.pause()
        await watched.pass_time(1000)
        assert watched.seen() == (after(1.1), "paused", ["shop"])
        watched.player.pause()
        await watched.pass_time(2)
        assert watched.seen() == (after(3.1), "", ["shop"])


async def test_steps_go_from_change_to_change_and_pause() -> None:
    async with Watched() as watched:
        for at, there in ((60, ["shop", "web"]), (3600, ["web"]), (3700, ["web"])):
            watched.player.step(forward=True)
            await watched.settled()
            assert watched.seen() == (after(at), "paused" if at < 3700 else "end", there)
        watched.player.step(forward=True)
        await watched.settled()
        assert watched.seen() == (after(3700), "end", ["web"])
        for at, there in ((3600, ["web"]), (60, ["shop", "web"]), (1.1, ["shop"])):
            watched.player.step(forward=False)
            await watched.settled()
            assert watched.seen() == (after(at), "paused", there)
        watched.player.step(forward=False)
        await watched.settled()
        assert watched.seen() == (BEGAN, "paused", [])


async def test_steps_that_come_in_one_burst_all_count() -> None:
    async with Watched() as watched:
        watched.player.step(forward=True)
        watched.player.step(forward=True)
        watched.player.step(forward=False)
        assert watched.player.standing() == "seeking"
        await watched.settled()
        assert watched.seen() == (after(60), "paused", ["shop", "web"])


async def test_step_back_from_between_two_changes_goes_to_the_one_before() -> None:
    async with Watched() as watched:
        watched.player.seek(after(200))
        await watched.settled()
        watched.player.step(forward=False)
        await watched.settled()
        assert watched.seen() == (after(60), "paused", ["shop", "web"])


async def test_timeline_is_that_of_the_moment_in_both_directions() -> None:
    async with Watched() as watched:
        watched.player.seek(after(3650))
        await watched.settled()
        assert [event.at for event in watched.player.timeline.events] == [after(3600), after(60), after(1.1)]
        watched.player.seek(after(70))
        await watched.settled()
        assert [event.at for event in watched.player.timeline.events] == [after(60), after(1.1)]


async def test_sought_moment_goes_on_from_there_and_lies_within_the_recording() -> None:
    async with Watched() as watched:
        watched.player.seek(after(59))
        await watched.settled()
        assert watched.seen() == (after(59), "", ["shop"])
        await watched.pass_time(1)
        assert watched.seen() == (after(60), "", ["shop", "web"])
        watched.player.seek(after(99_999))
        await watched.settled()
        assert watched.seen() == (after(3700), "end", ["web"])
        watched.player.seek(after(-99_999))
        await watched.settled()
        assert watched.seen() == (BEGAN, "", [])


async def test_speed_counts_from_now_on_and_has_limits() -> None:
    async with Watched() as watched:
        watched.player.play_at(10)
        await watched.pass_time(5)
        assert watched.seen() == (after(51.1), "10x", ["shop"])
        watched.player.play_at(0.5)
        await watched.pass_time(2)
        assert watched.seen() == (after(52.1), "0.5x", ["shop"])
        watched.player.play_at(10**9)
        assert watched.player.speed == FASTEST
        watched.player.play_at(0)
        assert watched.player.speed == SLOWEST


async def test_at_the_end_it_stands() -> None:
    async with Watched() as watched:
        watched.player.play_at(FASTEST)
        await watched.pass_time(60)
        await until(lambda: watched.player.standing() == "end")
        assert watched.seen() == (after(3700), "end", ["web"])


async def test_object_is_seen_as_it_was_and_nothing_can_be_logged_in_to() -> None:
    async with Watched() as watched:
        watched.player.poke()
        seen = await watched.player.sight(Wanted(CLUSTER, Kind.NAMESPACE, "shop"))
        assert seen.raw == space("shop")
        with pytest.raises(UsageError, match="this is a recording"):
            watched.player.sign_in("https://avi.test", AviCredentials("oncall", Secret("x")))


async def test_recording_without_facts_stands_at_its_end() -> None:
    async with Watched(Recording(BEGAN, "", (CLUSTER,), ())) as watched:
        watched.player.step(forward=True)
        watched.player.step(forward=False)
        await watched.settled()
        assert watched.seen() == (BEGAN, "end", [])
