"""A widget of which little shows whether it has the keys: its frame, and perhaps a line of it.

Textual repaints the whole of a widget that gets the keys or loses them, twice.
"""

from typing import Final

from textual import events
from textual.geometry import Region, Spacing

from akotui.tui.widgets.frame_cache import FrameCache
from akotui.tui.widgets.toned import Toned

_ALL_AROUND: Final = Spacing(1, 1, 1, 1)


class Framed(Toned):
    """Repaints just that."""

    _moving: bool = False

    @property
    def keyed(self) -> tuple[Region, ...]:
        """What inside looks different with the keys, in cells of the content."""
        return ()

    def _on_focus(self, event: events.Focus) -> None:
        event.prevent_default()
        self._have_keys(has=True)
        if self.parent is not None:
            self.parent.post_message(events.DescendantFocus(self))

    def _on_blur(self, event: events.Blur) -> None:
        event.prevent_default()
        self._have_keys(has=False)
        if self.parent is not None:
            self.parent.post_message(events.DescendantBlur(self))

    def _have_keys(self, *, has: bool) -> None:
        """Take the keys or lose them: the styles that change with it are those of the frame."""
        self._moving = True
        try:
            self.has_focus = has
            self.refresh()
        finally:
            self._moving = False

    def _set_dirty(self, *regions: Region) -> None:
        cache = self._styles_cache
        framed = self.styles.gutter == _ALL_AROUND and not self.styles.padding and not self._layout_required
        if regions or not self._moving or not framed or not isinstance(cache, FrameCache):
            super()._set_dirty(*regions)
            return
        width, height = self.outer_size
        frame = (
            Region(0, 0, width, 1),
            Region(0, height - 1, width, 1),
            Region(0, 0, 1, height),
            Region(width - 1, 0, 1, height),
        )
        cache.reframe(height)
        self._dirty_regions.update(frame)
        self._repaint_regions.update(frame)
        if inside := self.keyed:
            super()._set_dirty(*inside)
