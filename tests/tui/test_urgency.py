"""What can wait does so while a key is on its way to the screen, and no longer: coroutines and threads."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from textual._compositor import ChopsUpdate, Compositor
from textual.driver import Driver
from textual.events import Key
from textual.geometry import Region
from textual.message import Message
from textual.timer import Timer

from akotui.tui import urgency
from akotui.tui.app import AkotuiApp
from akotui.tui.terminal import Terminal
from akotui.tui.urgency import Urgency
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, opened
from tests.waiting import turns

LONG = 60.0
SOON = 30.0


@pytest.fixture
def app() -> AkotuiApp:
    return AkotuiApp(opened(Still(estate())), title="prod", clock=lambda: MOMENT)


@pytest.fixture
def urgent(monkeypatch: pytest.MonkeyPatch) -> Urgency:
    """A key was typed, and is waited for without end."""
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    told = Urgency()
    told.typed()
    return told


async def test_nothing_waits_when_no_key_came(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    async with app.run_test():
        await asyncio.wait_for(app.urgency.calm(), SOON)


async def test_what_can_wait_goes_on_when_the_loop_has_nothing_left_to_do_for_the_key_that_the_app_took(
    app: AkotuiApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    async with app.run_test():
        await app.on_event(Key("2", "2"))
        waiting = asyncio.create_task(app.urgency.calm())
        await asyncio.sleep(0)
        assert not waiting.done()
        assert app.urgency.rests()
        await asyncio.wait_for(waiting, SOON)


async def test_no_key_keeps_anything_waiting_longer_than_patience(
    urgent: Urgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", 0.001)
    await asyncio.wait_for(urgent.calm(), SOON)
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    await asyncio.wait_for(urgent.calm(), SOON)


def test_a_key_is_coming_from_where_it_is_typed_until_the_app_takes_it_or_patience_ends() -> None:
    now = 0.0
    told = Urgency(clock=lambda: now)
    assert not told.coming
    told.typed()
    assert told.coming
    told.taken()
    assert not told.coming
    told.typed()
    now = urgency.PATIENCE
    assert not told.coming


def test_a_key_presses_from_where_the_app_takes_it_until_all_is_done_or_patience_ends() -> None:
    now = 0.0
    told = Urgency(clock=lambda: now)
    told.typed()
    assert not told.pressing
    told.taken()
    assert told.pressing
    told.rests()
    assert not told.pressing
    told.taken()
    now = urgency.PATIENCE
    assert not told.pressing


async def test_a_key_is_over_when_the_app_took_it_and_the_loop_has_nothing_left_to_do(urgent: Urgency) -> None:
    waiting = asyncio.create_task(urgent.calm())
    await asyncio.sleep(0)
    assert not urgent.rests()  # it did not come to the app yet
    urgent.taken()
    assert urgent.rests()
    await asyncio.wait_for(waiting, SOON)
    assert not urgent.rests()


class Watched(threading.Event):
    """Tells when somebody begins to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_for = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_for.set()
        return super().wait(timeout)


def test_a_thread_stands_aside_until_the_key_is_over(urgent: Urgency) -> None:
    done = list[str]()
    urgent._over = Watched()

    def compute() -> None:
        urgent.stand_aside()
        done.append("computed")

    thread = threading.Thread(target=compute)
    thread.start()
    assert urgent._over.waited_for.wait(SOON)
    done.append("key")
    urgent.taken()
    urgent.rests()
    thread.join(SOON)
    assert done == ["key", "computed"]


def test_a_thread_stands_aside_once_for_a_key_and_never_longer_than_its_patience(
    urgent: Urgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = list[float | None]()

    class Never(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            return False

    monkeypatch.setattr(urgency, "PATIENCE", 0.5)
    urgent._over = Never()
    for _ in range(3):
        urgent.stand_aside()
    assert waits == [0.5]
    urgent.typed()
    urgent.stand_aside()
    assert waits == [0.5, 0.5]


async def test_a_key_counts_from_where_it_is_typed(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    async with app.run_test():
        sent = list[Message]()

        def send(_: Driver, message: Message) -> None:
            sent.append(message)

        monkeypatch.setattr(Driver, "send_message", send)
        Terminal(app).send_message(key := Key("2", "2"))
        assert sent == [key]
        waiting = asyncio.create_task(app.urgency.calm())
        await asyncio.sleep(0)
        assert not waiting.done()
        await app.on_event(key)
        app.urgency.rests()
        await asyncio.wait_for(waiting, SOON)


def noted(monkeypatch: pytest.MonkeyPatch, what: Callable[[], bool]) -> list[bool]:
    """What was so at each paint from now on."""
    found = list[bool]()
    paint = Compositor.render_partial_update

    def counted(compositor: Compositor) -> ChopsUpdate | None:
        found.append(what())
        return paint(compositor)

    monkeypatch.setattr(Compositor, "render_partial_update", counted)
    return found


async def test_a_key_is_painted_without_waiting_for_the_turn_that_textual_gives_it(
    app: AkotuiApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        painted = noted(monkeypatch, lambda: app.urgency.pressing)
        monkeypatch.setattr(Timer, "resume", Timer.pause)
        await app.on_event(Key("3", "3"))
        await turns(200)
        assert painted == [True]
        app.screen.refresh(Region(0, 0, 1, 1))  # what it asks for may take several turns
        await turns(200)
        assert painted == [True, True]
        app.urgency.rests()
        app.screen.refresh(Region(0, 0, 1, 1))
        await turns(200)
        assert painted == [True, True]
        app.urgency.taken()
        monkeypatch.setattr(type(app), "leaving", True)
        app.screen.refresh(Region(0, 0, 1, 1))
        await turns(200)
        assert painted == [True, True]  # the terminal may be somebody else's by then


async def test_nothing_is_painted_before_a_key_that_is_coming(app: AkotuiApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urgency, "PATIENCE", LONG)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        painted = noted(monkeypatch, lambda: app.urgency.coming)
        app.urgency.typed()
        app.screen.refresh(Region(0, 0, 1, 1))
        await pilot.pause(0)
        app.screen._on_timer_update()
        assert painted == []
        await app.on_event(Key("3", "3"))
        await turns(200)
        assert painted
        assert not any(painted)
