"""Messages that cross widgets."""

from textual.message import Message

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec


class EstateReady(Message):
    """A new estate; one that still waits is replaced, so that a slow terminal never builds up a queue."""

    def __init__(self, estate: Estate) -> None:
        super().__init__()
        self.estate = estate

    def can_replace(self, message: Message) -> bool:
        """Replace a waiting estate."""
        return isinstance(message, EstateReady)


class AcknowledgedWanted(Message):
    """The findings that somebody accepts are to be shown."""


class DetailWanted(Message):
    """Everything is to be told about the row of this key in this pane; `subject` is what is known of it now."""

    def __init__(self, spec: PaneSpec, key: str, subject: object) -> None:
        super().__init__()
        self.spec = spec
        self.key = key
        self.subject = subject
