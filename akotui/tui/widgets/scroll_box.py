"""Lines one can scroll through, wrapped at the width."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from akotui.tui.widgets.painting import strip
from akotui.tui.widgets.toned import Toned
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line


class ScrollBox(ScrollView, Toned, can_focus=True):  # pyright: ignore[reportIncompatibleMethodOverride] - ScrollView and its base Widget
    """Holds its place when the lines change."""

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

    def render_line(self, y: int) -> Strip:
        """Draw one visible line (Textual's line API)."""
        index = y + self.scroll_offset.y
        line = self._wrapped[index] if index < len(self._wrapped) else ()
        return strip(line, self.scrollable_content_region.width, self.paint)

    def _wrap(self) -> None:
        """Wrap at the width that is left beside the scroll bar, if there is going to be one."""
        region, bar = self.scrollable_content_region, self.styles.scrollbar_size_vertical
        full = region.width + (bar if self.show_vertical_scrollbar else 0)
        for width in (max(1, full), max(1, full - bar)):
            self._wrapped = tuple(part for line in self.lines for part in wrap(line, width))
            self.virtual_size = Size(width, len(self._wrapped))
            if len(self._wrapped) <= region.height:
                break
        self.refresh()
