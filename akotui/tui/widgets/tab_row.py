"""The row of pane names with their numbers, for screens that do not show all panes at once."""

from textual import events
from textual.message import Message
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.panes import PANES
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.painting import length
from akotui.views import triage
from akotui.views.lines import Line, Span
from akotui.views.table import Tone


class TabRow(LineBox):
    """`[1 Findings 6] 2 AKO 3 …`; the active pane stands in brackets, a click chooses one."""

    estate: var[Estate] = var(Estate(), always_update=True)
    active: var[str] = var(PANES[0].noun)

    class Clicked(Message):
        """A pane was chosen with the mouse."""

        def __init__(self, noun: str) -> None:
            super().__init__()
            self.noun = noun

    def watch_estate(self) -> None:
        """Show the new numbers."""
        self.draw((self._tabs(),))

    def watch_active(self) -> None:
        """Move the brackets."""
        self.draw((self._tabs(),))

    def on_click(self, event: events.Click) -> None:
        """Choose the pane whose name was clicked."""
        left = 0
        for spec, span in zip(PANES, self._tabs(), strict=True):
            left += length((span,))
            if event.x < left:
                self.post_message(self.Clicked(spec.noun))
                return

    def _tabs(self) -> Line:
        return tuple(self._tab(number, spec.noun, spec.short) for number, spec in enumerate(PANES, 1))

    def _tab(self, number: int, noun: str, title: str) -> Span:
        words = f"{number} {title} {triage.number(self.estate, noun)}"
        return Span(f"[{words}]", Tone.STRONG) if noun == self.active else Span(f" {words} ", Tone.QUIET)
