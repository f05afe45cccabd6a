"""Which moment of a recording somebody means: a time of day, a date with a time, or so much earlier or later."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Final

from akotui.errors import UsageError
from akotui.model.text import clean

_SHIFT: Final = re.compile(r"([+-])(\d+(?:\.\d+)?)(s|m|h|d)", re.ASCII)
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DAY: Final = timedelta(days=1)
_FORMS: Final = "03:10, 03:10:30, 2026-11-28T03:10, +5m, -1h, start or end; all times are UTC"


def moment(text: str, now: datetime, span: tuple[datetime, datetime]) -> datetime:
    """Return the moment that `text` means, seen from `now`, in a recording of `span`.

    A time of day is that of the day shown when the recording has it, else of its first day that has. Raises UsageError
    for what is no time, or outside of the recording.
    """
    word = text.strip().casefold()
    if word in ("start", "end"):
        return span[word == "end"]
    if shift := _SHIFT.fullmatch(word):
        seconds = float(shift[2]) * _UNITS[shift[3]]
        try:
            later = now + timedelta(seconds=seconds if shift[1] == "+" else -seconds)
        except OverflowError:
            later = span[shift[1] == "+"]
        return min(max(later, span[0]), span[1])
    found = _named(word, now, span)
    if not span[0] - timedelta(minutes=1) <= found <= span[1] + timedelta(minutes=1):
        raise UsageError(f"the recording is from {span[0]:%Y-%m-%dT%H:%M:%SZ} to {span[1]:%Y-%m-%dT%H:%M:%SZ}")
    return min(max(found, span[0]), span[1])


def _named(word: str, now: datetime, span: tuple[datetime, datetime]) -> datetime:
    try:
        clock = time.fromisoformat(word.removesuffix("z"))
    except ValueError:
        pass
    else:
        days = [now.date(), *(span[0].date() + number * _DAY for number in range((span[1] - span[0]).days + 2))]
        times = [datetime.combine(day, clock.replace(tzinfo=UTC)) for day in days]
        return next((one for one in times if span[0] <= one <= span[1]), times[0])
    try:
        named = datetime.fromisoformat(word.upper())
    except ValueError:
        raise UsageError(f"no time: {clean(word, 40)}; give {_FORMS}") from None
    return named if named.tzinfo else named.replace(tzinfo=UTC)
