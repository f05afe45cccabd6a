"""What akotui takes for the width of a text is what a real terminal takes: columns stay aligned."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.program import ROOT

CELLS = 30


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux, the terminal that measures")
def test_hostile_text_takes_the_cells_that_it_was_given(
    sized: Callable[[int, int], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("TERM", "xterm-256color")
    server = ("tmux", "-u", "-S", str(tmp_path / "tmux"), "-f", "/dev/null")
    measured, count = tmp_path / "measured", str(sized(1_000, 20_000))
    program = f"{sys.executable} -m tests.faults.measuring {count} {CELLS} {measured} 2>{tmp_path}/errors"
    try:
        started = f"{program}; {' '.join(server)} wait-for -S measured"
        subprocess.run([*server, "new-session", "-d", "-x", "120", "-y", "24", started], check=True, timeout=50)
        subprocess.run([*server, "wait-for", "measured"], check=True, timeout=50)
    finally:
        subprocess.run([*server, "kill-server"], check=False, capture_output=True)
    assert (tmp_path / "errors").read_text() == ""
    head, *wrong = measured.read_text().splitlines()
    assert head == f"{2 * int(count)} lines"
    assert wrong == []
