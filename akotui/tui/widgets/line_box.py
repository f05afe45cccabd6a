"""A box of lines: header, tabs, banners, why, footer. Redraws only the lines that changed."""

from typing import ClassVar

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.painting import TONES, strip
from akotui.views.lines import Line
from akotui.views.table import Tone


class LineBox(Sturdy, Widget):
    """Draws lines as they are, cut at its width."""

    COMPONENT_CLASSES: ClassVar[set[str]] = TONES

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()

    def draw(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; where a line is equal nothing is sent to the terminal."""
        before, self.lines = self.lines, lines
        for y in range(max(len(before), len(lines))):
            if before[y : y + 1] != lines[y : y + 1]:
                self.refresh(Region(0, y, self.size.width, 1))

    def paint(self, tone: Tone) -> Style:
        """Return the style of a tone."""
        return self.get_component_rich_style(f"tone--{tone.value}")

    def render_line(self, y: int) -> Strip:
        """Draw one line (Textual's line API)."""
        line = self.lines[y] if y < len(self.lines) else ()
        return strip(line, self.size.width, self.paint)
