"""Lines about what is wrong with the sources. Takes no space while all is well."""

from datetime import UTC, datetime

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.errors import AkotuiError
from akotui.tui.widgets.line_box import LineBox
from akotui.views.lines import Line, line
from akotui.views.sources import banners
from akotui.views.table import Tone

_MOST = 6


class Banner(LineBox):
    """One or two lines for each source that is not live, and why akotui could not start, if it could not."""

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    failure: var[AkotuiError | None] = var[AkotuiError | None](None)
    hides_controllers: var[bool] = var(default=False)

    def watch_estate(self) -> None:
        """Tell the new states."""
        self._tell()

    def watch_now(self) -> None:
        """Count down to the next try."""
        self._tell()

    def watch_failure(self) -> None:
        """Tell what cannot be used."""
        self._tell()

    def watch_hides_controllers(self) -> None:
        """Tell of Controllers that are not read, or do not."""
        self._tell()

    def _tell(self) -> None:
        lines: tuple[Line, ...] = banners(self.estate.sources, self.now, controllers=not self.hides_controllers)
        if self.failure is not None:
            lines = (line(f"✗ {self.failure}", Tone.ERROR), line("  ^r tries again, q quits", Tone.QUIET), *lines)
        lines = lines[:_MOST]
        if len(lines) != len(self.lines):
            self.styles.height = len(lines)
            self.display = bool(lines)
        self.draw(lines)
