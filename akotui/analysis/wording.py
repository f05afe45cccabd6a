"""How findings word lists, counts and shell commands. Names come from outside: commands quote them."""

import shlex
from collections.abc import Iterable
from typing import Final


def listed(names: Iterable[str], most: int = 3) -> str:
    """`a`, `a and b`, `a, b and c`; past `most` names the rest is counted: `a, b, c and 4 more`."""
    every = tuple(names)
    shown = every[:most]
    if len(every) > most:
        return f"{', '.join(shown)} and {len(every) - most} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


def counted(number: int, noun: str) -> str:
    """`1 virtual service`, `12 virtual services`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_OPTIONS: Final = frozenset(
    {
        *("-n", "-p", "-l", "--type=merge", "--overwrite", "--show-labels", "--all-containers", "--tail=50"),
        *("--replicas=0", "--replicas=1"),
    }
)
"""What commands that are shown may ask for."""


def command(*words: str) -> str:
    """The words as one line that a POSIX shell splits into exactly these words.

    Empty when a name or a setting that was read would be taken for an option (a label key `--all`): quoting does not
    help against that, and whoever wrote it would have chosen what a person runs.
    """
    if any(word.startswith("-") and word not in _OPTIONS for word in words):
        return ""
    return shlex.join(words)
