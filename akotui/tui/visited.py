"""The panes that were seen, in their order, as a browser remembers pages."""

from typing import Final

_LONGEST: Final = 50


class Visited:
    """Where one was and where one is now."""

    def __init__(self) -> None:
        self._seen: list[str] = []
        self._place = -1
        self._before: str | None = None

    def visit(self, noun: str) -> None:
        """Be at a pane; what came after the place where one is, is forgotten."""
        if self._seen and self._seen[self._place] == noun:
            return
        self._before = self._seen[self._place] if self._seen else None
        self._seen = [*self._seen[: self._place + 1], noun][-_LONGEST:]
        self._place = len(self._seen) - 1

    def step(self, places: int) -> str | None:
        """Go so many places back (negative) or forward; None where there is nothing more."""
        place = self._place + places
        if not 0 <= place < len(self._seen):
            return None
        self._before, self._place = self._seen[self._place], place
        return self._seen[place]

    def before(self) -> str | None:
        """Return the pane that was seen before this one."""
        return self._before
