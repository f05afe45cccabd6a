"""A disk that does not answer, until it is told to."""

import asyncio
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from akotui import new_file


@contextmanager
def dead_disk(monkeypatch: pytest.MonkeyPatch) -> Generator[asyncio.Event]:
    """As long as this lasts no new file comes to its end; the event: one waits for the disk."""
    answers, asked = threading.Event(), asyncio.Event()
    loop, real = asyncio.get_running_loop(), os.fsync

    def dead(descriptor: int) -> None:
        loop.call_soon_threadsafe(asked.set)
        assert answers.wait(30)
        real(descriptor)

    monkeypatch.setattr(new_file.os, "fsync", dead)
    try:
        yield asked
    finally:
        answers.set()
