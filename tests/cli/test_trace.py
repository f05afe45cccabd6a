"""What is kept of a bug."""

from pathlib import Path

import pytest

from akotui.cli import trace


def test_error_that_was_taken_out_of_a_group_is_kept_with_the_others_of_the_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace, "_kept", {})
    errors = ExceptionGroup("two at once", [ZeroDivisionError(), KeyError()])
    try:
        try:
            raise errors
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
    except ZeroDivisionError as error:
        told = trace.record(error, {"XDG_STATE_HOME": str(tmp_path)})
    assert told.startswith("internal error: ZeroDivisionError in test_trace.py, line ")
    (kept,) = (tmp_path / "akotui").iterdir()
    named = [line.partition(":")[0] for line in kept.read_text().splitlines() if line.startswith("builtins.")]
    assert named == ["builtins.ZeroDivisionError", "builtins.ExceptionGroup", "builtins.KeyError"]
