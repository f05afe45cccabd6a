"""An object explained from end to end, from what was known when it was asked for."""

import asyncio
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.worker import Worker, WorkerState

from akotui.analysis.asking import Asked, explanations_of
from akotui.analysis.chain import Explanation
from akotui.analysis.chain_case import open_case
from akotui.analysis.estate import Estate
from akotui.model.inventory import Inventory
from akotui.tui.screens.outlook import FAILED
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.chain import lines
from akotui.views.lines import line
from akotui.views.table import Tone


class ExplainedScreen(PromptScreen):
    """Looks it up aside, so that keys are heard: in a large fleet that takes a moment."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "back")]

    def __init__(self, asked: Asked, inventory: Inventory, estate: Estate, now: datetime) -> None:
        super().__init__()
        self._asked, self._inventory, self._estate, self._now = asked, inventory, estate, now
        self._box = ScrollBox()

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._box
        yield FooterBar(WAY_OUT)

    def on_mount(self) -> None:
        """Begin to look."""
        self._box.show((line(f"… explaining {self._asked}", Tone.QUIET),))
        self._box.focus()
        self.run_worker(self._look, name="explain", exit_on_error=False)

    async def _look(self) -> None:
        found = await asyncio.to_thread(self._explain)
        self._box.show(lines(str(self._asked), found, self._estate, self._now))

    @on(Worker.StateChanged)
    def fail(self, event: Worker.StateChanged) -> None:
        """Say that there will be nothing to see."""
        if event.state is WorkerState.ERROR:
            self._box.show((FAILED,))

    def _explain(self) -> tuple[Explanation, ...]:
        return explanations_of(self._asked, open_case(self._inventory, self._estate))
