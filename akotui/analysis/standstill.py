"""An estate that is no longer kept up to date, because akotui itself failed: shown, and never as if it were of now."""

from collections.abc import Iterator

import msgspec

from akotui.analysis.estate import Estate, SourceReport
from akotui.model.facts import SourceState

_LIVELY = (SourceState.CONNECTING, SourceState.LIVE, SourceState.PARTIAL, SourceState.STALE)


def stand_still(estate: Estate, why: str) -> Estate:
    """Return `estate` with every source that was read as stale, and one that was not as unreachable, because `why`."""
    return msgspec.structs.replace(estate, complete=False, sources=tuple(_still(estate.sources, why)))


def _still(reports: tuple[SourceReport, ...], why: str) -> Iterator[SourceReport]:
    for report in reports:
        if report.health.state not in _LIVELY:
            yield report
            continue
        state = SourceState.UNREACHABLE if report.at is None else SourceState.STALE
        health = msgspec.structs.replace(report.health, state=state, detail=why, retry_at=None)
        yield msgspec.structs.replace(report, health=health)
