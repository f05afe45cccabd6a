"""The way back: the panes from which a key led elsewhere."""


class Trail:
    """Panes by noun, the last one left at the end."""

    def __init__(self) -> None:
        self._left: list[str] = []

    def leave(self, noun: str) -> None:
        """Remember where one was; a pane that one has come back to is where its way began."""
        if noun in self._left:
            del self._left[self._left.index(noun) :]
        self._left.append(noun)

    def back(self) -> str | None:
        """Return the pane to go back to, None at the beginning of the way."""
        return self._left.pop() if self._left else None
