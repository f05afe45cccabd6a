"""Lines one can scroll through, wrapped at the width."""

from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.painting import TONES, strip
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line
from akotui.views.table import Tone


class ScrollBox(Sturdy, ScrollView, can_focus=True):
    """Holds its place when the lines change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = TONES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "scroll_up", "up", show=False),
        Binding("j", "scroll_down", "down", show=False),
        Binding("g", "scroll_home", "top", show=False),
        Binding("G", "scroll_end", "bottom", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self._wrapped: tuple[Line, ...] = ()

    def show(self, lines: tuple[Line, ...]) -> None:
        """Show these lines; equal ones cost nothing."""
        if lines != self.lines:
            self.lines = lines
            self._wrap()

    def on_resize(self) -> None:
        """Wrap at the new width."""
        self._wrap()

    def paint(self, tone: Tone) -> Style:
        """Return the style of a tone."""
        return self.get_component_rich_style(f"tone--{tone.value}")

    def render_line(self, y: int) -> Strip:
        """Draw one visible line (Textual's line API)."""
        index = y + self.scroll_offset.y
        line = self._wrapped[index] if index < len(self._wrapped) else ()
        return strip(line, self.scrollable_content_region.width, self.paint)

    def _wrap(self) -> None:
        width = max(1, self.scrollable_content_region.width)
        self._wrapped = tuple(part for line in self.lines for part in wrap(line, width))
        self.virtual_size = Size(width, len(self._wrapped))
        self.refresh()
