import re

import pytest

from akotui.tui.clipboard import MOST, maybe_tmux, osc52
from akotui.tui.copying import copy_text
from tests.build_estate import estate
from tests.tui.copies import copies
from tests.tui.running import app_on, screen_text

PLAIN = "\x1b]52;c;bGFiZWw=\a"


def test_text_is_sent_in_base64_so_that_nothing_of_it_controls_the_terminal() -> None:
    assert osc52("label", {}) == PLAIN
    hostile = osc52("\x1b]0;title\a", {})
    assert hostile is not None
    assert hostile.count("\x1b") == hostile.count("\a") == 1


def test_tmux_gets_it_wrapped_with_every_escape_doubled_and_plain() -> None:
    wrapped = "\x1bPtmux;\x1b\x1b]52;c;bGFiZWw=\a\x1b\\"
    assert osc52("label", {"TMUX": "/tmp/tmux,1,0", "TERM": "screen"}) == wrapped + PLAIN


@pytest.mark.parametrize("environ", [{"TERM": "screen.xterm-256color"}, {"TERM": "xterm", "STY": "1.a"}])
def test_screen_gets_it_in_pieces_that_it_passes_on(environ: dict[str, str]) -> None:
    text = "x" * 1000
    sent = osc52(text, environ)
    assert sent is not None
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sent, re.DOTALL)
    assert "".join(pieces) == osc52(text, {})
    assert max(map(len, pieces)) <= 256
    assert sent == "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    assert not maybe_tmux(environ)


@pytest.mark.parametrize("term", ["screen", "screen-256color"])
def test_behind_ssh_tmux_may_be_called_screen_and_gets_it_plain_behind_the_pieces(term: str) -> None:
    text = "x" * 1000
    plain, pieces = osc52(text, {}), osc52(text, {"STY": "1.a"})
    assert plain is not None
    assert pieces is not None
    assert osc52(text, {"TERM": term}) == pieces + plain
    assert maybe_tmux({"TERM": term})


def test_that_tmux_must_let_a_copy_through_is_told_behind_ssh_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.delenv("STY", raising=False)
    monkeypatch.setenv("TERM", "tmux-256color")
    sequence, told = copy_text("label", "remedy")
    assert sequence == PLAIN
    assert told == "copied the remedy, if tmux lets it through: set -s set-clipboard on (OSC 52)"


def test_more_than_terminals_take_is_not_sent() -> None:
    assert osc52("x" * (MOST + 1), {}) is None
    assert osc52("x" * MOST, {}) is not None
    assert osc52("é" * MOST, {}) is None


async def test_c_copies_the_command_of_the_first_remedy_and_capital_c_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied = copies(monkeypatch)
    async with app_on(estate()) as pilot:
        await pilot.press("c", "enter", "C")
        await pilot.pause()
        assert "copied the explanation, if" in screen_text(pilot)
    remedy, explanation = copied()
    assert remedy == "kubectl label ns payments tier-"
    assert explanation.startswith("### namespace payments is claimed by avi\\-system and blue\n")


async def test_what_tmux_wants_for_it_is_said_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    async with app_on(estate()) as pilot:
        await pilot.press("c")
        await pilot.pause()
        assert "copied the remedy, if tmux lets it through: set -s set-clipboard on (OSC 52)" in screen_text(pilot)


async def test_nothing_to_copy_is_said() -> None:
    async with app_on(estate(findings=(), coverage=())) as pilot:
        await pilot.press("c")
        assert "nothing to copy: there is no row here" in screen_text(pilot)
