"""Lines one can scroll through, so many that they are wrapped aside; a few above them change at any time."""

import asyncio

from textual.geometry import Size
from textual.message import Message

from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line


class LongBox(ScrollBox):
    """Holds its place when the lines change, as any scroll box."""

    class Resized(Message):
        """The lines are to be wrapped at another width."""

    def __init__(self) -> None:
        super().__init__()
        self._above: tuple[Line, ...] = ()
        self._below: tuple[Line, ...] = ()

    def head(self, lines: tuple[Line, ...]) -> None:
        """Show these few lines above the others; equal ones cost nothing."""
        if lines != self._above:
            self._above = lines
            self._join()

    async def lay(self, lines: tuple[Line, ...]) -> None:
        """Show these lines below, wrapped in a thread."""
        width = self._width
        self._below = await asyncio.to_thread(_wrapped, lines, width)
        self._join()
        if width != self._width:
            self.post_message(self.Resized())

    def _wrap(self) -> None:
        """Wrap at the new width: the head at once, the rest aside."""
        self._join()
        self.post_message(self.Resized())

    @property
    def _width(self) -> int:
        return max(1, self.scrollable_content_region.width)

    def _join(self) -> None:
        self._wrapped = (*_wrapped(self._above, self._width), *self._below)
        self.virtual_size = Size(self._width, len(self._wrapped))
        self.refresh()


def _wrapped(lines: tuple[Line, ...], width: int) -> tuple[Line, ...]:
    return tuple(part for one in lines for part in wrap(one, width))
