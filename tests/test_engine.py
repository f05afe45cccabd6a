"""The engine: paced by a given sleep, one estate a change, clean ends whatever happens."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Self
from unittest.mock import patch

import pytest

from akotui.analysis import surveying
from akotui.analysis.estate import Estate
from akotui.analysis.namespaces import Surroundings, describe_namespaces
from akotui.analysis.subjects import NamespaceSubject
from akotui.engine import PACE, Engine, OpenController, Source
from akotui.errors import UsageError
from akotui.model.facts import Fact, FirstRoundEnded, ListEnded, Observed, Paged, Scope, SourceState, Upserted
from akotui.model.inventory import Extent
from akotui.model.kinds import Kind, Plane
from akotui.model.kubernetes import Namespace
from akotui.sources.avi_account import AviCredentials
from akotui.sources.patience import Calm, nobody_waits
from akotui.sources.secret import Secret
from tests.secrecy import PASSWORD
from tests.waiting import until

CLUSTER = Scope("kubernetes", Plane.KUBERNETES)
AVI = Scope("avi.test", Plane.AVI)
MOMENT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


class Told:
    """A source that yields what it is told, in order, and notes when it is closed."""

    def __init__(self, scope: Scope = CLUSTER, *, script: Sequence[Fact | Exception] = (), ends: bool = False) -> None:
        self.scope = scope
        self.said: asyncio.Queue[Fact | Exception | None] = asyncio.Queue()
        self.closed = self.poked = False
        for each in script:
            self.said.put_nowait(each)
        if ends:
            self.said.put_nowait(None)

    async def facts(self) -> AsyncGenerator[Fact]:
        try:
            while (fact := await self.said.get()) is not None:
                if isinstance(fact, Exception):
                    raise fact
                yield fact
        finally:
            await asyncio.sleep(0)  # as a logout would
            self.closed = True

    def poke(self) -> None:
        self.poked = True


class Time:
    """A sleep that lasts until the test lets it end."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.passes = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.passes.acquire()


def namespaces(*names: str) -> Paged:
    return Paged(CLUSTER, Kind.NAMESPACE, tuple(map(namespace, names)), MOMENT)


def namespace(name: str) -> bytes:
    return json.dumps({"metadata": {"name": name}}).encode()


def appeared(name: str) -> Upserted:
    return Upserted(CLUSTER, Kind.NAMESPACE, namespace(name), MOMENT)


LISTED = ListEnded(CLUSTER, Kind.NAMESPACE, MOMENT)
FIRST_ROUND = FirstRoundEnded(CLUSTER, MOMENT)


def names(estate: Estate) -> list[str]:
    return [subject.namespace.metadata.name for subject in estate.namespaces]


async def rest() -> None:
    """Let everything that can run without time passing run."""
    for _ in range(50):
        await asyncio.sleep(0)


class Running:
    """An engine that runs, and what it published."""

    def __init__(self, *sources: Told, open_controller: OpenController | None = None) -> None:
        self.time = Time()
        self.engine = Engine(sources, (), lambda: MOMENT, self.time.sleep, open_controller=open_controller)
        self.published: list[Estate] = []

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self.engine.run(self.published.append))
        await until(lambda: bool(self.published))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await self.task


async def test_the_first_estate_says_that_sources_connect() -> None:
    async with Running(Told(), Told(AVI)) as running:
        states = [(report.scope, report.health.state) for report in running.published[0].sources]
    assert sorted(states) == sorted([(CLUSTER, SourceState.CONNECTING), (AVI, SourceState.CONNECTING)])


async def test_the_first_change_after_silence_is_published_at_once() -> None:
    source = Told()
    async with Running(source) as running:
        await rest()
        assert len(running.published) == 1
        for fact in (namespaces("shop"), LISTED):
            source.said.put_nowait(fact)
        await until(lambda: len(running.published) == 2)
        assert names(running.published[-1]) == ["shop"]
        await until(lambda: running.time.asked == [PACE])


async def test_published_estate_has_its_rows_made() -> None:
    described: list[str] = []

    def noting(spaces: Sequence[Namespace], around: Surroundings) -> Iterator[NamespaceSubject]:
        described.extend(one.metadata.name for one in spaces)
        return describe_namespaces(spaces, around)

    with patch.object(surveying, "describe_namespaces", noting):
        async with Running(Told(script=[namespaces("shop"), LISTED])) as running:
            await until(lambda: len(running.published) == 2)
            made = list(described)
            assert names(running.published[-1]) == ["shop"]
    assert made == described
    assert "shop" in made


