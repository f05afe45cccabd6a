"""The row of pane names with their numbers, for screens that do not show all panes at once."""

from textual import events
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.messages import PaneWanted
from akotui.tui.panes import PANES, PaneSpec
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.painting import length
from akotui.views import triage
from akotui.views.lines import Line, Span
from akotui.views.table import Tone

_BRIEF = 4


class TabRow(LineBox):
    """`[1 Findings 6] 2 AKO 3 …`; the active pane stands in brackets, a click chooses one."""

    estate: var[Estate] = var(Estate(), always_update=True)
    active: var[str] = var(PANES[0].noun)
    foretold: var[str] = var("")

    def watch_estate(self) -> None:
        """Show the new numbers."""
        self.draw((self._tabs(),))

    def watch_active(self) -> None:
        """Move the brackets."""
        self.draw((self._tabs(),))

    def watch_foretold(self) -> None:
        """Show how many virtual services are expected where none is read."""
        self.draw((self._tabs(),))

    def on_resize(self) -> None:
        """Choose the form again."""
        self.draw((self._tabs(),))

    def on_click(self, event: events.Click) -> None:
        """Choose the pane whose name was clicked."""
        left = 0
        for spec, span in zip(PANES, self._tabs(), strict=True):
            left += length((span,))
            if event.x < left:
                self.post_message(PaneWanted(spec.noun))
                return

    def _tabs(self) -> Line:
        """Return the fullest form that fits: with all names, with short ones, with that of the active pane alone."""
        for form in ((None, None), (None, _BRIEF), (None, 0), (_BRIEF, 0)):
            tabs = tuple(self._tab(number, spec, *form) for number, spec in enumerate(PANES, 1))
            if length(tabs) <= self.size.width:
                break
        return tabs

    def _tab(self, number: int, spec: PaneSpec, own: int | None, other: int | None) -> Span:
        """Return one tab; `own`, `other`: letters of the active pane's name and of the others', None for all."""
        active = spec.noun == self.active
        name = spec.short[: own if active else other]
        count = self._count(spec.noun) if name else ""
        words = " ".join(part for part in (str(number), name, count) if part)
        return Span(f"[{words}]", Tone.STRONG) if active else Span(f" {words} ", Tone.QUIET)

    def _count(self, noun: str) -> str:
        if self.foretold and noun == "virtual-services":
            return self.foretold
        return triage.number(self.estate, noun)
