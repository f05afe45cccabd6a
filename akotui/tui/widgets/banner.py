"""Lines about what is wrong with the sources. Takes no space while all is well, and never more than a quarter."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.errors import AkotuiError
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.wrapping import wrap
from akotui.views.banners import Notice, notices
from akotui.views.lines import Line, line
from akotui.views.table import Tone

_MOST: Final = 8
_SHARE: Final = 4
"""One line in so many may be a banner's."""


class Banner(LineBox):
    """A notice for each source that is not live, and why akotui could not start, if it could not."""

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

    def on_resize(self) -> None:
        """Break the lines elsewhere."""
        self._tell()

    def _tell(self) -> None:
        told = notices(self.estate, self.now, controllers=not self.hides_controllers)
        if self.failure is not None:
            keys = line("  ^r tries again, q quits", Tone.QUIET)
            told = (Notice(line(f"✗ {self.failure}", Tone.ERROR), keys=keys), *told)
        if not told and not self.lines:
            return
        screen = self.screen.size  # its own is nothing while it is not seen
        lines = fitted(told, screen.width, min(_MOST, max(1, screen.height // _SHARE)))
        if len(lines) != len(self.lines):
            self.styles.height = len(lines)
            self.display = bool(lines)
        self.draw(lines)


def fitted(told: Sequence[Notice], width: int, most: int) -> tuple[Line, ...]:
    """Return at most `most` lines: of each notice at least the beginning, then all that there is room for.

    Keys come before details; details that are left out are counted.
    """
    lines: list[Line] = []
    for place, notice in enumerate(told):
        room = most - len(lines) - (len(told) - place - 1)
        lines += _notice(notice, width, max(1, room))
    return tuple(lines[:most])


def _notice(notice: Notice, width: int, room: int) -> Iterable[Line]:
    first, keys = wrap(notice.first, width), wrap(notice.keys, width) if notice.keys else ()
    if len(first) + len(keys) > room:
        keys = ()
    if len(first) > room:
        return (*first[: room - 1], _cut(first[room - 1 :]))
    left = room - len(first) - len(keys)
    details = [wrap(one, width) for one in notice.details]
    shown: list[Line] = []
    while details and len(shown) + len(details[0]) + (len(details) > 1) <= left:
        shown += details.pop(0)
    if details and len(shown) < left:
        shown.append(details[0][0] if len(details) == 1 else line(f"  and {len(details)} more", Tone.QUIET))
    return (*first, *shown, *keys)


def _cut(lines: Sequence[Line]) -> Line:
    """Return the lines as one, which the screen cuts where it ends."""
    return tuple(span for one in lines for span in one)
