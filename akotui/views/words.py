"""Symbol, word and tone of every verdict. The word alone says it; symbol and tone repeat it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from akotui.analysis.findings import Severity
from akotui.analysis.instances import Health
from akotui.analysis.subjects import NamespaceState, State, UserState
from akotui.model.facts import SourceState
from akotui.views.table import Tone

Mark = tuple[str, str, Tone]
"""Symbol, word, tone."""

UNCHECKED: Mark = ("?", "UNK", Tone.UNKNOWN)

SEVERITIES: Mapping[Severity, Mark] = MappingProxyType(
    {
        Severity.ERROR: ("✗", "ERR", Tone.ERROR),
        Severity.WARNING: ("▲", "WRN", Tone.WARNING),
        Severity.INFO: ("·", "INF", Tone.INFO),
    }
)

INSTANCES: Mapping[Health, Mark] = MappingProxyType(
    {
        Health.READY: (" ", Health.READY.value, Tone.PLAIN),
        Health.DEGRADED: ("▲", Health.DEGRADED.value, Tone.WARNING),
        Health.DOWN: ("✗", Health.DOWN.value, Tone.ERROR),
        Health.NO_CONFIG: ("✗", Health.NO_CONFIG.value, Tone.ERROR),
        Health.REMOVED: ("∅", Health.REMOVED.value, Tone.MISSING),
    }
)

VIRTUAL_SERVICES: Mapping[State, Mark] = MappingProxyType(
    {
        State.ORPHANED: ("○", State.ORPHANED.value, Tone.ORPHAN),
        State.DOUBLE_OWNED: ("◎", State.DOUBLE_OWNED.value, Tone.ERROR),
        State.STALE: ("▲", State.STALE.value, Tone.WARNING),
        State.AMBIGUOUS: ("?", State.AMBIGUOUS.value, Tone.WARNING),
        State.UNKNOWN: ("?", State.UNKNOWN.value, Tone.UNKNOWN),
        State.OWNED: (" ", State.OWNED.value, Tone.PLAIN),
        State.FOREIGN: ("~", State.FOREIGN.value, Tone.FOREIGN),
        State.UNMANAGED: ("~", State.UNMANAGED.value, Tone.FOREIGN),
    }
)
"""In the order in which they want attention."""

NAMESPACES: Mapping[NamespaceState, Mark] = MappingProxyType(
    {
        NamespaceState.DOUBLE_OWNED: ("◎", NamespaceState.DOUBLE_OWNED.value, Tone.ERROR),
        NamespaceState.UNCLAIMED: ("▲", NamespaceState.UNCLAIMED.value, Tone.WARNING),
        NamespaceState.UNKNOWN: ("?", NamespaceState.UNKNOWN.value, Tone.UNKNOWN),
        NamespaceState.OWNED: (" ", NamespaceState.OWNED.value, Tone.PLAIN),
    }
)
"""In the order in which they want attention; an unclaimed namespace without workloads wants none."""

IDLE_NAMESPACE: Mark = (" ", NamespaceState.UNCLAIMED.value, Tone.QUIET)

USERS: Mapping[UserState, Mark] = MappingProxyType(
    {
        UserState.NO_INSTANCE: ("○", UserState.NO_INSTANCE.value, Tone.ORPHAN),
        UserState.AMBIGUOUS: ("?", UserState.AMBIGUOUS.value, Tone.WARNING),
        UserState.KNOWN: (" ", UserState.KNOWN.value, Tone.PLAIN),
        UserState.FOREIGN: ("~", UserState.FOREIGN.value, Tone.FOREIGN),
        UserState.NOT_AKO: ("~", UserState.NOT_AKO.value, Tone.FOREIGN),
    }
)

SOURCES: Mapping[SourceState, Mark] = MappingProxyType(
    {
        SourceState.CONNECTING: ("…", SourceState.CONNECTING.value, Tone.UNKNOWN),
        SourceState.LIVE: ("●", SourceState.LIVE.value, Tone.PLAIN),
        SourceState.STALE: ("✗", "STALE", Tone.ERROR),
        SourceState.PARTIAL: ("◐", SourceState.PARTIAL.value, Tone.WARNING),
        SourceState.UNAUTHORIZED: ("✗", SourceState.UNAUTHORIZED.value, Tone.ERROR),
        SourceState.FORBIDDEN: ("✗", SourceState.FORBIDDEN.value, Tone.ERROR),
        SourceState.UNREACHABLE: ("✗", SourceState.UNREACHABLE.value, Tone.ERROR),
        SourceState.OFF: ("○", SourceState.OFF.value, Tone.UNKNOWN),
    }
)


def ranks(marks: Iterable[Mark]) -> tuple[str, ...]:
    """Return the cells of marks, for a column that sorts by them."""
    return tuple(state_cell(mark) for mark in marks)


def state_cell(mark: Mark) -> str:
    """Return symbol and word as one cell."""
    return f"{mark[0]} {mark[1]}"
