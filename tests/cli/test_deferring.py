import asyncio
import gc
import selectors
import socket
import sys
import threading

import pytest

from akotui.cli.deferring import deferring
from akotui.cli.resting import HELD, HELD_DOWN, QUIET, Resting, resting_loop
from akotui.cli.threads import Idle
from akotui.tui.urgency import PATIENCE, Urgency


def compute() -> list[tuple[int]]:
    """Make some thousand things that have to be kept in view."""
    return [(number,) for number in range(20_000)]


def test_threads_that_compute_are_asked_to_wait_again_and_again_and_no_others() -> None:
    waited = list[str]()
    with deferring(lambda: waited.append(threading.current_thread().name)), Idle() as aside:
        compute()
        assert waited == []
        aside.submit(compute).result()
        assert len(waited) > 10
        assert set(waited) == {"aside_0"}
    count = len(waited)
    aside = Idle()
    aside.submit(compute).result()
    assert len(waited) == count


def test_nothing_is_left_behind() -> None:
    before = list(gc.callbacks)
    with deferring(lambda: None):
        assert len(gc.callbacks) == len(before) + 1
    assert gc.callbacks == before


def test_a_loop_tells_before_it_waits_and_only_then() -> None:
    told = list[str]()

    class Telling(Urgency):
        def rests(self) -> bool:
            told.append("rests")
            return False

    async def work() -> None:
        for _ in range(3):
            told.append("works")
            await asyncio.sleep(0)
        loop, heard = asyncio.get_running_loop(), asyncio.Event()
        came, left = socket.socketpair()
        with came, left:
            left.send(b".")
            loop.add_reader(came, heard.set)  # it hears nothing before it waits
            await heard.wait()
            loop.remove_reader(came)

    with asyncio.Runner(loop_factory=lambda: resting_loop(Telling())) as runner:
        runner.run(work())
    assert told[:4] == ["works", "works", "works", "rests"]


def test_a_loop_does_first_what_there_is_to_do_when_it_tells() -> None:
    urgency = Urgency(clock=lambda: 0.0)  # no patience ends

    async def work() -> None:
        urgency.taken()
        await asyncio.wait_for(urgency.calm(), 30)

    with asyncio.Runner(loop_factory=lambda: resting_loop(urgency)) as runner:
        runner.run(work())


def test_a_loop_does_not_look_up_while_a_key_is_dealt_with() -> None:
    urgency = Urgency(clock=lambda: 0.0)
    came, left = socket.socketpair()
    with came, left, Resting(urgency) as resting:
        resting.register(came, selectors.EVENT_READ)
        left.send(b".")
        urgency.taken()
        assert resting.select(0) == []
        assert [key.fileobj for key, _ in resting.select(5)] == [came]
        assert [key.fileobj for key, _ in resting.select(0)] == [came]


def test_loop_keeps_the_interpreter_from_where_the_app_takes_a_key_and_shares_it_before_it_looks_up() -> None:
    urgency, before = Urgency(clock=lambda: 0.0), sys.getswitchinterval()
    intervals: list[float] = []
    came, left = socket.socketpair()
    with came, left, Resting(urgency) as resting:
        resting.register(came, selectors.EVENT_READ)
        left.send(b".")
        for told, timeout in ((None, 5), (urgency.typed, 5), (urgency.taken, 0), (None, 5)):
            if told is not None:
                told()
            resting.select(timeout)
            intervals.append(sys.getswitchinterval())
    assert intervals == pytest.approx([before, before, HELD, before])


def test_loop_keeps_the_interpreter_for_a_key_on_its_way_where_there_is_no_socket_to_read() -> None:
    urgency, before = Urgency(clock=lambda: 0.0), sys.getswitchinterval()
    with Resting(urgency) as resting:
        urgency.typed()
        resting.select(0)
        assert sys.getswitchinterval() == pytest.approx(HELD)
        urgency.share()
        assert sys.getswitchinterval() == pytest.approx(before)


def test_others_may_have_the_interpreter_while_something_is_written_and_not_after() -> None:
    urgency, before = Urgency(clock=lambda: 0.0), sys.getswitchinterval()
    with Resting(urgency):
        urgency.taken()
        with urgency.letting_go():
            assert sys.getswitchinterval() == pytest.approx(before)
        assert sys.getswitchinterval() == pytest.approx(HELD)
        urgency.rests()
        with urgency.letting_go():
            assert sys.getswitchinterval() == pytest.approx(before)
        assert sys.getswitchinterval() == pytest.approx(before)


def test_loop_hears_what_wakes_it_before_sources_while_a_key_is_on_its_way() -> None:
    urgency = Urgency(clock=lambda: 0.0)
    woken, waking = socket.socketpair()
    came, left = socket.socketpair()
    with woken, waking, came, left, Resting(urgency) as resting:
        resting.register(woken, selectors.EVENT_READ)
        resting.register(came, selectors.EVENT_READ)
        waking.send(b".")
        left.send(b".")
        urgency.typed()
        assert [key.fileobj for key, _ in resting.select(5)] == [woken]
        urgency.taken()
        urgency.rests()
        assert {key.fileobj for key, _ in resting.select(5)} == {woken, came}


def test_sources_are_heard_also_when_a_key_does_not_come() -> None:
    now = 0.0
    urgency = Urgency(clock=lambda: now)
    woken, waking = socket.socketpair()
    came, left = socket.socketpair()
    with woken, waking, came, left, Resting(urgency) as resting:
        resting.register(woken, selectors.EVENT_READ)
        resting.register(came, selectors.EVENT_READ)
        left.send(b".")
        urgency.typed()
        assert resting.select(5) == []
        now = PATIENCE
        assert [key.fileobj for key, _ in resting.select(5)] == [came]


def test_garbage_is_collected_right_after_a_key_or_long_after_it() -> None:
    now = 1.0
    collected = list[tuple[float, bool]]()
    urgency = Urgency(clock=lambda: now)

    def sweep(*, quiet: bool) -> None:
        collected.append((now, quiet))

    urgency.sweep = sweep
    came, left = socket.socketpair()
    with came, left, Resting(urgency) as resting:
        resting.register(came, selectors.EVENT_READ)
        left.send(b".")
        urgency.typed()
        resting.select(5)  # the key is not there yet
        urgency.taken()
        resting.select(0)
        assert collected == []
        resting.select(5)
        for later in (1.1, 1.0 + HELD_DOWN, 1.0 + QUIET):
            now = later
            resting.select(5)
            resting.select(0)
    assert collected == [(1.0, False), (1.0 + HELD_DOWN, False), (1.0 + QUIET, True)]
