"""How long to wait before trying again. Pure: chance and the moment are arguments."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

LONGEST_ASKED: Final = 300.0
"""The longest a server may make us wait, in seconds."""


def wait(attempt: int, *, first: float, cap: float, jitter: float) -> float:
    """Return the seconds before attempt number `attempt` (1: the first repetition).

    Doubles from `first` to `cap`. `jitter`, in [0, 1), chooses evenly within the upper half, so that many clients
    spread and none hurries.
    """
    doublings = min(max(attempt - 1, 0), 30)
    full = min(cap, first * 2.0**doublings)
    return full / 2 + full / 2 * jitter


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds a `Retry-After` header asks for, at most `LONGEST_ASKED`; None when it says nothing usable.

    The value is whole seconds or an HTTP date (RFC 9110 10.2.3); a date that has passed means 0.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_ASKED)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_ASKED)
