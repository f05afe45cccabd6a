"""Files that somebody names are read whole, or refused with words: nothing is waited for, nothing fills the memory."""

import os
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from akotui import named_file
from akotui.errors import UsageError
from akotui.named_file import check, contents
from akotui.sources import kubeconfig
from akotui.sources.avi_credentials import read_secret


def refusal(path: Path | str, most: int = 64 << 20, *, piped: bool = False) -> str:
    with pytest.raises(OSError, match=r".") as caught:
        contents(path, most, piped=piped)
    return caught.value.strerror or ""


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe", 0o600)
    return tmp_path / "pipe"


@pytest.fixture
def vast(tmp_path: Path) -> Generator[Path]:
    with (tmp_path / "vast").open("wb") as hollow:
        hollow.truncate(10 << 30)
    yield tmp_path / "vast"
    (tmp_path / "vast").unlink()


def test_file_is_read_whole_up_to_its_last_byte(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 2048)
    assert contents(tmp_path / "file", 2048) == b"x" * 2048
    assert refusal(tmp_path / "file", 2047) == "larger than 1 KiB"


def test_size_is_looked_at_before_anything_is_read(vast: Path) -> None:
    assert refusal(vast) == "larger than 64 MiB"
    with pytest.raises(OSError, match="larger than 16 MiB"):
        check(vast)


def test_file_that_claims_no_size_is_read_no_further_than_that() -> None:
    assert contents("/proc/self/status").startswith(b"Name:")
    assert refusal("/proc/self/status", 16) == "larger than 0 KiB"


def test_what_never_ends_or_never_comes_is_refused(tmp_path: Path, pipe: Path) -> None:
    assert {refusal(pipe), refusal("/dev/zero")} == {"a pipe or a device, not a file"}
    assert refusal("/dev/zero", piped=True) == "a pipe or a device, not a file"
    assert refusal(tmp_path) == "Is a directory"


def test_secret_may_come_through_a_pipe(pipe: Path) -> None:
    writing = threading.Thread(target=pipe.write_text, args=("let me in\n",))
    writing.start()
    assert read_secret(str(pipe)).reveal() == "let me in"
    writing.join()


def test_secret_that_never_comes_is_not_waited_for_long(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_file, "PATIENCE", 0.05)
    with pytest.raises(UsageError, match=r"pipe: a pipe through which nothing came for 0\.05 s; write the secret"):
        read_secret(str(pipe))


def test_no_file_is_an_empty_one() -> None:
    assert contents("/dev/null") == b""


async def test_kubeconfig_may_come_through_a_pipe(pipe: Path) -> None:
    text = """{current-context: a, contexts: [{name: a, context: {cluster: a, user: u}}], users: [{name: u, user: {}}],
        clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}]}"""
    writing = threading.Thread(target=pipe.write_text, args=(text,))
    writing.start()
    assert (await kubeconfig.load(kubeconfig=str(pipe))).context == "a"
    writing.join()


async def test_kubeconfig_that_never_comes_or_is_vast_is_named(
    pipe: Path, vast: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named_file, "PATIENCE", 0.05)
    for path, words in ((pipe, "a pipe or a device, not a file"), (vast, "larger than 16 MiB")):
        with pytest.raises(UsageError, match=f"kubeconfig {path} cannot be read: {words}; "):
            await kubeconfig.load(kubeconfig=str(path))
