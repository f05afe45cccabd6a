"""Messages that cross widgets, and what several of them say."""

from typing import Final

from textual.message import Message
from textual.screen import Screen

from akotui.analysis.estate import Estate
from akotui.tui.panes import PaneSpec

NO_ROW: Final = "there is no row here"
"""What a key of a row tells where a pane has none left."""


class EstateReady(Message):
    """A new estate; one that still waits is replaced, so that a slow terminal never builds up a queue.

    `of` counts the clusters that were gone over to: what is of another than the one that is seen now came too late.
    """

    def __init__(self, estate: Estate, of: int = 0) -> None:
        super().__init__()
        self.estate = estate
        self.of = of

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


class ActionWanted(Message):
    """An action is to be done: a command that a key does too. The text is the program's own, never what was typed."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action


class Told(Message):
    """One line is to be told in the footer."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class PaneWanted(Message):
    """The pane of this noun is to be shown, and everything narrowed to its row that is called `name`, if any is."""

    def __init__(self, noun: str, name: str = "") -> None:
        super().__init__()
        self.noun = noun
        self.name = name


class RowWanted(Message):
    """The row of this key is to be shown, in the pane of this noun."""

    def __init__(self, noun: str, key: str) -> None:
        super().__init__()
        self.noun = noun
        self.key = key


class FilterWanted(Message):
    """The rows of the pane are to be filtered by this text; none shows all."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class AviWanted(Message):
    """`login`: an account for a Controller is to be asked for; `off`: nothing is to be said of one that is not read."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what


class ExplainWanted(Message):
    """An object (`ingress/shop/web`) is to be explained, or a rule: its manual page is to be shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class WhatIfWanted(Message):
    """What changes (`ns/shop label:team=red`) would lead to is to be shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class CommandWanted(Message):
    """A command was chosen: it is to be given when it is `ready`, else its line is to be opened for the rest."""

    def __init__(self, name: str, *, ready: bool) -> None:
        super().__init__()
        self.name = name
        self.ready = ready


class PageWanted(Message):
    """A screen is to be shown above the others."""

    def __init__(self, page: Screen[None]) -> None:
        super().__init__()
        self.page = page


class SortWanted(Message):
    """The pane is to be sorted by the column of this name; none gives its own order."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column


class SaveWanted(Message):
    """The rows of the pane are to be saved in this file; none takes the usual name."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class SnapshotWanted(Message):
    """All that is known is to be saved in this file; none takes the usual name."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class DifferenceWanted(Message):
    """What changed is to be shown, since the snapshot in this file; none: since the one there is."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file


class AccessWanted(Message):
    """What is read, and with which permission, is to be shown."""


class ThemeWanted(Message):
    """The colours of this name are to be used."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class MomentWanted(Message):
    """A recording is to be shown at this moment: `03:10`, `2026-11-28T03:10`, `+5m`, `start` or `end`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class SpeedWanted(Message):
    """A recording is to play so many times as fast as it was."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class ContextWanted(Message):
    """Another cluster is to be seen, that of the context of this name; none: it is to be chosen."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class LoginWanted(Message):
    """The terminal is to be left to the kubeconfig's credential plugin, so that somebody can log in there."""
