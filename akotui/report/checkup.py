"""What `akotui doctor` prints: a line for each thing that was looked at, and below it what to do."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from akotui.model.checkup import Check, Outcome
from akotui.report.document import Moment, Struct
from akotui.report.paint import Paint, plain
from akotui.views.table import Tone
from akotui.views.width import padded, width

_SIGNS = {Outcome.PASS: "✓ pass", Outcome.FAIL: "✗ FAIL", Outcome.UNKNOWN: "? unknown"}
_TONES = {Outcome.PASS: Tone.PLAIN, Outcome.FAIL: Tone.ERROR, Outcome.UNKNOWN: Tone.WARNING}


class Examined(Struct, frozen=True):
    """One thing that was looked at."""

    name: str
    status: Outcome
    says: str
    remedy: str


class Checkup(Struct, frozen=True):
    """What `doctor` prints."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Checkup"]
    generated_at: Moment
    checks: tuple[Examined, ...]


def document(checks: Sequence[Check], at: datetime) -> Checkup:
    """Return the document."""
    found = tuple(Examined(one.name, one.outcome, one.says, one.remedy) for one in checks)
    return Checkup("akotui/v1", "Checkup", at.replace(microsecond=0), found)


def text(checks: Sequence[Check], paint: Paint = plain) -> str:
    """Return the lines for people."""
    return "".join(f"{line}\n" for line in _lines(checks, paint))


def _lines(checks: Sequence[Check], paint: Paint) -> Iterator[str]:
    signs = max(map(width, _SIGNS.values()))
    names = max((width(one.name) for one in checks), default=0)
    for one in checks:
        sign = paint(padded(_SIGNS[one.outcome], signs), _TONES[one.outcome])
        yield f"{sign}  {padded(one.name, names)}  {one.says}".rstrip()
        if one.remedy:
            yield f"{' ' * (signs + 2)}{padded('', names)}  → {one.remedy}"
    counts = {outcome: sum(one.outcome is outcome for one in checks) for outcome in Outcome}
    yield ""
    told = (f"{counts[Outcome.PASS]} passed", f"{counts[Outcome.FAIL]} failed", f"{counts[Outcome.UNKNOWN]} unknown")
    yield ", ".join(told)
