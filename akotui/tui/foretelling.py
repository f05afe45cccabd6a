"""The part of the app that tells what would be: what a change would lead to, and how far a thing reaches."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate
from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.tui.messages import WhatIfWanted
from akotui.tui.screens.outlook import Make, Outlook, OutlookScreen
from akotui.tui.switching import SwitchingApp
from akotui.views.sections import Page, lines, markdown

_COMMAND: Final = "whatif"
_SHOWN: Final = 60


class ForetellingApp(SwitchingApp):
    """Nothing here acts: `w` opens the `:` line with a change to complete, `b` opens a page."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "blast", "blast radius: what hangs on the row, and what goes or stays with it; removes nothing"),
        Binding("w", "what_if", "what if: opens the : line with a change of the row; changes nothing"),
    ]

    ignored: Sequence[Acknowledgement] = ()
    """What the configuration ignores."""

    def action_what_if(self) -> None:
        """Open the `:` line with a change to complete."""
        from akotui.views.proposing import beginning  # noqa: PLC0415 - start-up time

        self.action_command(f"{_COMMAND} {beginning(self.looked_at, self.estate)}")

    def action_blast(self) -> None:
        """Show how far the thing of the row reaches."""
        from akotui.views.reaching import named, page  # noqa: PLC0415 - start-up time

        subject = self.looked_at
        title = named(subject, self.estate)
        if self.no_row:
            self.flash(self.no_row)
            return
        if title is None:
            self.flash("nothing hangs on what this row is about: it is no object of AKO's")
            return

        def make(estate: Estate, _: datetime) -> Outlook:
            return _outlook(page(subject, estate), estate)

        self.foresee(f"Blast radius of {title}: akotui removes nothing", make)

    @on(WhatIfWanted)
    def foretell(self, event: WhatIfWanted) -> None:
        """Show what changes would lead to."""
        from akotui.analysis.proposal_words import parse, spelled, thing  # noqa: PLC0415 - start-up time
        from akotui.analysis.proposals import absent  # noqa: PLC0415 - start-up time

        try:
            proposals = parse(event.text.split())
        except UsageError as error:
            self.flash(str(error))
            return
        missing = absent(proposals, self.estate.memory.inventory.cluster)
        if missing:
            self.flash(f"{clean(thing(missing[0]), _SHOWN)} was not seen; tab completes what there is")
            return

        def make(estate: Estate, now: datetime) -> Outlook:
            from akotui.analysis.prospects import prospect  # noqa: PLC0415 - start-up time
            from akotui.views.prospects import accepting, page  # noqa: PLC0415 - start-up time

            accepted = accepting(self.ignored, now.astimezone(UTC).date())
            return _outlook(page(prospect(proposals, estate), accepted), estate)

        self.foresee(f"What if: {spelled(proposals)}", make, "command")

    def foresee(self, about: str, make: Make, copies: str = "") -> None:
        """Show a page that is worked out aside, under the header; `c` copies what `copies` says."""
        header = self.header().data_bind(ForetellingApp.estate, ForetellingApp.now)
        screen = OutlookScreen(about, make, header, copies)
        self.push_screen(screen.data_bind(ForetellingApp.now, estate=ForetellingApp.whole))


def _outlook(page: Page, estate: Estate) -> Outlook:
    return Outlook(lines(page), partial(markdown, page, estate.at), page.commands, "Nothing was changed. ")
