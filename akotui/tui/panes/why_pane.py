"""Why the selected row is as it is, beside the tables and without a key."""

from datetime import UTC, datetime
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.tui.panes.fitting import fitted
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.painting import steady
from akotui.views.findings import said
from akotui.views.next_keys import heading, next_keys
from akotui.views.why import Why, explain

_BESIDE: Final = 4
"""Cells of the frame that no text below it takes: the ends of the line, and a space beside each."""


class WhyPane(LineBox):
    """Shows the whole explanation where it fits, else the part that fits with the first remedy."""

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    subject: var[object] = var[object](None, always_update=True)

    def __init__(self) -> None:
        super().__init__()
        self._drawn: tuple[Why | None, Size] = None, Size()
        self._framed = self._keys = ""
        self._framed_for: tuple[object, Estate, int] | None = None
        self.border_title = "Why"

    def watch_subject(self) -> None:
        """Explain another row."""
        self.explain()

    def watch_estate(self) -> None:
        """Read the ages of the new estate."""
        self.explain()

    def watch_now(self) -> None:
        """Tell the new ages."""
        self.explain()

    def on_resize(self) -> None:
        """Fit into the new size."""
        self.explain()

    def explain(self) -> None:
        """Draw the explanation of the subject, unless it says what it said; nothing when there is none."""
        why = explain(self.subject, self.estate, self.now)
        if (why, self.size) != self._drawn:
            self._drawn = why, self.size
            short = said(self.subject) if isinstance(self.subject, Finding) else ""
            self.draw(fitted(why, self.size.width, self.size.height, short) if why else ())
            self._frame(why)

    def _frame(self, why: Why | None) -> None:
        """Name the rule above, the keys that lead on below; no age says anything about either."""
        width = self.size.width
        before, self._framed_for = self._framed_for, (self.subject, self.estate, width)
        if before is not None and before[0] is self.subject and before[1] is self.estate and before[2] == width:
            return
        title = heading(self.subject if why else None)
        keys = next_keys(why, self.subject, self.estate, width - _BESIDE)
        if title != self._framed:  # Textual paints the whole pane anew for either
            self._framed, self.border_title = title, Content(steady(title))
        if keys != self._keys:
            self._keys, self.border_subtitle = keys, Content(keys)
