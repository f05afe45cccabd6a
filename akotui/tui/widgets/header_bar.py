"""The header line, in the richest form that fits; where it is hidden, the footer tells the shortest."""

from datetime import UTC, datetime

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.painting import apart, length
from akotui.views import triage
from akotui.views.heading import Heading, headings, standings
from akotui.views.lines import Line


class HeaderBar(LineBox):
    """Redrawn when its text changes: at most once a second."""

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    replay: var[str | None] = var[str | None](None)
    paused: var[datetime | None] = var[datetime | None](None)
    folded: var[bool] = var(default=False)

    def __init__(self, title: str, *, demo: bool) -> None:
        super().__init__()
        self.cluster = title
        self.demo = demo
        self._figures: triage.Figures | None = None

    def watch_estate(self) -> None:
        """Show the new states and counts."""
        self._figures = triage.figures(self.estate)
        self.compose_line()

    def watch_now(self) -> None:
        """Show the new ages."""
        self.compose_line()

    def watch_replay(self) -> None:
        """Show how the recording plays."""
        self.compose_line()

    def watch_paused(self) -> None:
        """Show that the rows are held still, and since when."""
        self.compose_line()

    def watch_folded(self, folded: bool) -> None:  # noqa: FBT001 - Textual's
        """Go, or come back."""
        if self.display is folded:
            self.display = not folded
        self._tell_footer()
        self.compose_line()

    def on_mount(self) -> None:
        """Tell the footer, which is there now."""
        self.compose_line()

    def on_resize(self) -> None:
        """Choose the form again."""
        self.compose_line()

    def compose_line(self) -> None:
        """Draw the first form that fits, or the shortest; while it is hidden leave it to the footer."""
        if self.folded:
            self._tell_footer()
            return
        width = self.size.width
        chosen: Heading | None = None
        forms = headings(
            self.estate,
            self.cluster,
            self.now,
            demo=self.demo,
            replay=self.replay,
            paused=self.paused,
            figures=self._figures,
        )
        for chosen in forms:
            if length(chosen.left) + 1 + length(chosen.right) <= width:
                break
        if chosen is not None:
            self.draw((apart(chosen.left, chosen.right, width),))

    def _tell_footer(self) -> None:
        if self.is_mounted:
            for footer in self.screen.query(FooterBar):
                footer.standings = self._standings() if self.folded else ()

    def _standings(self) -> tuple[Line, ...]:
        return tuple(
            standings(
                self.estate,
                self.now,
                demo=self.demo,
                replay=self.replay,
                paused=self.paused,
                counts=self._figures.counts if self._figures else (),
            )
        )
