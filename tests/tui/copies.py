"""What the terminal is given for its clipboard, as text."""

import base64
from collections.abc import Callable, Sequence

import pytest
from textual.drivers.headless_driver import HeadlessDriver

_BEGIN = "\x1b]52;c;"


def copies(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Sequence[str]]:
    """Listen, in a terminal that is plain; return what tells what was copied until then."""
    sent: list[str] = []

    def write(_: HeadlessDriver, data: str) -> None:
        sent.append(data)

    monkeypatch.setattr(HeadlessDriver, "write", write)
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return lambda: [base64.b64decode(one[len(_BEGIN) : -1]).decode() for one in sent if one.startswith(_BEGIN)]
