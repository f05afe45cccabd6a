"""Whether two estates look the same in every table, so that no row need be made again."""

from collections.abc import Iterable
from typing import Final

from akotui.analysis.estate import Estate, SourceReport

_ROWS: Final = (
    "complete", "overview", "instances", "namespaces", "virtual_services", "hosts", "users", "findings", "coverage",
    "workloads", "vips", "parts",
)  # fmt: skip
"""What rows are made of. The moments of the facts are told elsewhere."""


def alike(before: Estate, after: Estate) -> bool:
    """Tell whether every row, count and mark is the same; only moments may differ. Quick where nothing changed."""
    return (
        all(_same(getattr(before, name), getattr(after, name)) for name in _ROWS)
        and before.read_at.keys() == after.read_at.keys()
        and _states(before.sources) == _states(after.sources)
    )


def _same(before: object, after: object) -> bool:
    return before is after or before == after  # of two that are one, a comparison would look at all that they hold


def _states(reports: Iterable[SourceReport]) -> list[tuple[object, ...]]:
    return [(report.scope, report.health.state, report.at is None, report.unread) for report in reports]
