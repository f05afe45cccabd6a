"""A recording made by hand: one cluster, whose namespaces change at known moments."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from akotui.analysis.estate import Estate
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    Scope,
    SourceState,
    Unread,
    Upserted,
)
from akotui.model.kinds import RESOURCES, Kind, Plane
from akotui.sources.recording import Recording

CLUSTER = Scope("kubernetes", Plane.KUBERNETES)
BEGAN = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
KINDS = tuple(RESOURCES)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def space(name: str) -> bytes:
    return f'{{"metadata":{{"name":"{name}"}}}}'.encode()


def listed(at: datetime, *names: str) -> Iterable[Fact]:
    """All kinds are listed; there are namespaces alone."""
    for kind in KINDS:
        yield Paged(CLUSTER, kind, tuple(map(space, names)) if kind is Kind.NAMESPACE else (), at)
        yield ListEnded(CLUSTER, kind, at)


def tape() -> Recording:
    """`shop` is read at 1 s, `web` comes at 60 s, `shop` goes at 3,600 s; polls between find nothing new."""
    facts = (
        Observed(CLUSTER, SourceState.CONNECTING, "", BEGAN),
        *listed(after(1), "shop"),
        Observed(CLUSTER, SourceState.LIVE, "", after(1.1)),
        FirstRoundEnded(CLUSTER, after(1.1)),
        *listed(after(10), "shop"),
        Upserted(CLUSTER, Kind.NAMESPACE, space("web"), after(60)),
        *(fact for minute in range(2, 60, 5) for fact in listed(after(60 * minute), "shop", "web")),
        Deleted(CLUSTER, Kind.NAMESPACE, space("shop"), after(3600)),
        Unread(CLUSTER, Kind.POD, "403", after(3700)),
    )
    return Recording(BEGAN, "prod-eu", (CLUSTER,), facts)


def names(estate: Estate) -> list[str]:
    return [subject.namespace.metadata.name for subject in estate.namespaces]
