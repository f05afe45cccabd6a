"""What changed between two moments, compared when it was asked for."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.acknowledging import Acknowledgement, part_both
from akotui.analysis.baseline import Baseline
from akotui.analysis.comparable import judged_alike
from akotui.analysis.differences import Difference, difference
from akotui.analysis.estate import Estate
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.differences import Compared
from akotui.views.differences_told import Accepted, lines, markdown
from akotui.views.lines import Line, line
from akotui.views.table import Tone

_NEWS: Final = line("The estate has changed since: D closes this, D again compares anew.", Tone.WARNING)


class DifferenceScreen(PromptScreen):
    """Compares aside, so that keys are heard: in a large fleet that takes a moment."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(
        self,
        before: Baseline,
        after: Baseline,
        ignored: Sequence[Acknowledgement],
        header: HeaderBar,
        *,
        of: Estate,
    ) -> None:
        """`of` is `after` as the screen shows it: without what is acknowledged."""
        super().__init__()
        self._before, self._after, self._ignored, self._header = before, after, ignored, header
        self._of = of
        self._told: tuple[Line, ...] = (line(f"… comparing with {before.name}", Tone.QUIET),)
        self._found: tuple[Difference, Accepted] | None = None

    @property
    def markdown(self) -> str:
        """What is copied from here; empty while it is being compared."""
        return markdown(self._found[0], self._sides, self._found[1]) if self._found else ""

    def compose(self) -> ComposeResult:
        """Lay out: the header stays, so that it is seen how old this is."""
        yield self._header.data_bind(DifferenceScreen.estate, DifferenceScreen.now)
        yield ScrollBox()
        yield FooterBar((("C", "Markdown"), *WAY_OUT))

    def on_mount(self) -> None:
        """Begin to compare."""
        self.query_one(ScrollBox).focus()
        self.tell()
        self.run_worker(self._compare(), name="compare", exit_on_error=False)

    def watch_estate(self) -> None:
        """Tell whether it is still of what is known."""
        self.tell()

    def tell(self) -> None:
        """Show what differs, and above it whether there is news since."""
        if self.is_mounted:
            news = () if judged_alike(self._of, self.estate) else (_NEWS,)
            self.query_one(ScrollBox).show((*news, *self._told))

    async def _compare(self) -> None:
        today = self.now.astimezone(UTC).date()
        self._found, self._told = await asyncio.to_thread(self._difference, today)
        self.tell()

    def _difference(self, today: date) -> tuple[tuple[Difference, Accepted], tuple[Line, ...]]:
        before, after = self._before.estate, self._after.estate
        found = difference(before, after)
        accepted = part_both(before.findings, after.findings, self._ignored, today)
        return (found, accepted), lines(found, self._sides, accepted)

    @property
    def _sides(self) -> tuple[Compared, Compared]:
        before, after = (Compared(one.name, one.estate.at, one.estate.complete) for one in (self._before, self._after))
        return before, after
