"""The thread that reads keys: looks up often after one was typed, and sleeps while nothing is."""

import os
import select

import pytest

from akotui.tui import terminal
from akotui.tui.app import AkotuiApp
from akotui.tui.terminal import Terminal
from tests.tui.running import Still, opened


class Waits:
    """In the place of the poll object and the clock: nothing is ever typed, and a wait without end is ended."""

    def __init__(self) -> None:
        self.waits: list[float | None] = []
        self.registered: list[int] = []

    def register(self, descriptor: int, mask: int) -> None:
        assert mask == select.POLLIN
        self.registered.append(descriptor)

    def poll(self, milliseconds: float | None) -> list[tuple[int, int]]:
        self.waits.append(milliseconds)
        return [(self.registered[-1], select.POLLIN)] if milliseconds is None else []

    def monotonic(self) -> float:
        return sum(wait or 0.0 for wait in self.waits) / 1000


class Unplugged(Terminal):
    """A terminal that was opened without being taken."""

    def open(self) -> None:
        self._ending = os.pipe()

    def end(self) -> None:
        for descriptor in self._ending:
            os.close(descriptor)


async def test_nobody_is_woken_while_nothing_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Waits()
    monkeypatch.setattr(terminal.select, "poll", lambda: waits)
    monkeypatch.setattr(terminal.time, "monotonic", waits.monotonic)
    idle = Unplugged(AkotuiApp(opened(Still())))
    idle.open()
    idle.run_input_thread()
    idle.end()
    assert waits.waits[-1] is None
    assert 50 <= waits.waits.count(100.0) == len(waits.waits) - 1 <= 52, "five seconds: a paste may have broken off"
