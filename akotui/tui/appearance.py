"""What kind of terminal it is, and how akotui behaves on it: decided once, from what the user said and what is known.

Over ssh and in tmux or GNU screen true colours may be wrong or lost, and a mouse takes the terminal's own selection
away: there the sixteen colours of the terminal are used, and the mouse is left alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from akotui.config import ThemeName


@dataclass(frozen=True, slots=True)
class Appearance:
    """How to behave: `theme` of the palettes, `mouse` on or off, `ascii` signs alone, `bell` for new errors."""

    theme: ThemeName = "dark"
    mouse: bool = True
    ascii: bool = False
    bell: bool = False


USUAL: Final = Appearance()


def is_remote(environ: Mapping[str, str]) -> bool:
    """Whether somebody sits at the other end of an ssh connection."""
    return any(environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))


def is_multiplexed(environ: Mapping[str, str]) -> bool:
    """Whether tmux or GNU screen stands between."""
    return bool(environ.get("TMUX") or environ.get("STY")) or environ.get("TERM", "").startswith(("screen", "tmux"))


def takes_unicode(environ: Mapping[str, str]) -> bool:
    """Whether the locale's encoding is UTF-8; the first of the variables that is set decides, as in C."""
    named = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environ.get(name))), "")
    return named.partition(".")[2].partition("@")[0].casefold().replace("-", "") == "utf8"


def usual(environ: Mapping[str, str]) -> Appearance:
    """Return what fits the terminal that `environ` tells of, when the user said nothing."""
    far = is_remote(environ)
    theme: ThemeName = "ansi" if far or is_multiplexed(environ) else "dark"
    return Appearance(theme, mouse=not far, ascii=not takes_unicode(environ))
