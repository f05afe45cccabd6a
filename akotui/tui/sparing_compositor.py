"""Draws, of each widget, only the lines between its first and its last that changed and that nothing in front covers.

Textual draws every visible widget as a whole for each update, from its caches but each line anew through its filters:
for a clock that ticks, all the tables, and behind them the empty screen.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class SparingCompositor(Compositor):
    """In the place of a screen's own compositor."""

    def __init__(self) -> None:
        super().__init__()
        self._changing: AbstractSet[Region] = frozenset()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Render what was marked as changed."""
        self._changing = frozenset(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changing = frozenset()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield the part of each widget that is drawn, its clip region, and its lines, from front to back."""
        drawn: list[Region] = []
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if self._changing:
                seen = _between(seen, self._changing, drawn)
                drawn.append(seen)
            elif crop is not None:
                seen = seen if crop.overlaps(seen) else Region()
            if seen:
                yield seen, clip, widget.render_lines(seen.translate(-region.offset))


def _between(seen: Region, changing: AbstractSet[Region], drawn: Sequence[Region]) -> Region:
    """Return the lines of `seen` from the first to the last that changes, in full width.

    What changes in it but lies within one of the regions `drawn` in front of it does not count.
    """
    touched = [one.intersection(seen) for one in changing if one.overlaps(seen)]
    touched = [one for one in touched if not any(other.contains_region(one) for other in drawn)]
    if not touched:
        return Region()
    top = min(one.y for one in touched)
    bottom = max(one.bottom for one in touched)
    return Region(seen.x, top, seen.width, bottom - top)
