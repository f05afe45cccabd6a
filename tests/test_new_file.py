"""A file is new, for its owner alone, and whole or not there."""

import errno
import os
import resource
from pathlib import Path
from typing import NoReturn

import pytest

from akotui.new_file import write_new


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_only_its_owner_can_read_it_whatever_the_umask_is(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_new(tmp_path / "new", b"rows")
    finally:
        os.umask(before)
    assert (tmp_path / "new").read_bytes() == b"rows"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["new"]


def test_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"before")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "old", b"rows")
    assert (tmp_path / "old").read_bytes() == b"before"
    assert names(tmp_path) == ["old"]


@pytest.mark.parametrize("to", ["target", "nowhere"])
def test_link_is_not_followed(tmp_path: Path, to: str) -> None:
    (tmp_path / "target").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / to)
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "link", b"rows")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"before"
    assert names(tmp_path) == ["link", "target"]


@pytest.mark.parametrize("name", [".", "folder"])
def test_folder_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="exists"):
        write_new(tmp_path / name, b"rows")


@pytest.mark.parametrize("step", ["os.fsync", "Path.replace", "tempfile.mkstemp"])
def test_when_the_disk_is_full_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(f"akotui.new_file.{step}", full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "new", b"rows")
    monkeypatch.undo()
    assert names(tmp_path) == []


def test_when_the_system_takes_no_more_of_it_nothing_is_left(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            write_new(tmp_path / "new", bytes(2 << 20))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names(tmp_path) == []
