"""How old something is, and when it was, in words of fixed width."""

from datetime import datetime, timedelta
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_YEAR: Final = 365 * _DAY
OLDER: Final = "+"
"""Stands behind a moment or an age that is the least it can be."""


_UNITS: Final = ((_YEAR, "y"), (_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m"))


def age(at: datetime | None, now: datetime) -> str:
    """Return `2s`, `59s`, `1m`, `23h`, `4d`, `2y`; `--` when there is no moment. Never negative (clocks differ)."""
    if at is None:
        return "--"
    seconds = max(0, int((now - at).total_seconds()))
    for size, unit in _UNITS:
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def moment(at: datetime | None, *, older: bool = False) -> str:
    """Return a moment as a cell by which rows are sorted; `older`: it was then, or before. `--` when there is none."""
    return "--" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}{OLDER if older else ''}"


def aged(cell: str, now: datetime) -> str:
    """Return how long ago the moment of such a cell was: `14m`; `14m+` for at least so long, which begins at `0m+`."""
    if cell == "--":
        return cell
    told = age(datetime.fromisoformat(cell.removesuffix(OLDER)), now)
    if not cell.endswith(OLDER):
        return told
    return f"{'0m' if told.endswith('s') else told}{OLDER}"


def due(cell: str, now: datetime) -> datetime | None:
    """Return from when on, if time goes on, `aged` returns something else for such a cell; None: it never will."""
    if cell == "--":
        return None
    at = datetime.fromisoformat(cell.removesuffix(OLDER))
    seconds = max(0, int((now - at).total_seconds()))
    least = _MINUTE if cell.endswith(OLDER) else 1
    size = next((size for size, _ in _UNITS if seconds >= size), least)
    return at + timedelta(seconds=(seconds // size + 1) * size)


def clock(at: datetime | None) -> str:
    """Return the UTC time of day, `14:02:07Z`; dashes when there is no moment."""
    return "--:--:--Z" if at is None else f"{at:%H:%M:%S}Z"
