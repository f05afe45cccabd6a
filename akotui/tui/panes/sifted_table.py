"""A table whose rows are filtered and sorted, and whose columns are chosen: each table for itself.

What is searched or sorted by is made for many rows when it is first asked for: of tens of thousands for a millisecond
at a time, and keys come first. Until it is there the rows are those that were asked for before.
"""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

import msgspec
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.model.text import clean
from akotui.tui.messages import PageWanted, Told
from akotui.tui.screens.columns import ColumnsScreen
from akotui.tui.sparing_app import SparingApp
from akotui.tui.widgets.row_painting import widths
from akotui.tui.widgets.row_table import EMPTY, RowTable
from akotui.views.columns import Choice, chosen, farthest, find, next_ordering, reversed_ordering
from akotui.views.filtering import Filter, understand
from akotui.views.ordering import Ordering
from akotui.views.sieve import Sieve, Sifting
from akotui.views.table import HIDDEN, Column, Listing

MANY: Final = 5000
"""Rows of which nothing is made yet that keep a key waiting for about 10 ms: more are made little by little."""

SEARCHED: Final = Sifting(faults=True)
"""What needs all that a filter searches, and nothing else."""


class SiftedTable(RowTable):
    """Keeps what was asked for; whoever fills it passes the listing through `sifted`, and fills again in `catch_up`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+right,greater_than_sign", "sort_next(1)", "sort by the next column", key_display="shift+→ >"),
        Binding("shift+left,less_than_sign", "sort_next(-1)", "sort by the column before", key_display="shift+← <"),
        Binding("O", "sort_reversed", "sort the other way round"),
        Binding("ctrl+z", "faults", "only rows that want attention, and back (:suspend leaves to the shell)"),
        Binding("ctrl+w", "wide", "all columns, and back; ← and → slide them"),
        Binding("right", "slide(1)", show=False),
        Binding("left", "slide(-1)", show=False),
        Binding("v", "choose_columns", "choose the columns"),
    ]

    text: var[str] = var("")
    faults: var[bool] = var(default=False)
    choice: var[Choice] = var(Choice())

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.every = tuple(columns)
        self.notes: tuple[str, ...] = ()
        self._filter = Filter()
        self._asked = Sifting()
        self._making: Sifting | None = None
        self._sieve = Sieve(columns)
        self._all: Listing | None = None
        self.whole: Listing = EMPTY
        """The rows that are asked for, with moments where ages are shown."""

    @property
    def places_seen(self) -> tuple[int, ...]:
        """The places of the columns that are seen; of all that are not hidden where all are to be seen."""
        if not self.choice.wide:
            return tuple(place for place, _ in widths(self.columns, self._width))
        every = chosen(self.every, msgspec.structs.replace(self.choice, slid=0))
        return tuple(place for place, column in enumerate(every) if column.rank < HIDDEN)

    @property
    def asked(self) -> str:
        """What leaves rows out, in words; empty when nothing does. With `…` what will, when it is made."""
        parts = (f"filter {clean(self.text)}" if self.text else "", "faults only" if self.faults else "")
        return ", ".join(part for part in parts if part) + ("…" if self.waits else "")

    @property
    def waits(self) -> bool:
        """Whether the rows are still those that were asked for before."""
        return self._asked != self._wanted

    @property
    def caption(self) -> str:
        """The same with how many rows are left, and what is to be said about the filter."""
        every = len(self._all) if self._all is not None else 0
        counted = f"{self.asked}: {len(self.listing)}/{every}" if self.asked else ""
        return "  ".join(part for part in (counted, *self.notes) if part)

    def watch_text(self, text: str) -> None:
        """Filter."""
        self._filter = understand(text)
        self.catch_up()

    def watch_faults(self) -> None:
        """Show those that want attention, or all again."""
        self.catch_up()

    def watch_choice(self, before: Choice, choice: Choice) -> None:
        """Show the columns; sort."""
        columns = chosen(self.every, choice)
        if columns != self.columns:
            self.columns = columns
            self._drawn.clear()
            self.refresh()
        if before.ordering != choice.ordering:
            self.catch_up()

    def catch_up(self) -> None:
        """Fill the table again: something else is asked for."""

    def sifted(self, listing: Listing, estate: Estate) -> Listing:
        """Return the rows asked for, and keep them as `whole`.

        `listing` is all rows, the same object while they are the same.
        """
        self._all, wanted = listing, self._wanted
        if self._sieve.missing(listing, wanted) <= MANY or self._sieve.missing(listing, self._asked) > MANY:
            self._asked = wanted
        else:
            self.prepare(wanted)
        self.whole, self.notes = self._sieve.sift(listing, estate, self._asked)
        return self.whole

    def prepare(self, wanted: Sifting = SEARCHED) -> None:
        """Make what is searched and sorted by for this, and then show what is asked for."""
        if self._making is None:
            self.run_worker(self._finish, name="sift")
        self._making = wanted

    @property
    def _wanted(self) -> Sifting:
        return Sifting(self._filter, self.choice.ordering, self.faults)

    async def _finish(self) -> None:
        while self._making is not None and self._all is not None and self._sieve.further(self._all, self._making):
            if isinstance(self.app, SparingApp):  # pyright: ignore[reportUnknownMemberType] - App of what
                await self.app.urgency.calm()
            await asyncio.sleep(0)
        self._making = None
        if self.waits:
            self.catch_up()

    def sort(self, name: str) -> str:
        """Sort by the column of this name, the other way round when it is so already; by none as it was at first.

        Return what is to be said when no column is called so.
        """
        key, ordering = find(self.every, name), self.choice.ordering
        if name and key is None:
            return f"no column is called {clean(name, 40)}: {', '.join(one.key for one in self.every)}"
        backwards = ordering is not None and ordering.column == key and not ordering.backwards
        ordering = Ordering(key, backwards=backwards) if key is not None else None
        self.choice = msgspec.structs.replace(self.choice, ordering=ordering)
        return ""

    def action_sort_next(self, places: int) -> None:
        """Sort by the column so many places further."""
        ordering = next_ordering(self.every, self.choice, places)
        self.choice = msgspec.structs.replace(self.choice, ordering=ordering)

    def action_sort_reversed(self) -> None:
        """Sort the other way round."""
        self.choice = msgspec.structs.replace(self.choice, ordering=reversed_ordering(self.every, self.choice))

    def action_faults(self) -> None:
        """Show only the rows that want attention, or all again."""
        self.faults = not self.faults

    def action_wide(self) -> None:
        """Show all columns, as many as fit, or those that fit best."""
        self.choice = msgspec.structs.replace(self.choice, wide=not self.choice.wide, slid=0)

    def action_slide(self, places: int) -> None:
        """Let the columns slide."""
        if self.choice.wide:
            slid = max(0, min(self.choice.slid + places, farthest(self.every, self.choice)))
            self.choice = msgspec.structs.replace(self.choice, slid=slid)
        else:
            self.post_message(Told("ctrl-w shows all columns, then ← and → slide them"))

    def action_choose_columns(self) -> None:
        """Let the columns be chosen."""

        def hide(hidden: frozenset[str]) -> None:
            self.choice = msgspec.structs.replace(self.choice, hidden=hidden)

        self.post_message(PageWanted(ColumnsScreen(self.every, self.choice.hidden, hide)))
