"""Where only the frame of a widget changes, as it does when the keys come or go, its inside is not made anew.

Textual makes every line of a widget again for a border in another colour: half the time of going to another pane.
"""

from collections.abc import Callable
from typing import Final

import msgspec
from rich.segment import Segment
from rich.terminal_theme import TerminalTheme
from textual._border import get_box
from textual._styles_cache import StylesCache
from textual.color import Color
from textual.content import Content
from textual.css.styles import StylesBase
from textual.geometry import Region, Size, Spacing
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

Label = tuple[Content, Color, Color, Style]
"""A title in the border, as Textual hands it on."""

_LEFT, _RIGHT = 0, 2
"""Places in what get_box returns of a line."""
_PLAIN: Final = 1.0
_FRAMES: Final = 4
"""Frames that are kept: a widget has one with the keys and one without."""
_SPECIAL: Final = ("outline_top", "outline_right", "outline_bottom", "outline_left", "tint", "text_opacity", "hatch")


class Edges(msgspec.Struct, frozen=True):
    """What stands left and right of each line, in their colours; nothing where there is no frame."""

    left: tuple[Segment, ...] = ()
    right: tuple[Segment, ...] = ()


_BARE: Final = Edges()


class FrameCache(StylesCache):
    """In the place of a widget's own. What is special (padding, tints, half a frame) is left to Textual."""

    def __init__(self) -> None:
        super().__init__()
        self._edges: Edges | None = None
        self._frames: dict[Edges, int] = {}
        self._frame = 0
        self._kept: dict[int, tuple[Strip, dict[int, Strip]]] = {}
        """Of each line what is inside, and what it became in each frame: what Textual makes of that is kept with it."""
        self._inside = set[int]()
        """Lines of which what is inside is as it was made last."""

    def set_dirty(self, *regions: Region) -> None:
        """Have these regions made anew, all without any."""
        super().set_dirty(*regions)
        for region in regions:
            self._inside.difference_update(region.line_range)

    def clear(self) -> None:
        """Have everything made anew."""
        super().clear()
        self._inside.clear()

    def reframe(self, height: int) -> None:
        """Have so many lines framed anew, of which nothing changed inside."""
        self._dirty_lines.update(range(height))

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """Render these lines of a widget."""
        self._edges = edges = _edges(widget)
        if edges is not None and edges not in self._frames:
            if len(self._frames) == _FRAMES:
                self._frames.clear()
                self._kept.clear()
            self._frames[edges] = len(self._frames)
        self._frame = self._frames[edges] if edges is not None else 0
        return super().render_widget(widget, crop)

    def render_line(  # noqa: PLR0913, PLR0917 - Textual's
        self,
        styles: StylesBase,
        y: int,
        size: Size,
        content_size: Size,
        padding: Spacing,
        base_background: Color,
        background: Color,
        render_content_line: Callable[[int], Strip],
        border_title: Label | None,
        border_subtitle: Label | None,
        opacity: float,
        ansi_theme: TerminalTheme,
        native_ansi: bool,  # noqa: FBT001 - Textual's
    ) -> Strip:
        """Return a line with its frame; the very one from before where what is inside and the frame are the same."""
        edges = self._edges
        top = len(edges.left) if edges is not None else 0
        if edges is None or not top <= y < size.height - top:
            return super().render_line(
                styles,
                y,
                size,
                content_size,
                padding,
                base_background,
                background,
                render_content_line,
                border_title,
                border_subtitle,
                opacity,
                ansi_theme,
                native_ansi,
            )
        known = self._kept.get(y)
        inside = known[0] if known is not None and y in self._inside else render_content_line(y - top)
        self._inside.add(y)
        if known is None or known[0] is not inside:
            known = self._kept[y] = inside, {}
        framed, frame = known[1], self._frame
        made = framed.get(frame)
        if made is None or made.cell_length != size.width:
            inner, _ = self.get_inner_outer(base_background, background)
            fitted = inside.adjust_cell_length(content_size.width, inner.rich_style)
            made = framed[frame] = Strip([*edges.left, *fitted, *edges.right], size.width) if top else fitted
        return made


def _edges(widget: Widget) -> Edges | None:
    """Return the edges of a widget with a plain frame all around, None for any other."""
    styles = widget.styles
    (top, _), (right, right_colour), (bottom, _), (left, left_colour) = styles.border
    if styles.padding or widget.opacity != _PLAIN or any(map(styles.has_rule, _SPECIAL)):
        return None
    if not (top or right or bottom or left):
        return _BARE
    if not (top and right and bottom and left):
        return None
    base, background = widget.background_colors
    inner, outer = Style(background=base + background), Style(background=base)
    return Edges(
        (get_box(left, inner, outer, Style(foreground=base + left_colour))[1][_LEFT],),
        (get_box(right, inner, outer, Style(foreground=base + right_colour))[1][_RIGHT],),
    )
