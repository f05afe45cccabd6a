"""What changed between two moments, compared when it was asked for."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.acknowledging import Acknowledgement, part_both
from akotui.analysis.baseline import Baseline
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


class DifferenceScreen(PromptScreen):
    """Compares aside, so that keys are heard: in a large fleet that takes a moment."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(
        self, before: Baseline, after: Baseline, ignored: Sequence[Acknowledgement], header: HeaderBar
    ) -> None:
        super().__init__()
        self._before, self._after, self._ignored, self._header = before, after, ignored, header
        self._comparing: asyncio.Task[None] | None = None
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
        box = self.query_one(ScrollBox)
        box.show((line(f"… comparing with {self._before.name}", Tone.QUIET),))
        box.focus()
        self._comparing = asyncio.create_task(self._compare(box), name="compare")

    def on_unmount(self) -> None:
        """Stop comparing."""
        if self._comparing is not None:
            self._comparing.cancel()

    async def _compare(self, box: ScrollBox) -> None:
        today = self.now.astimezone(UTC).date()
        self._found, told = await asyncio.to_thread(self._told, today)
        box.show(told)

    def _told(self, today: date) -> tuple[tuple[Difference, Accepted], tuple[Line, ...]]:
        before, after = self._before.estate, self._after.estate
        found = difference(before, after)
        accepted = part_both(before.findings, after.findings, self._ignored, today)
        return (found, accepted), lines(found, self._sides, accepted)

    @property
    def _sides(self) -> tuple[Compared, Compared]:
        before, after = (Compared(one.name, one.estate.at, one.estate.complete) for one in (self._before, self._after))
        return before, after
