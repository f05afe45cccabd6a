"""A Controller that goes away and comes back, over HTTP, at the pace of akotui itself; hours take no time."""

import asyncio
from datetime import timedelta

from akotui.model.facts import Observed, Paged, SourceState
from akotui.model.kinds import Kind
from akotui.simulator.http import Fault, Reply, Request
from tests.faults.controllers import HOUR, Reading, asked, controller, everything, reader, to
from tests.faults.fast_time import in_fast_time

PAGE = Reply(200, b"<!doctype html><title>Upgrading</title>", "text/html")
GATEWAY = Reply(502, b"<html><body>Bad Gateway</body></html>", "text/html")
STARTING = Reply(503, b'{"error": "INITIALIZING - Avi Controller is not ready"}')


@in_fast_time
async def test_controller_that_goes_away_is_probed_twice_a_minute_at_most_and_found_again() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        simulator.server.faults = everything(GATEWAY)
        stale = await reading.until(SourceState.STALE)
        assert stale.retry_at is not None
        before = len(simulator.server.requests)
        told = await reading.during(HOUR)
        probes = simulator.server.requests[before:]
        assert {request.path for request in probes} == {"/api/cluster/status"}
        assert len(probes) <= 120 + 6
        assert {type(fact) for fact in told} == {Observed}, "what was read stays as it was"
        simulator.server.faults = None
        await reading.until(SourceState.LIVE)
        assert simulator.sessions.opened == 1


@in_fast_time
async def test_failover_of_three_minutes_costs_one_login_and_is_told_as_a_restart() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        await simulator.server.close()
        await reading.until(SourceState.STALE, "connection refused")
        await reading.during(30)
        await simulator.server.start()
        simulator.server.faults = everything(GATEWAY)
        told = await reading.until(SourceState.STALE, "502 an HTML page")
        assert "a restart usually takes 2 to 10 minutes" in told.detail
        await reading.during(60)
        simulator.server.faults = everything(STARTING)
        await reading.until(SourceState.STALE, "INITIALIZING - Avi Controller is not ready")
        await reading.during(90)
        simulator.server.faults = None
        simulator.expire_sessions()
        await reading.until(SourceState.LIVE)
        assert simulator.sessions.opened == 2
        assert len(asked(simulator, "/login")) == 2


@in_fast_time
async def test_upgrade_of_forty_minutes_ends_in_the_new_version() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        simulator.version = "22.1.3"
        await reading.until(SourceState.LIVE, "version 22.1.3")
        simulator.server.faults = everything(PAGE)
        await reading.until(SourceState.STALE, "an HTML page instead of JSON: a proxy, or an upgrade")
        await reading.during(40 * 60)
        simulator.version = "30.2.1"
        simulator.expire_sessions()
        simulator.server.faults = None
        await reading.until(SourceState.LIVE, "version 30.2.1")
        assert len(asked(simulator, "/login")) == 2


@in_fast_time
async def test_version_that_was_rolled_back_is_read_again_once() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE, "version 30.2.1")
        simulator.version = "22.1.3"
        await reading.until(SourceState.LIVE, "version 22.1.3")
        assert len(asked(simulator, "/api/initial-data")) == 1
        assert simulator.sessions.opened == 1


@in_fast_time
async def test_slow_controller_is_asked_one_thing_at_a_time_and_read_whole() -> None:
    async with controller() as simulator:
        waiting = most = 0

        def slow(_: Request) -> Fault:
            nonlocal waiting, most
            waiting, answered = waiting + 1, asyncio.Event()
            most = max(most, waiting)

            def answer() -> None:
                nonlocal waiting
                waiting -= 1
                answered.set()

            asyncio.get_running_loop().call_later(20, answer)
            return Fault(wait=answered)

        simulator.server.faults = slow
        async with Reading(reader(simulator)) as reading:
            await reading.until(SourceState.LIVE)
            await reading.during(HOUR)
            assert set(reading.states) == {SourceState.CONNECTING, SourceState.LIVE}
            assert most == 1


@in_fast_time
async def test_answer_that_takes_longer_than_half_a_minute_is_given_up_and_the_data_kept() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        await reading.until(SourceState.LIVE)
        simulator.server.faults = to("/api/pool", wait=asyncio.Event)
        await reading.until(SourceState.STALE, "no complete answer within 30 s")
        simulator.server.faults = None
        await reading.until(SourceState.LIVE)
        assert simulator.sessions.opened == 1


@in_fast_time
async def test_clock_of_a_controller_that_is_hours_off_is_told() -> None:
    async with controller() as simulator, Reading(reader(simulator)) as reading:
        simulator.ahead = timedelta(hours=-5, minutes=-2)
        told = await reading.until(SourceState.LIVE)
        assert told.detail.endswith("its clock is 5 h 2 min behind this machine's")
        simulator.ahead = timedelta(seconds=9)
        await reading.until(SourceState.LIVE, "version 30.2.1")
        assert any(isinstance(fact, Paged) and fact.kind is Kind.VIRTUAL_SERVICE for fact in reading.facts)
