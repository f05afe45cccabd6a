import asyncio
import ctypes
import platform

import pytest

from akotui.cli import heap


class Bare:
    """A C library without malloc_trim."""

    def __init__(self, name: None) -> None:
        del name


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives back what lies between")
def test_glibc_gives_memory_back() -> None:
    assert heap.trim()


async def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", Bare)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await heap.kept_small(sleep)
    assert waited == [heap.EVERY]


async def test_memory_is_given_back_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[int] = []
    monkeypatch.setattr(heap, "trim", lambda: not times.append(1))

    async def sleep(_: float) -> None:
        if len(times) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await heap.kept_small(sleep)
    assert len(times) == 3
