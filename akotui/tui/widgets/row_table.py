"""The table: draws visible lines only, and its cursor follows a row's key through every change.

Ten thousand rows cost as much as forty: a row is formatted when its line is drawn, and after a change only the lines
that differ are sent to the terminal. It knows nothing of what the rows are about.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from akotui.tui.widgets.painting import TONES, cut, strip
from akotui.views.fitting import Widths, fit
from akotui.views.lines import Line
from akotui.views.table import Column, Listing, Row, Tone

MARK: Final = 2
"""Cells left of the first column, for the cursor's `>`: colour alone does not show it."""

EMPTY: Final = Listing((), (), lambda index: Row(str(index), ()))


class RowTable(ScrollView, can_focus=True):
    """A table of a listing's rows."""

    COMPONENT_CLASSES: ClassVar[set[str]] = TONES | {"row-table--header", "row-table--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "row up", show=False),
        Binding("down,j", "move(1)", "row down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home,g", "first", "first row", show=False),
        Binding("end,G", "last", "last row", show=False),
        Binding("enter", "choose", "why", show=False),
    ]

    titled = var(default=True)
    """Whether the column titles take a line."""

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
        self.columns = columns
        self.listing: Listing = EMPTY
        self.vacant: tuple[Line, ...] = ()
        self.cursor = 0
        self._places: Mapping[str, int] = {}
        self._touched = False
        self._drawn: dict[int, Row | None] = {}
        self._fitted: tuple[int, Widths] = (-1, ())

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
        key, place, top = self.cursor_key, self.cursor, self._top
        repaint = not (len(self.listing) and len(listing)) and self.vacant != vacant
        self.listing, self.vacant = listing, vacant
        self._places = {name: index for index, name in enumerate(listing.keys)}
        follow = self._places.get(key) if key is not None and self._touched else None
        self.cursor = follow if follow is not None else min(place if self._touched else 0, max(0, len(listing) - 1))
        if len(listing) != self.virtual_size.height - self._heading:
            self._resize_rows()
        if top and self.cursor != place:
            self._scroll(top + self.cursor - place)
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

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self._go(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self._go(len(self.listing) - 1)

    def action_choose(self) -> None:
        """Tell that the row under the cursor is wanted."""
        if len(self.listing):
            self.post_message(self.Chosen(self))

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
        self._resize_rows()
        self._keep_visible()

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001 (Textual calls it with the value)
        """Show whether the keys go here."""
        super().watch_has_focus(_has_focus)
        self._refresh_row(self.cursor)

    def watch_titled(self) -> None:
        """Give the line of the titles to the rows, or take it back."""
        self._resize_rows()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything anew when colours change."""
        super().notify_style_update()
        self._drawn.clear()

    def render_line(self, y: int) -> Strip:
        """Draw one visible line (Textual's line API)."""
        width = self._width
        if y < self._heading:
            return self._title_strip(width)
        index = y - self._heading + self._top
        if not len(self.listing):
            self._drawn[y] = None
            return strip(self.vacant[index] if index < len(self.vacant) else (), width, self._paint)
        row = self.listing.row(index) if index < len(self.listing) else None
        self._drawn[y] = row
        return Strip.blank(width, self._paint(Tone.PLAIN)) if row is None else self._row_strip(row, index, width)

    @property
    def _width(self) -> int:
        """Cells beside the scroll bar."""
        return self.scrollable_content_region.width

    @property
    def _widths(self) -> Widths:
        """The columns in the width there is now: a scroll bar that comes takes a cell without any notice."""
        width = self._width
        if self._fitted[0] != width:
            self._fitted = (width, fit(self.columns, width - MARK))
            self.refresh()
        return self._fitted[1]

    @property
    def _heading(self) -> int:
        return 1 if self.titled else 0

    @property
    def _top(self) -> int:
        return self.scroll_offset.y

    @property
    def _room(self) -> int:
        return max(1, self.size.height - self._heading)

    def _go(self, index: int) -> None:
        self._touched = True
        index = max(0, min(index, len(self.listing) - 1))
        if index == self.cursor or not len(self.listing):
            return
        before, self.cursor = self.cursor, index
        self._refresh_row(before)
        self._refresh_row(index)
        self._keep_visible()
        self.post_message(self.Moved(self))

    def _keep_visible(self) -> None:
        """Scroll half a page at once: each scrolled line repaints them all, so a held key must not scroll by one."""
        if self._top <= self.cursor < self._top + self._room:
            return
        half = self._room // 2
        self._scroll(
            self.cursor - half if self.cursor >= self._top + self._room else self.cursor - self._room + half + 1
        )

    def _scroll(self, top: int) -> None:
        self.scroll_to(y=max(0, top), animate=False)

    def _resize_rows(self) -> None:
        self.virtual_size = Size(self._width, len(self.listing) + self._heading)

    def _refresh_row(self, index: int) -> None:
        y = index - self._top + self._heading
        if self._heading <= y < self.size.height:
            self.refresh(Region(0, y, self._width, 1))

    def _refresh_changed(self) -> None:
        for y in range(self._heading, self.size.height):
            index = y - self._heading + self._top
            row = self.listing.row(index) if index < len(self.listing) else None
            if y not in self._drawn or self._drawn[y] != row:
                self.refresh(Region(0, y, self._width, 1))

    def _paint(self, tone: Tone) -> Style:
        return self.get_component_rich_style(f"tone--{tone.value}")

    def _title_strip(self, width: int) -> Strip:
        cells = " ".join(cut(self.columns[index].title, size) for index, size in self._widths)
        style = self.get_component_rich_style("row-table--header")
        return Strip([Segment(cut(" " * MARK + cells, width), style)], width)

    def _row_strip(self, row: Row, index: int, width: int) -> Strip:
        """Only the first cell bears the tone, and a quiet row is quiet all over: colour is for what wants attention."""
        here = index == self.cursor
        rest = self._paint(Tone.QUIET if row.tone in (Tone.QUIET, Tone.FOREIGN) else Tone.PLAIN)
        tone = self._paint(row.tone)
        if here and self.has_focus:
            cursor = self.get_component_rich_style("row-table--cursor", partial=True)
            rest, tone = rest + cursor, tone + cursor
        segments = [Segment("> " if here else "  ", rest)]
        widths = self._widths
        for place, (column, size) in enumerate(widths):
            segments.append(Segment(cut(row.cells[column], size), tone if self.columns[column].toned else rest))
            if place < len(widths) - 1:
                segments.append(Segment(" ", rest))
        used = MARK + sum(size for _, size in widths) + max(0, len(widths) - 1)
        segments.append(Segment(" " * max(0, width - used), rest))
        return Strip(segments, max(width, used)).crop(0, width)
