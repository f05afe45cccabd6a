"""What an examination found: one thing that was looked at, how it is, and what to do about it."""

import enum

import msgspec


class Outcome(enum.Enum):
    """How it is; the values are the report's."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Check(msgspec.Struct, frozen=True):
    """One thing that was looked at. `says` is what was found, `remedy` the next step; a pass may have one too."""

    name: str
    outcome: Outcome
    says: str
    remedy: str = ""


def passed(name: str, says: str, remedy: str = "") -> Check:
    """It is as it should be."""
    return Check(name, Outcome.PASS, says, remedy)


def failed(name: str, says: str, remedy: str) -> Check:
    """It is not."""
    return Check(name, Outcome.FAIL, says, remedy)


def unknown(name: str, says: str, remedy: str) -> Check:
    """It could not be found out."""
    return Check(name, Outcome.UNKNOWN, says, remedy)
