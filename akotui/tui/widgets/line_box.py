"""A box of lines: header, tabs, banners, why, footer. Redraws only the lines that changed."""

from textual.geometry import Region
from textual.strip import Strip

from akotui.tui.widgets.frame_cache import FrameCache
from akotui.tui.widgets.painting import strip
from akotui.tui.widgets.toned import Toned
from akotui.views.lines import Line


class LineBox(Toned):
    """Draws lines as they are, cut at its width."""

    def __init__(self) -> None:
        super().__init__()
        self._styles_cache = FrameCache()
        self.lines: tuple[Line, ...] = ()

    def draw(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; where a line is equal nothing is sent to the terminal."""
        before, self.lines = self.lines, lines
        for y in range(max(len(before), len(lines))):
            if before[y : y + 1] != lines[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """Draw one line (Textual's line API)."""
        line = self.lines[y] if y < len(self.lines) else ()
        width = self.size.width
        return self.painted(y, (line, width), lambda: strip(line, width, self.paint))
