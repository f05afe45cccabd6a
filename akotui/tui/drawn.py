"""Lines as a terminal takes them, without Textual: for the first frame, which does not wait until that is loaded."""

from collections.abc import Mapping, Sequence
from typing import Final

from akotui.config import ThemeName
from akotui.tui.appearance import Appearance
from akotui.views.lines import Line
from akotui.views.table import Tone

Shade = tuple[str, str, str]
"""The parameters of SGR for the text, for what is behind it, and for what is behind the first and the last line."""

SHADES: Final[Mapping[ThemeName, Shade]] = {
    "dark": ("38;2;216;222;233", "48;2;16;20;26", "48;2;26;33;43"),
    "light": ("38;2;27;31;36", "48;2;250;250;247", "48;2;233;235;238"),
}
"""Those of tui/palette.py; a theme that is not here has the terminal's own colours."""
_TONES: Final = {Tone.STRONG: "1", Tone.QUIET: "2", Tone.UNKNOWN: "3", Tone.LOUD: "1;7"}
_TRUE: Final = ("truecolor", "24bit")


def drawn(lines: Sequence[Line], appearance: Appearance, environ: Mapping[str, str]) -> str:
    """Return what paints these lines, a whole screen of them, in the colours that the app will have."""
    text, behind, bars = _shade(appearance, environ)
    rows: list[str] = []
    for row, line in enumerate(lines, 1):
        ground = bars if row in {1, len(lines)} else behind
        rows.append(f"\x1b[{row};1H")
        for span in line:
            colours = ";".join(one for one in ("0", text, ground, _TONES.get(span.tone, "")) if one)
            rows.append(f"\x1b[{colours}m{span.text}")
    whole = "".join((*rows, "\x1b[0m"))
    return _seven_bit(whole) if appearance.ascii else whole


def _shade(appearance: Appearance, environ: Mapping[str, str]) -> Shade:
    """Without true colours those of the terminal: which of the 256 would be the nearest is not worth the time."""
    plain = ("", "", "")
    if "NO_COLOR" in environ or environ.get("COLORTERM", "").strip().lower() not in _TRUE:
        return plain
    return SHADES.get(appearance.theme, plain)


def _seven_bit(text: str) -> str:
    from akotui.tui.seven_bit import seven_bit  # noqa: PLC0415 - start-up time: it loads rich

    return seven_bit(text).decode("ascii")