async def test_later_changes_wait_and_are_published_together() -> None:
    source = Told(script=[namespaces("shop"), LISTED])
    async with Running(source) as running:
        await until(lambda: len(running.published) == 2)
        for name in ("bank", "cafe", "deli"):
            source.said.put_nowait(appeared(name))
        await rest()
        assert len(running.published) == 2
        running.time.passes.release()
        await until(lambda: len(running.published) == 3)
        assert names(running.published[-1]) == ["bank", "cafe", "deli", "shop"]


async def test_what_a_source_told_is_judged_without_a_wait_once_that_is_all_it_had() -> None:
    source = Told(script=[namespaces("shop"), LISTED])
    async with Running(source, Told(AVI)) as running:
        await until(lambda: len(running.published) == 2)
        for fact in (appeared("bank"), FIRST_ROUND, appeared("cafe")):
            source.said.put_nowait(fact)
        await until(lambda: len(running.published) == 3)
        assert names(running.published[-1]) == ["bank", "cafe", "shop"]
        source.said.put_nowait(appeared("deli"))
        await rest()
        assert len(running.published) == 3


@pytest.mark.parametrize(("took", "pause"), [(0.01, PACE), (0.3, 0.6), (40.0, 2.0), (-5.0, PACE)])
async def test_judging_takes_the_smaller_part_of_the_time_while_sources_are_read(took: float, pause: float) -> None:
    source, time, passed = Told(script=[namespaces("shop"), LISTED]), Time(), 0.0

    def clock() -> datetime:
        nonlocal passed
        passed += took
        return MOMENT + timedelta(seconds=passed)

    engine = Engine([source, Told(AVI)], (), clock, time.sleep)
    published: list[Estate] = []
    running = asyncio.create_task(engine.run(published.append))
    await until(lambda: time.asked == [pytest.approx(pause)])
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_nothing_is_published_when_nothing_changed() -> None:
    source = Told(script=[namespaces("shop"), LISTED])
    async with Running(source) as running:
        await until(lambda: len(running.published) == 2)
        source.said.put_nowait(namespaces("half", "a", "list"))
        running.time.passes.release()
        await rest()
        assert len(running.published) == 2


async def test_a_long_page_is_decoded_in_pieces_that_let_others_run() -> None:
    source = Told()
    async with Running(source) as running:
        turns = 0
        source.said.put_nowait(namespaces(*(f"n{number}" for number in range(5000))))
        source.said.put_nowait(LISTED)
        while len(running.published) == 1:
            turns += 1
            await asyncio.sleep(0)
        assert len(running.published[-1].namespaces) == 5000
        assert turns >= 10


async def test_each_piece_that_is_decoded_and_what_is_shown_wait_while_somebody_waits_for_the_screen() -> None:
    source, busy, asked = Told(), asyncio.Semaphore(0), list[int]()
    async with Running(source) as running:

        async def calm() -> None:
            asked.append(len(asked))
            await busy.acquire()

        running.engine.calm = calm
        source.said.put_nowait(namespaces(*(f"n{number}" for number in range(120))))
        source.said.put_nowait(LISTED)
        for waits in (1, 2, 3, 4):
            await rest()
            assert len(asked) == waits
            assert len(running.published) == 1
            busy.release()
        await until(lambda: len(running.published) == 2)
        assert len(running.published[-1].namespaces) == 120


async def test_a_source_that_would_wait_is_told_how() -> None:
    class Waiting(Told):
        calm: Calm = staticmethod(nobody_waits)

    async def calm() -> None:
        pass

    source = Waiting(script=[namespaces("shop"), LISTED])
    engine = Engine([source, Told(AVI)], ())
    engine.calm = calm
    published = list[Estate]()
    running = asyncio.create_task(engine.run(published.append))
    await until(lambda: len(published) == 2)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert source.calm is calm


async def test_a_poke_reaches_every_source() -> None:
    sources = Told(), Told(AVI)
    Engine(sources, ()).poke()
    assert [source.poked for source in sources] == [True, True]


async def test_a_run_that_is_cancelled_closes_its_sources() -> None:
    sources = Told(script=[namespaces("shop"), LISTED]), Told(AVI)
    async with Running(*sources) as running:
        await until(lambda: len(running.published) == 2)
    assert [source.closed for source in sources] == [True, True]


async def test_a_source_that_ends_leaves_the_others_running() -> None:
    ended, live = Told(AVI, ends=True), Told()
    async with Running(ended, live) as running:
        await until(lambda: ended.closed)
        live.said.put_nowait(namespaces("shop"))
        live.said.put_nowait(LISTED)
        await until(lambda: len(running.published) == 2)
        assert not live.closed


@pytest.mark.parametrize("error", [ZeroDivisionError("bug"), UsageError("context x does not exist")])
async def test_an_error_of_a_source_ends_the_run_as_itself(error: Exception) -> None:
    other = Told(AVI)
    engine = Engine([Told(script=[error]), other], ())
    published: list[Estate] = []
    with pytest.raises(type(error), match=str(error)):
        await engine.run(published.append)
    assert other.closed


