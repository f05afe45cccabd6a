"""The net that is around every test catches each kind of leak and of rudeness, and nothing else."""

import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Final

import pytest

from akotui.simulator.sessions import Sessions
from tests.e2e.program import ROOT
from tests.politeness import Manners, agree, spare
from tests.secrecy import CANARIES, Stream, holds_secret, leaks

CAUGHT: Final = {
    "nothing": "",
    "printed": "a canary is in stdout of the call",
    "printed_and_read_by_the_test": "a canary is in what was printed",
    "logged": "a canary is in log of akotui.sources",
    "logged_as_a_trace": "a canary is in log of akotui",
    "file_of_a_recording": "a canary is in file recording",
    "file_that_was_handed_over_and_written_again": "a canary is in file kubeconfig",
    "name_of_a_file": "a canary is in the name of a file",
    "temporary_file": "a canary is in file tmp",
    "trace_of_a_crash": "a canary is in file trace.txt",
    "argument_of_a_program": "a canary is in arguments of true",
    "argument_of_what_a_program_starts": "a canary is in the arguments of what a program started",
    "output_of_a_program": "a canary is in stdout of a program",
    "output_of_a_program_in_pieces": "a canary is in pipe 1 of a program",
    "words_of_a_source": "a canary is in the words of a source",
    "screen": "a canary is in the screen",
    "clipboard": "a canary is in the clipboard",
    "write_to_a_cluster": "written: [('DELETE', '/api/v1/namespaces/a')]",
    "review_that_only_the_doctor_may_ask_for": "written: [('POST', '/apis/authorization.k8s.io",
    "write_to_a_controller": "written: [('PUT', '/api/pool/p')]",
    "question_for_a_secret": "asked for secrets: ['/api/user-token']",
    "two_refused_logins": "2 refused logins",
    "haste": "requests too many in",
    "login_before_each_request": "requests too many in",
    "same_again_and_again": "asked more than 20 times in a minute for ('/version', ())",
    "two_sessions": "2 sessions at once",
    "write_to_a_server_of_another_program": "of another program: written: [('PUT', '/api/pool/p')]",
}
"""What is said of each test in `tests/leaks.py`."""


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """How each test of `tests/leaks.py` ended, by its name. What they leave stands where no test is looked through."""
    quietly = ("-q", "--tb=short", "--show-capture=no", "-p", "no:cacheprovider")
    apart = f"--basetemp={tmp_path_factory.mktemp('leaks')}"
    command = [sys.executable, "-m", "pytest", "tests/leaks.py", apart, *quietly]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=50, check=False)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    parts = re.split(r"^_+ ERROR at teardown of test_(\w+) _+$", ran.stdout, flags=re.MULTILINE)
    assert "FAILURES" not in ran.stdout, ran.stdout
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(("name", "words"), CAUGHT.items())
def test_each_way_out_is_watched(ended: Mapping[str, str], name: str, words: str) -> None:
    assert words in ended.get(name, "")
    assert (name in ended) == bool(words)


def test_every_leak_is_wanted(ended: Mapping[str, str]) -> None:
    assert {*ended, "nothing"} == CAUGHT.keys()


def test_there_are_twelve_canaries_and_all_are_known() -> None:
    sessions = Sessions()
    issued = sessions.begin()
    canaries = {*CANARIES.values(), issued, sessions.open[issued]}
    assert len(canaries) == 12
    assert all(holds_secret(f"<{canary}>".encode()) for canary in canaries)


def test_canary_in_two_pieces_is_seen() -> None:
    stream = Stream("a stream")
    for piece in (b"as canar", b"y-", b"0"):
        assert leaks == []
        stream.hear(piece)
    assert leaks == ["a stream"]
    leaks.clear()


def test_exceptions_need_a_reason() -> None:
    with pytest.raises(AssertionError, match="reason"):
        agree(Manners(refused=2))
    with pytest.raises(AssertionError, match="reason"):
        spare("")
