"""How far a server's clock is from ours, from the `Date` of its answers. Pure: the moment is an argument."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

_TOLERATED: Final = timedelta(seconds=30)
"""What an answer may be under way, and a clock without a time server be off, before a person wants to know."""


def words(date: str, at: datetime) -> str:
    """Say how far off the clock that wrote `date` (RFC 9110 5.6.7) was at the moment `at`; empty if hardly or unknown.

    In whole minutes, so that the words stay the same from one answer to the next.
    """
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return ""
    ahead = (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)) - at
    if abs(ahead) <= _TOLERATED:
        return ""
    minutes = max(1, round(abs(ahead).total_seconds() / 60))
    length = f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004 - an hour
    return f"its clock is {length} {'ahead of' if ahead > timedelta() else 'behind'} this machine's"
