"""What the doctor says of a terminal, from what is known of it without asking it."""

from collections.abc import Mapping

import pytest

from akotui.cli.terminal_examination import NAMES, Terminal, examine
from akotui.model.checkup import Check, Outcome

XTERM: Mapping[str, str] = {"TERM": "xterm-256color"}


def found(
    environ: Mapping[str, str] = XTERM,
    *,
    attached: bool = True,
    size: tuple[int, int] | None = (80, 24),
    encoding: str = "utf-8",
) -> dict[str, Check]:
    terminal = Terminal(environ, attached, size, encoding)
    return {one.name: one for one in examine(terminal)}


def test_every_check_has_its_name_and_all_but_a_pass_a_remedy() -> None:
    assert tuple(found()) == NAMES
    for environ in ({}, {"TERM": "dumb"}, {"TERM": "screen", "TMUX": "x"}):
        assert all(one.remedy for one in found(environ, size=(10, 2)).values() if one.outcome is not Outcome.PASS)


@pytest.mark.parametrize(
    ("environ", "outcome", "words"),
    [
        (XTERM, Outcome.PASS, "TERM xterm-256color"),
        ({**XTERM, "SSH_CONNECTION": "a"}, Outcome.PASS, "TERM xterm-256color, over ssh"),
        ({"TERM": "tmux-256color", "TMUX": "/x,1,0"}, Outcome.PASS, "TERM tmux-256color, in tmux"),
        ({"TERM": "screen", "STY": "1.x", "SSH_TTY": "/dev/x"}, Outcome.PASS, "TERM screen, in GNU screen, over ssh"),
        ({"TERM": "dumb"}, Outcome.FAIL, "TERM is dumb"),
        ({}, Outcome.FAIL, "TERM is not set"),
        ({"TERM": "x\x1b]0;y"}, Outcome.PASS, "TERM x␛]0;y"),
    ],
)
def test_terminal_and_what_stands_between(environ: Mapping[str, str], outcome: Outcome, words: str) -> None:
    told = found(environ)["terminal"]
    assert (told.outcome, told.says) == (outcome, words)


@pytest.mark.parametrize(
    ("size", "outcome"),
    [((80, 24), Outcome.PASS), ((60, 20), Outcome.PASS), ((39, 24), Outcome.FAIL), ((80, 7), Outcome.FAIL)],
)
def test_size(size: tuple[int, int], outcome: Outcome) -> None:
    assert found(size=size)["size"].outcome is outcome


def test_size_that_is_not_told_is_unknown() -> None:
    assert found(size=None)["size"].outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({**XTERM, "COLORTERM": "truecolor"}, "16 million (COLORTERM)"),
        (
            {**XTERM, "COLORTERM": "truecolor", "NO_COLOR": "1"},
            "none: NO_COLOR is set; symbols and words tell the same",
        ),
        (XTERM, "256 (TERM xterm-256color)"),
        ({"TERM": "vt100"}, "8 or 16; symbols and words tell the same"),
    ],
)
def test_colours(environ: Mapping[str, str], words: str) -> None:
    assert found(environ)["colours"].says == words


@pytest.mark.parametrize(
    ("encoding", "outcome"),
    [("utf-8", Outcome.PASS), ("UTF8", Outcome.PASS), ("ascii", Outcome.FAIL), ("nonsense", Outcome.FAIL)],
)
def test_encoding(encoding: str, outcome: Outcome) -> None:
    assert found(encoding=encoding)["text"].outcome is outcome


@pytest.mark.parametrize(
    ("environ", "outcome", "words"),
    [
        ({"TERM": "xterm-kitty"}, Outcome.PASS, "takes copies"),
        ({**XTERM, "TERM_PROGRAM": "WezTerm"}, Outcome.PASS, "takes copies"),
        ({"TERM": "xterm-kitty", "TMUX": "x"}, Outcome.UNKNOWN, "tmux decides"),
        ({"TERM": "xterm", "STY": "1.a"}, Outcome.UNKNOWN, "GNU screen passes"),
        ({"TERM": "screen"}, Outcome.UNKNOWN, "tmux or GNU screen decides"),
        (XTERM, Outcome.UNKNOWN, "cannot be seen from here"),
    ],
)
def test_clipboard(environ: Mapping[str, str], outcome: Outcome, words: str) -> None:
    told = found(environ)["clipboard"]
    assert told.outcome is outcome
    assert words in told.says


def test_without_a_terminal_it_is_unknown() -> None:
    told = found(attached=False)
    assert (told["terminal"].outcome, told["clipboard"].outcome) == (Outcome.UNKNOWN, Outcome.UNKNOWN)
    assert "size" not in told
