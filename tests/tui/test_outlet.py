"""A terminal that takes nothing: what waits is bounded, nothing waits for it, and afterwards everything is painted."""

import os
import pty
import select
import threading
import tty
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from akotui.tui.outlet import MOST, Outlet, unwaiting

FRAME = "x" * 10_000


@contextmanager
def outlet() -> Generator[tuple[Outlet, int, threading.Event]]:
    """An outlet into a pipe, the end to read from, and what is set when everything is to be painted."""
    reading, writing = os.pipe()
    missed = threading.Event()
    made = Outlet(writing, encode=str.encode, missed=missed.set)
    made.start()
    try:
        yield made, reading, missed
    finally:
        os.close(reading)
        made.close()
        made.join(5)
        os.close(writing)


def drain(reading: int, until: threading.Event) -> int:
    """Read until the event is set; return how much came."""
    read = 0
    while not until.is_set():
        if select.select([reading], [], [], 0.1)[0]:
            read += len(os.read(reading, 65536))
    return read


def test_what_is_written_comes_out_in_order() -> None:
    with outlet() as (made, reading, _):
        for word in ("one ", "two ", "three"):
            made.write(word)
        came = b""
        while len(came) < 13:
            came += os.read(reading, 100)
    assert came == b"one two three"


def test_stalled_terminal_holds_up_nobody_and_costs_a_bounded_amount() -> None:
    with outlet() as (made, reading, missed):
        for _ in range(1000):
            made.write(FRAME)
        assert made.waiting <= MOST + len(FRAME)
        assert not missed.is_set()
        assert drain(reading, missed) < 1000 * len(FRAME)
        made.write("anew")


def test_what_waits_is_dropped_for_the_farewell() -> None:
    with outlet() as (made, _, missed):
        for _ in range(1000):
            made.write(FRAME)
        assert made.drop()
        assert made.waiting == 0
        assert not missed.is_set()


def test_terminal_that_is_gone_is_noticed() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    made = Outlet(writing, encode=str.encode)
    made.start()
    made.write("hello")
    made.join(5)
    assert made.lost
    made.write("nobody hears this")
    assert made.waiting == 0
    os.close(writing)


@contextmanager
def ends() -> Generator[tuple[int, int]]:
    """The two ends of a pseudo-terminal: where is read what the program writes, and where it writes."""
    reading, writing = pty.openpty()
    tty.setraw(writing)
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


def test_what_a_terminal_takes_is_written_at_once_and_waits_for_no_thread() -> None:
    with ends() as (reading, writing):
        made = Outlet(writing, encode=str.encode, prompt=unwaiting(writing))
        made.start = lambda: None  # no thread
        made.write("one ")
        made.write("two")
        assert (os.read(reading, 100), made.waiting) == (b"one two", 0)


def test_what_a_terminal_does_not_take_at_once_comes_later_in_its_order() -> None:
    with ends() as (reading, writing):
        made = Outlet(writing, encode=str.encode, prompt=unwaiting(writing))
        words = [f"{number:07} " for number in range(20_000)]
        for word in words:
            made.write(word)
        assert made.waiting
        made.start()
        came = b""
        while len(came) < 8 * len(words):
            came += os.read(reading, 65536)
        assert came.decode().split(" ") == [*(word.strip() for word in words), ""]
        made.close()


def test_only_a_terminal_is_opened_once_more() -> None:
    with outlet() as (_, reading, __):
        assert unwaiting(reading) is None


class Held(Outlet):
    """Has a piece in hand until it is let go."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, encode=str.encode)
        self.taken = threading.Event()
        self.let_go = threading.Event()

    def _put(self, body: bytes) -> None:
        self.taken.set()
        self.let_go.wait()
        super()._put(body)


def test_who_drops_what_waits_and_writes_past_it_is_not_followed_by_what_was_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    held = Held(writing)
    held.start()
    held.write("in hand")
    held.taken.wait()
    wait = held._turn.wait

    def waiting(seconds: float | None = None) -> bool:
        held.let_go.set()
        return wait(seconds)

    try:
        monkeypatch.setattr(held._turn, "wait", waiting)
        held.drop()
        held.rest()
        os.write(writing, b", farewell")
        assert os.read(reading, 100) == b"in hand, farewell"
    finally:
        held.let_go.set()
        held.close()
        held.join()
        os.close(writing)
        os.close(reading)