async def test_an_error_made_for_people_comes_before_any_other() -> None:
    errors = ExceptionGroup("both", [ZeroDivisionError("bug"), ExceptionGroup("in", [UsageError("no such context")])])
    with pytest.raises(UsageError, match="no such context"):
        await Engine([Told(script=[errors])], ()).settled(1)


async def test_an_error_while_publishing_ends_the_run() -> None:
    def publish(_: Estate) -> None:
        raise ZeroDivisionError

    source = Told()
    with pytest.raises(ZeroDivisionError):
        await Engine([source], ()).run(publish)


async def test_settled_when_each_source_ended_its_first_round() -> None:
    live = Told(script=[namespaces("shop"), LISTED, FIRST_ROUND])
    once = Told(AVI, script=[Observed(AVI, SourceState.LIVE, "", MOMENT)], ends=True)
    time = Time()
    engine = Engine([live, once], (), lambda: MOMENT, time.sleep)
    estate = await engine.settled(60)
    assert names(estate) == ["shop"]
    assert (live.closed, once.closed, time.asked) == (True, True, [60])
    assert engine.inventory.controllers[AVI].health.state is SourceState.LIVE


async def test_settled_without_sources_is_an_empty_estate() -> None:
    assert names(await Engine((), ()).settled(60)) == []


async def test_settled_when_time_is_up_reports_what_was_read_and_what_was_not() -> None:
    source = Told(script=[namespaces("shop"), LISTED, Paged(CLUSTER, Kind.INGRESS, (), MOMENT)])
    silent = Told(AVI)
    time = Time()
    engine = Engine([source, silent], (), lambda: MOMENT, time.sleep)
    settling = asyncio.create_task(engine.settled(60))
    await until(source.said.empty)
    await rest()
    assert not settling.done()
    time.passes.release()
    assert names(await settling) == ["shop"]
    inventory = engine.inventory
    assert inventory.cluster.namespaces.coverage.extent is Extent.COMPLETE
    late = (("", "not read within 60 s"),)
    assert inventory.cluster.ingresses.coverage.reasons == late
    assert inventory.controllers[AVI].virtualservices.coverage.reasons == late
    assert inventory.controllers[AVI].health.state is SourceState.CONNECTING
    assert (source.closed, silent.closed) == (True, True)


async def test_a_settling_that_is_cancelled_closes_its_sources() -> None:
    source = Told()
    settling = asyncio.create_task(Engine([source], ()).settled(60))
    await rest()
    settling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await settling
    assert source.closed


ACCOUNT = AviCredentials("oncall", Secret(PASSWORD))
NOBODY = Scope("avi", Plane.AVI)


def observed(scope: Scope, state: SourceState) -> Observed:
    return Observed(scope, state, "", MOMENT)


def controllers(estate: Estate) -> list[tuple[str, SourceState]]:
    return [(one.scope.name, one.health.state) for one in estate.sources if one.scope.plane is Plane.AVI]


async def test_controller_that_somebody_signs_in_to_takes_the_place_of_the_one_nobody_named() -> None:
    asked: list[tuple[str, AviCredentials]] = []
    opened = Told(AVI, script=[observed(AVI, SourceState.LIVE)])

    def open_controller(address: str, account: AviCredentials) -> Source:
        asked.append((address, account))
        return opened

    nobody = Told(NOBODY, script=[observed(NOBODY, SourceState.OFF)], ends=True)
    async with Running(nobody, open_controller=open_controller) as running:
        for _ in range(10):
            running.time.passes.release()
        running.engine.sign_in("avi.test", ACCOUNT)
        await until(lambda: controllers(running.published[-1]) == [("avi.test", SourceState.PARTIAL)])
        running.engine.poke()
    assert asked == [("avi.test", ACCOUNT)]
    assert (opened.poked, opened.closed) == (True, True)


async def test_controller_that_is_read_already_is_not_read_twice() -> None:
    known = Told(AVI)
    async with Running(known, open_controller=lambda _, __: known) as running:
        running.time.passes.release()
        running.engine.sign_in("avi.test", ACCOUNT)
        known.said.put_nowait(observed(AVI, SourceState.LIVE))
        await until(lambda: controllers(running.published[-1]) == [("avi.test", SourceState.PARTIAL)])
        assert known.said.empty()


async def test_where_no_controller_is_read_nobody_signs_in() -> None:
    async with Running(Told()) as running:
        with pytest.raises(UsageError, match="nothing to log in to"):
            running.engine.sign_in("avi.test", ACCOUNT)
