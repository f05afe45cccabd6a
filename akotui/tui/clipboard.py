"""Text to the terminal's clipboard: OSC 52, wrapped where a multiplexer stands between."""

import base64
from collections.abc import Mapping
from typing import Final

MOST: Final = 74_994
"""Bytes that terminals take: their limit is 100,000 for the whole sequence, base64 included."""

_CHUNK: Final = 252
"""Bytes of a sequence that GNU screen passes on in one piece (it takes 256)."""

_SCREEN_ALONE: Final = "screen."
"""How TERM begins in GNU screen, which puts the terminal's own behind it, and never in tmux."""


def osc52(text: str, environ: Mapping[str, str]) -> str | None:
    """Return the sequence that puts `text` on the clipboard, or None when no terminal would take so much.

    tmux and GNU screen, known by TMUX, STY and TERM in `environ`, pass on what is wrapped for them; tmux gets it plain,
    too, because its settings allow the one (`allow-passthrough`) or the other (`set-clipboard on`). Behind ssh and sudo
    TERM alone is left, and `screen` is what both call themselves: then it is sent for both, as tmux drops the pieces
    of a sequence and GNU screen a short one that is plain (a long one may spoil its window until that is repainted).
    The text itself never reaches the terminal: base64 holds no control character.
    """
    content = text.encode("utf-8", "replace")
    if len(content) > MOST:
        return None
    sequence = f"\x1b]52;c;{base64.b64encode(content).decode('ascii')}\a"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\" + sequence
    term = environ.get("TERM", "")
    in_screen = bool(environ.get("STY")) or term.startswith(_SCREEN_ALONE)
    if not in_screen and not term.startswith("screen"):
        return sequence
    pieces = "".join(f"\x1bP{sequence[at : at + _CHUNK]}\x1b\\" for at in range(0, len(sequence), _CHUNK))
    return pieces if in_screen else pieces + sequence


def maybe_tmux(environ: Mapping[str, str]) -> bool:
    """Return whether tmux may stand between, here or on the other side of ssh or sudo, which keep TERM alone."""
    if environ.get("TMUX"):
        return True
    term = environ.get("TERM", "")
    return not environ.get("STY") and term.startswith(("tmux", "screen")) and not term.startswith(_SCREEN_ALONE)
