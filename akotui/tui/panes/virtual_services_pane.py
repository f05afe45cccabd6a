"""The pane of the virtual services: those that a Controller shows, or else those that ought to be there."""

import asyncio
import dataclasses
from functools import partial
from typing import Final

from textual.message import Message

from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expectations, differ, expect
from akotui.tui.panes import PaneSpec
from akotui.tui.panes.aging_pane import AgingPane, age_places
from akotui.views import expected
from akotui.views.columns import Choice
from akotui.views.lines import Line, line
from akotui.views.sieve import Sieve
from akotui.views.table import Column, Listing, Query, Tone
from akotui.views.vacant import filtered_out, none_of

_MANY: Final = 500
"""Workloads from which on predicting takes long enough (about 20 ms) to be felt between two keys."""


class VirtualServicesPane(AgingPane):
    """Predicts only while it is seen and no Controller was read; many workloads in a thread."""

    class Foretold(Message):
        """How many virtual services are expected, in the words of the tabs; empty while they are read."""

        def __init__(self, number: str) -> None:
            super().__init__()
            self.number = number

    def __init__(self, spec: PaneSpec, number: int) -> None:
        super().__init__(spec, number)
        self._predicts = False
        self._computing = False
        self._made_for = Estate()
        self._expectations: Expectations | None = None

    @property
    def told(self) -> PaneSpec:
        """What a screen about an expected virtual service finds it by."""
        if not self._predicts:
            return self.spec
        made = self._expectations or Expectations()

        def listing(estate: Estate, query: Query) -> Listing:
            return expected.listing(made, estate, query)

        return dataclasses.replace(self.spec, listing=listing, columns=expected.COLUMNS)

    def watch_estate(self, before: Estate, estate: Estate) -> None:
        """Change between what is read and what is expected; else show what differs."""
        predicts = expected.predicts(estate)
        if predicts != self._predicts:
            self._predicts = predicts
            self._take(expected.COLUMNS if predicts else self.spec.columns)
            self.post_message(self.Foretold("expected" if predicts else ""))
            self.renew()
        elif not predicts:
            super().watch_estate(before, estate)
        elif self._expectations is None or differ(before.memory.intentions, estate.memory.intentions):
            self.renew()

    def tabulate(self, query: Query) -> Listing:
        """Return what is read; or what is expected, as far as that is computed."""
        if not self._predicts:
            return super().tabulate(query)
        if self._made_for is not self.estate and not self._computing:
            kept = self.estate.memory.intentions
            if len(kept.works.now) < _MANY:
                self._know(expect(kept, self._expectations or Expectations()), self.estate)
            else:
                self._computing = True
                self.run_worker(partial(self._compute, self.estate), name="expect")
        return expected.listing(self._expectations or Expectations(), self.estate, query)

    def count(self, listing: Listing) -> str:
        """Return how many there are, and that they are predicted."""
        if not self._predicts:
            return super().count(listing)
        if self._expectations is None:
            return "expected …"
        every = expected.number(self._expectations)
        shown = every if len(listing) == len(self._expectations.services) else f"{len(listing)} of {every}"
        return f"{shown}: PREDICTED, Avi was not read"

    def vacancy(self, query: Query) -> tuple[Line, ...]:
        """Return what stands there before the first prediction, or when nothing is expected."""
        if not self._predicts:
            return super().vacancy(query)
        if self._expectations is None:
            return (line("… predicting names from AKO's settings", Tone.UNKNOWN),)
        if not self._expectations.services:
            return (line("No virtual service is expected: no object of AKO's classes was found."),)
        return filtered_out(self.asked) or none_of(query)

    async def _compute(self, estate: Estate) -> None:
        before = self._expectations or Expectations()
        try:
            found = await asyncio.to_thread(expect, estate.memory.intentions, before)
        finally:
            self._computing = False
        self._know(found, estate)
        self.renew()

    def _know(self, found: Expectations, estate: Estate) -> None:
        self._expectations, self._made_for = found, estate
        self.post_message(self.Foretold(expected.number(found)))

    def _take(self, columns: tuple[Column, ...]) -> None:
        """Show other columns: what was chosen and sorted by is of the others."""
        self.every = columns
        self._places = age_places(columns)
        self._sieve = Sieve(columns)
        self._all = None
        self.choice = Choice()
        self.columns = columns
        self._drawn.clear()
        self.refresh()
