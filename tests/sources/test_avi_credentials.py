"""Where an account comes from, and what is refused."""

import os
from pathlib import Path

import pytest

from akotui.errors import UsageError
from akotui.sources.avi_credentials import AviCredentials, load, renewed, stamp
from akotui.sources.secret import Secret
from tests.secrecy import CANARIES, PASSWORD, handed

TOKEN = CANARIES["Controller token"]


def write(path: Path, content: bytes = PASSWORD.encode() + b"\n", mode: int = 0o600) -> str:
    path.write_bytes(content)
    path.chmod(mode)
    return str(handed(path))


def test_nothing_given_is_no_account() -> None:
    assert load(None, None, None, {}) is None
    assert load(None, None, None, {"AKOTUI_AVI_USERNAME": "oncall"}) is None


def test_password_comes_from_its_file(tmp_path: Path) -> None:
    file = write(tmp_path / "password")
    assert load("oncall", file, None, {}) == AviCredentials("oncall", Secret(PASSWORD), file=file)


def test_token_comes_from_its_file(tmp_path: Path) -> None:
    file = write(tmp_path / "token", TOKEN.encode())
    assert load("oncall", None, file, {}) == AviCredentials("oncall", Secret(TOKEN), token=True, file=file)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"AKOTUI_AVI_PASSWORD": PASSWORD}, AviCredentials("oncall", Secret(PASSWORD))),
        (
            {"AKOTUI_AVI_PASSWORD": PASSWORD, "AKOTUI_AVI_TOKEN": TOKEN},
            AviCredentials("oncall", Secret(TOKEN), token=True),
        ),
    ],
)
def test_environment_is_enough(environ: dict[str, str], expected: AviCredentials) -> None:
    assert load(None, None, None, {"AKOTUI_AVI_USERNAME": "oncall", **environ}) == expected
    assert load("oncall", None, None, {"AKOTUI_AVI_USERNAME": "other", **environ}) == expected


def test_file_wins_over_the_environment(tmp_path: Path) -> None:
    found = load("oncall", write(tmp_path / "password"), None, {"AKOTUI_AVI_TOKEN": TOKEN})
    assert found is not None
    assert (found.secret, found.token) == (Secret(PASSWORD), False)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o620])
def test_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    file = write(tmp_path / "password", mode=mode)
    with pytest.raises(UsageError, match=f"mode {mode:04o}.*chmod 600 {file}") as caught:
        load("oncall", file, None, {})
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "one line"),
        (b"\n", "one line"),
        (b"a\nb\n", "one line"),
        (b"\xff\xfe", "not text"),
        (b"x" * 65537, "larger than 64 KiB"),
    ],
)
def test_file_that_is_not_one_line_of_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    file = write(tmp_path / "password", content)
    with pytest.raises(UsageError, match=words):
        load("oncall", file, None, {})


def test_missing_file_and_directory_are_named(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "absent", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(UsageError, match=words):
            load("oncall", str(path), None, {})


def test_half_an_account_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--avi-username"):
        load(None, write(tmp_path / "password"), None, {})
    with pytest.raises(UsageError, match="no secret goes with it"):
        load("oncall", None, None, {})
    with pytest.raises(UsageError, match="give one of them"):
        load("oncall", "a", "b", {})


def test_changed_file_is_noticed_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "password"
    found = load("oncall", write(path), None, {})
    assert found is not None
    before = stamp(found)
    assert before == stamp(found)
    write(path, b"longer than before")
    assert stamp(found) != before
    assert renewed(found).secret == Secret("longer than before")


def test_file_that_went_away_keeps_the_account(tmp_path: Path) -> None:
    path = tmp_path / "password"
    found = load("oncall", write(path), None, {})
    assert found is not None
    path.unlink()
    assert renewed(found) == found
    assert stamp(found) == stamp(AviCredentials("a", Secret("b")))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_file_of_another_user_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "password")
    os.chown(file, 12345, -1)
    with pytest.raises(UsageError, match="another user"):
        load("oncall", file, None, {})
