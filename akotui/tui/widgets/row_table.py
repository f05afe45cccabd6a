"""The table: draws visible lines only, and its cursor follows a row's key through every change.

Ten thousand rows cost as much as forty: a row is formatted when its line is drawn, and after a change only the lines
that differ are sent to the terminal. It knows nothing of what the rows are about.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from akotui.tui.messages import NO_ROW, Told
from akotui.tui.widgets.frame_cache import FrameCache
from akotui.tui.widgets.framed import Framed
from akotui.tui.widgets.painting import apart, length, strip
from akotui.tui.widgets.row_painting import row_strip, title_strip
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line, Span
from akotui.views.table import Column, Listing, Row, Tone

_LOW: Final = 4
"""Lines of a table below which titles of columns would stand in the place of rows."""

EMPTY: Final = Listing((), (), lambda index: Row(str(index), ()))


class RowTable(ScrollView, Framed, can_focus=True):  # pyright: ignore[reportIncompatibleMethodOverride] - ScrollView and its base Widget
    """A table of a listing's rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-table--header", "row-table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "row up", show=False),
        Binding("down,j", "move(1)", "row down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home,g", "jump(0)", "first row", show=False),
        Binding("end,G", "jump(-1)", "last row", show=False),
        Binding("enter", "choose", "why", show=False),
    ]

    class Moved(Message):
        """The cursor stands on another row, or its row changed."""

        def __init__(self, table: "RowTable") -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> "RowTable":
            """The table."""
            return self.table

    class Chosen(Moved):
        """Enter, or a click on the row under the cursor."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._styles_cache = FrameCache()
        self.columns = tuple(columns)
        self.listing: Listing = EMPTY
        self.vacant: tuple[Line, ...] = ()
        self.cursor = 0
        self._touched = False
        self._drawn: dict[int, Row | None] = {}
        self._made: dict[int, Row] = {}
        self._drawing: tuple[int, int, int] | None = None

    @property
    def cursor_key(self) -> str | None:
        """The key of the row under the cursor."""
        return self.listing.keys[self.cursor] if self.cursor < len(self.listing) else None

    @property
    def selected(self) -> object:
        """The subject under the cursor, None without rows."""
        return self.listing.subjects[self.cursor] if self.cursor < len(self.listing) else None

    def show(self, listing: Listing, vacant: tuple[Line, ...] = ()) -> None:
        """Show these rows; `vacant` are the lines for when there are none.

        The cursor stays on its row's key; when that is gone, at its place. Until it is moved it stays on the first
        row, so that the worst is what one sees.
        """
        key, subject, place, top = self.cursor_key, self.selected, self.cursor, self._top
        came = self.listing.came(place) if key is not None else None
        self._made.clear()
        repaint = not (len(self.listing) and len(listing)) and self.vacant != vacant
        self.listing, self.vacant = listing, vacant
        follow = listing.find(key, place, subject, came) if key is not None and self._touched else None
        self.cursor = follow if follow is not None else min(place if self._touched else 0, max(0, len(listing) - 1))
        if len(listing) != self.virtual_size.height - self._heading:
            self.virtual_size = Size(self._width, len(self.listing) + self._heading)
        if top and self.cursor != place:
            self.scroll_to(y=max(0, top + self.cursor - place), animate=False)
        self._keep_visible()
        if repaint:
            self.refresh()
        self._refresh_changed()
        self.post_message(self.Moved(self))

    def action_move(self, rows: int) -> None:
        """Move the cursor by so many rows."""
        self._go(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by so many pages."""
        self._go(self.cursor + pages * max(1, self._room - 1))

    def action_jump(self, index: int) -> None:
        """Move the cursor to a row, counted from the end when negative."""
        self._go(index % max(1, len(self.listing)))

    def action_choose(self) -> None:
        """Tell that the row under the cursor is wanted, or that there is none."""
        self.post_message(self.Chosen(self) if len(self.listing) else Told(NO_ROW))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked row; a click on the row under the cursor chooses it."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y < self._heading:
            return
        index = offset.y - self._heading + self._top
        if index == self.cursor and index < len(self.listing) and self._touched:
            self.action_choose()
        elif index < len(self.listing):
            self._go(index)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._drawn.clear()
        self.virtual_size = Size(self._width, len(self.listing) + self._heading)
        self._refresh_scrollbars()  # Textual did so before the titles came or went with the height
        self._keep_visible()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some of the lines; what is the same for all of them takes long to look up, so that is done once."""
        self._drawing = self._width, self._top, self._heading
        try:
            return super().render_lines(crop)
        finally:
            self._drawing = None

    def render_line(self, y: int) -> Strip:
        """Draw one visible line (Textual's line API)."""
        width, top, heading = self._drawing or (self._width, self._top, self._heading)
        if y < heading:
            return title_strip(self.columns, width, self.get_component_rich_style("row-table--header"))
        index = y - heading + top
        if not len(self.listing):
            self._drawn[y] = None
            lines = [part for one in self.vacant for part in wrap(one, width)]
            told = lines[index] if index < len(lines) else ()
            cut = y == self.size.height - 1 and index < len(lines) - 1
            return strip(_going_on(told, width) if cut else told, width, self.paint)
        row = self._made.pop(index, None) or _row(self.listing, index)
        self._drawn[y] = row
        if row is None:
            return self.painted(y, width, lambda: Strip.blank(width, self.paint(Tone.PLAIN)))
        columns, cursor = self.columns, _cursor_style(self) if index == self.cursor else None
        of = (row, columns, width, cursor)
        return self.painted(y, of, lambda: row_strip(row, columns, width, paint=self.paint, cursor=cursor))

    @property
    def keyed(self) -> tuple[Region, ...]:
        """The line of the cursor."""
        y = self.cursor - self._top + self._heading
        return (Region(0, y, self._width, 1),) if self._heading <= y < self.size.height else ()

    @property
    def _width(self) -> int:
        """Cells beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    @property
    def _heading(self) -> int:
        """Lines of the column titles."""
        return 1 if self.size.height >= _LOW else 0

    @property
    def _room(self) -> int:
        return max(1, self.size.height - self._heading)

    def _go(self, index: int) -> None:
        self._touched = True
        index = max(0, min(index, len(self.listing) - 1))
        if index == self.cursor or not len(self.listing):
            return
        before, self.cursor = self.cursor, index
        for y in (before - self._top + self._heading, index - self._top + self._heading):
            if self._heading <= y < self.size.height:
                self.refresh(Region(0, y, self._width, 1))
        self._keep_visible()
        self.post_message(self.Moved(self))

    def _keep_visible(self) -> None:
        """Scroll half a page at once: each scrolled line repaints them all, so a held key must not scroll by one."""
        if self._top <= self.cursor < self._top + self._room:
            return
        down = self.cursor >= self._top + self._room
        top = self.cursor - (self._room // 2 if down else (self._room - 1) // 2)
        self.scroll_to(y=max(0, top), animate=False)

    def _refresh_changed(self) -> None:
        """Have the lines drawn of which the row is another now; these rows are kept until then."""
        width, top, heading, changed = self._width, self._top, self._heading, list[int]()
        for y in range(heading, self.size.height):
            row = _row(self.listing, y - heading + top)
            if y not in self._drawn or self._drawn[y] != row:
                changed.append(y)
                if row is not None:
                    self._made[y - heading + top] = row
        if changed:
            self.refresh(*(Region(0, start, width, count) for start, count in _stretches(changed)))


def _row(listing: Listing, index: int) -> Row | None:
    return listing.row(index) if index < len(listing) else None


def _going_on(line: Line, width: int) -> Line:
    """Return a line with the sign that more would follow."""
    return (*line, Span(" …")) if length(line) + 2 <= width else apart(line, (Span("…"),), width)


def _stretches(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield where lines follow each other, and how many: each region that is refreshed costs."""
    for _, stretch in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        (_, first), *others = stretch
        yield first, len(others) + 1


def _cursor_style(table: RowTable) -> Style:
    return table.get_component_rich_style("row-table--cursor", partial=True) if table.has_focus else Style.null()
