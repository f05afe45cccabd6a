"""Exit codes: what a script learns without reading the report. Frozen; the same for every output form."""

import enum
from collections.abc import Collection, Iterable

from akotui.analysis.differences import Difference
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage, Finding, Severity
from akotui.model.facts import SourceState
from akotui.model.kinds import Plane

_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


class Exit(enum.IntEnum):
    """What happened."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_READ = 3
    INCOMPLETE = 4
    INTERNAL = 70
    NOT_WRITTEN = 74
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def of_check(
    estate: Estate, *, fail_on: Severity | None, known: Collection[str] = (), allow_incomplete: bool = False
) -> Exit:
    """Return the exit code of `check`; the estate holds the selected rules only.

    `fail_on` is None for never. Findings whose fingerprint is in `known` (a baseline's) do not fail.
    """
    if not cluster_answered(estate):
        return Exit.NOTHING_READ
    if any(_fails(one, fail_on) and one.fingerprint not in known for one in estate.findings):
        return Exit.FINDINGS
    if not allow_incomplete and any(one.status != "ran" for one in estate.coverage):
        return Exit.INCOMPLETE
    return Exit.OK


def of_introduced(
    introduced: Iterable[Finding],
    coverage: Iterable[Coverage],
    *,
    fail_on: Severity | None,
    known: Collection[str] = (),
    allow_incomplete: bool = False,
) -> Exit:
    """Return the exit code of `whatif`, as that of `check`: `introduced` are the findings that the changes make."""
    if any(_fails(one, fail_on) and one.fingerprint not in known for one in introduced):
        return Exit.FINDINGS
    if not allow_incomplete and any(one.status != "ran" for one in coverage):
        return Exit.INCOMPLETE
    return Exit.OK


def of_difference(
    found: Difference, *, fail_on: Severity | None, known: Collection[str] = (), allow_incomplete: bool = False
) -> Exit:
    """Return the exit code of a difference; findings whose fingerprint is in `known` are acknowledged."""
    if any(_fails(one, fail_on) and one.fingerprint not in known for one in found.introduced):
        return Exit.FINDINGS
    doubt = found.not_compared or any(_fails(one, fail_on) for one in found.perhaps_introduced)
    return Exit.INCOMPLETE if doubt and not allow_incomplete else Exit.OK


def cluster_answered(estate: Estate) -> bool:
    """Tell whether anything of a cluster was read; knowing only what it does not serve is nothing."""
    refused = any(
        source.scope.plane is Plane.KUBERNETES and source.health.state is SourceState.FORBIDDEN
        for source in estate.sources
    )
    return not refused and any(scope.plane is Plane.KUBERNETES for scope, _ in estate.read_at)


def _fails(finding: Finding, fail_on: Severity | None) -> bool:
    return fail_on is not None and _ORDER[finding.severity] <= _ORDER[fail_on]
