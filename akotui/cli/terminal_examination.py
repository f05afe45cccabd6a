"""Looks at the terminal for `akotui doctor`. Nothing is sent to it: terminals that are asked may answer as if typed."""

import codecs
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from akotui.model.checkup import Check, failed, passed, unknown
from akotui.model.text import clean

NAMES: Final = ("terminal", "size", "colours", "text", "clipboard")
"""The checks of this file: nothing that is read depends on them."""

_SMALLEST: Final = (40, 8)
_COMFORTABLE: Final = (80, 24)
_OSC52: Final = frozenset(
    {"WezTerm", "ghostty", "WarpTerminal", "contour", "rio", "mintty"}
)  # programs that set TERM_PROGRAM and put on the clipboard what OSC 52 brings, as they come
_OSC52_TERMS: Final = ("xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm")


class Terminal(msgspec.Struct, frozen=True):
    """What is known of where akotui runs. `size` is columns and lines; `encoding` that of stdout."""

    environ: Mapping[str, str]
    attached: bool
    size: tuple[int, int] | None = None
    encoding: str = "utf-8"


def examine(terminal: Terminal) -> Iterator[Check]:
    """Yield what is found."""
    yield _kind(terminal)
    if terminal.attached:
        yield _size(terminal)
    yield _colours(terminal)
    yield _text(terminal)
    yield _clipboard(terminal)


def _kind(terminal: Terminal) -> Check:
    term = clean(terminal.environ.get("TERM", ""), 60)
    if not terminal.attached:
        return unknown("terminal", "stdout is no terminal", "run it in the terminal in which akotui shall run")
    if term in ("", "dumb"):
        return failed("terminal", f"TERM is {term or 'not set'}", "set TERM to what it is, such as xterm-256color")
    return passed("terminal", f"TERM {term}{_between(terminal.environ)}")


def _between(environ: Mapping[str, str]) -> str:
    """What stands between akotui and the person's screen."""
    term = environ.get("TERM", "")
    multiplexer = ", in tmux" if environ.get("TMUX") else ", in GNU screen" if environ.get("STY") else ""
    if not multiplexer and term.startswith(("screen", "tmux")):
        multiplexer = ", in tmux or GNU screen"
    remote = ", over ssh" if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY") else ""
    return multiplexer + remote


def _size(terminal: Terminal) -> Check:
    if terminal.size is None:
        return unknown("size", "the terminal does not tell its size", "set it: stty rows 24 columns 80")
    columns, lines = terminal.size
    shown = f"{columns} columns, {lines} lines"
    if columns < _SMALLEST[0] or lines < _SMALLEST[1]:
        return failed("size", shown, f"make it at least {_SMALLEST[0]}x{_SMALLEST[1]}, better {_COMFORTABLE[0]}x24")
    small = columns < _COMFORTABLE[0] or lines < _COMFORTABLE[1]
    return passed("size", shown, f"with {_COMFORTABLE[0]}x{_COMFORTABLE[1]} more fits" if small else "")


def _colours(terminal: Terminal) -> Check:
    environ = terminal.environ
    term = environ.get("TERM", "")
    if environ.get("NO_COLOR"):
        return passed("colours", "none: NO_COLOR is set; symbols and words tell the same")
    if environ.get("COLORTERM") in ("truecolor", "24bit"):
        return passed("colours", "16 million (COLORTERM)")
    if "256color" in term:
        return passed("colours", f"256 (TERM {clean(term, 60)})")
    return passed("colours", "8 or 16; symbols and words tell the same")


def _text(terminal: Terminal) -> Check:
    try:
        encoding = codecs.lookup(terminal.encoding).name
    except LookupError:
        encoding = terminal.encoding
    if encoding == "utf-8":
        return passed("text", "UTF-8")
    return failed("text", f"the encoding is {clean(encoding, 40)}", "set LANG=C.UTF-8: lines and symbols need UTF-8")


def _clipboard(terminal: Terminal) -> Check:
    environ = terminal.environ
    if not terminal.attached:
        return unknown("clipboard", "stdout is no terminal", "c copies by OSC 52 on the live screen")
    if environ.get("TMUX"):
        words = "tmux decides whether a copy (OSC 52) gets through"
        return unknown("clipboard", words, "in tmux: set -s set-clipboard on, or set -g allow-passthrough on")
    if not environ.get("STY") and environ.get("TERM", "").startswith(("tmux", "screen")):
        words = "tmux or GNU screen decides whether a copy (OSC 52) gets through"
        return unknown("clipboard", words, "in tmux: set -s set-clipboard on; then press c in akotui and paste")
    if environ.get("STY"):
        words = "GNU screen passes a copy (OSC 52) on; whether the terminal takes it is not known"
        return unknown("clipboard", words, "press c in akotui and paste")
    if environ.get("TERM_PROGRAM") in _OSC52 or environ.get("TERM", "").startswith(_OSC52_TERMS):
        return passed("clipboard", "this terminal takes copies (OSC 52)")
    words = "whether this terminal takes a copy (OSC 52) cannot be seen from here"
    return unknown("clipboard", words, "press c in akotui and paste; if nothing comes, allow OSC 52 in its settings")
