"""How the cluster as a whole is, from how the reading of each kind goes. No I/O here."""

from collections.abc import Sequence
from typing import Final

from akotui.model.facts import SourceState
from akotui.sources.kubernetes_protocol import Condition, Reading

_SHOWN: Final = 3


def summarise(
    conditions: Sequence[Condition],
    *,
    silent: str = "",
    version: str = "",
    awaited: str = "",
    skew: str = "",
    took: float | None = None,
) -> tuple[SourceState, str]:
    """Return the state and one line of detail; the worst thing that concerns everything comes first.

    `silent` is why the last sign of life failed, empty when it did not. `version` is the server's, when it tells.
    `awaited` says who must answer before anything can be asked, empty when nobody must. `skew` says how far off the
    server's clock is, empty when it is hardly. `took` is how many seconds the kubeconfig took, if one was read.
    A connection that was lost after everything had been read is stale: the rows are old, not gone.
    """
    by = {reading: [c for c in conditions if c.reading is reading] for reading in Reading}
    ever = any(c.ever for c in conditions)
    if by[Reading.UNAUTHORIZED]:
        return SourceState.UNAUTHORIZED, _refused(by[Reading.UNAUTHORIZED][0].reason)
    if by[Reading.LOST] or silent:
        reason = silent or by[Reading.LOST][0].reason
        return (SourceState.STALE if ever else SourceState.UNREACHABLE), reason
    if by[Reading.PENDING] or not conditions:
        return SourceState.CONNECTING, awaited or "; ".join(
            [
                *([] if took is None else [f"kubeconfig {took * 1000:.0f} ms"]),
                *_pending(by[Reading.PENDING], len(conditions), version),
            ]
        )
    bad = [c for c in conditions if c.reading in (Reading.FORBIDDEN, Reading.FAILED)]
    if bad:
        return _partly(bad, ever=ever, everything=len(bad) == len(conditions))
    return SourceState.LIVE, "; ".join(filter(None, [f"Kubernetes {version}" if version else "", skew]))


def _pending(left: Sequence[Condition], every: int, version: str) -> Sequence[str]:
    """Return who answers, how far the lists are that take long, and how much is left."""
    if not every:
        return ()
    coming = [condition.reason for condition in left if condition.reason]
    server = [f"Kubernetes {version}"] if version else []
    return (*server, *coming[:_SHOWN], f"{len(left)} of {every} kinds not read yet")


def _refused(reason: str) -> str:
    """Add the next step to what a server says; a credential plugin that failed names its own."""
    return f"{reason}; log in to the cluster again, or name another --context" if reason.startswith("401") else reason


def _partly(bad: Sequence[Condition], *, ever: bool, everything: bool) -> tuple[SourceState, str]:
    if not everything:
        return SourceState.PARTIAL, _reasons(bad)
    if any(c.reading is Reading.FORBIDDEN for c in bad):
        return SourceState.FORBIDDEN, _reasons(bad)
    return (SourceState.STALE if ever else SourceState.UNREACHABLE), bad[0].reason


def _reasons(conditions: Sequence[Condition]) -> str:
    reasons = list(dict.fromkeys(c.reason for c in conditions))
    more = f"; and {len(reasons) - _SHOWN} more" if len(reasons) > _SHOWN else ""
    return "; ".join(reasons[:_SHOWN]) + more
