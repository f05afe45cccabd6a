"""Text to the terminal's clipboard: OSC 52, wrapped where a multiplexer stands between."""

import base64
from collections.abc import Mapping
from typing import Final

MOST: Final = 74_994
"""Bytes that terminals take: their limit is 100,000 for the whole sequence, base64 included."""

_CHUNK: Final = 252
"""Bytes of a sequence that GNU screen passes on in one piece (it takes 256)."""


def osc52(text: str, environ: Mapping[str, str]) -> str | None:
    """Return the sequence that puts `text` on the clipboard, or None when no terminal would take so much.

    tmux and GNU screen, known by TMUX and TERM in `environ`, pass on what is wrapped for them; tmux gets it plain, too,
    because its settings allow the one (`allow-passthrough`) or the other (`set-clipboard on`). The text itself never
    reaches the terminal: base64 holds no control character.
    """
    content = text.encode("utf-8", "replace")
    if len(content) > MOST:
        return None
    sequence = f"\x1b]52;c;{base64.b64encode(content).decode('ascii')}\a"
    if environ.get("TMUX"):
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\" + sequence
    if environ.get("TERM", "").startswith("screen"):
        return "".join(f"\x1bP{sequence[at : at + _CHUNK]}\x1b\\" for at in range(0, len(sequence), _CHUNK))
    return sequence
