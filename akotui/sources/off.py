"""A Controller that is not read: nobody gave an address or credentials, or it was switched off. Asks nobody."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from akotui.model.facts import Fact, FirstRoundEnded, Observed, Scope, SourceState, Unread
from akotui.model.kinds import Kind


class OffSource:
    """Says once that nothing of its scope is read, and why, and ends."""

    def __init__(self, scope: Scope, why: str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.scope = scope
        self.why = why
        self._clock = clock

    async def facts(self) -> AsyncIterator[Fact]:
        """The state, and each kind as unread."""
        now = self._clock()
        yield Observed(self.scope, SourceState.OFF, self.why, now)
        for kind in Kind:
            if kind.plane is self.scope.plane:
                yield Unread(self.scope, kind, self.why, now)
        yield FirstRoundEnded(self.scope, now)

    def poke(self) -> None:
        """Stay off."""
