"""Which rules `check` runs, and which findings are known from a baseline."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar

import msgspec

from akotui.analysis.findings import Severity
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.named_file import contents

_LARGEST: Final = 1 << 28
"""Bytes of a report; one of ten thousand findings has a tenth of that."""
_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


class Named(Protocol):
    """What is chosen from: a rule."""

    @property
    def slug(self) -> str:
        """Its name."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad its findings are."""
        ...


R = TypeVar("R", bound=Named)


class _Known(msgspec.Struct):
    fingerprint: str


class _Baseline(msgspec.Struct):
    api_version: str = msgspec.field(name="apiVersion")
    findings: tuple[_Known, ...]


def chosen(
    rules: Sequence[R], *, select: Iterable[str] = (), skip: Iterable[str] = (), least: Severity = Severity.INFO
) -> tuple[R, ...]:
    """Return the rules to run, in their order: those selected (all, when none is), without those skipped or milder.

    Raises:
        UsageError: a slug that no rule has, or nothing is left.

    """
    wanted, unwanted = set(select), set(skip)
    unknown = sorted((wanted | unwanted) - {rule.slug for rule in rules})
    if unknown:
        names = clean(", ".join(unknown), 500)
        raise UsageError(f"no such rule: {names}; akotui rules lists them")
    left = tuple(
        rule
        for rule in rules
        if (not wanted or rule.slug in wanted) and rule.slug not in unwanted and _ORDER[rule.severity] <= _ORDER[least]
    )
    if not left:
        raise UsageError("no rule is left to run: loosen --select, --skip or --min-severity")
    return left


def baseline(name: str) -> frozenset[str]:
    """Return the fingerprints of the findings in the report `name` (the JSON of `check` or `get inventory`).

    Raises:
        UsageError: missing, unreadable, or no such report.

    """
    try:
        found = msgspec.json.decode(contents(name, _LARGEST), type=_Baseline)
    except OSError as error:
        raise UsageError(f"{clean(name, 500)}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        reason = clean(str(error), 200)
        raise UsageError(f"{clean(name, 500)}: not a report of akotui check -o json: {reason}") from None
    if found.api_version != "akotui/v1":
        raise UsageError(f"{clean(name, 500)}: written by another version: apiVersion is not akotui/v1")
    return frozenset(one.fingerprint for one in found.findings)
