"""A page that takes long to work out: made aside, of one moment which it tells, and made anew when asked."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import ClassVar, Final

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.worker import Worker, WorkerState

from akotui.analysis.comparable import judged_alike
from akotui.analysis.estate import Estate
from akotui.tui.copying import Form
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.long_box import LongBox
from akotui.views.ages import age, clock
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone

FAILED: Final = line("It could not be worked out: this is a bug in akotui.", Tone.ERROR)
"""What a page tells that could not be made."""


class Outlook(msgspec.Struct, frozen=True):
    """What was worked out: its lines, and what is copied of it.

    `vow` stands before the moment of the facts; `commands` are such as a person could type.
    """

    lines: tuple[Line, ...]
    markdown: Callable[[], str]
    commands: tuple[str, ...] = ()
    vow: str = ""


Make = Callable[[Estate, datetime], Outlook]
"""Works it out, from an estate as it is judged, nothing set apart, and the moment of now. Runs in a thread."""


class OutlookScreen(PromptScreen):
    """Everything of the page was worked out from one estate; what came later is said, and not mixed in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("ctrl+r", "anew", "work it out anew, from what is known now"),
    ]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, about: str, make: Make, header: HeaderBar, copies: str) -> None:
        """`header` follows the app by itself; `copies` is what `c` copies, empty for nothing."""
        super().__init__()
        self.about, self._make, self._header, self._copies = about, make, header, copies
        self._box = LongBox()
        self._of = Estate()
        self._told: Outlook | None = None
        self.working = True
        self._failed = False

    def compose(self) -> ComposeResult:
        """Lay out: the header stays, so that it is seen how the sources are."""
        yield self._header
        yield self._box
        copies = (("c", f"copy the {self._copies}"),) if self._copies else ()
        yield FooterBar((("^r", "anew"), ("C", "Markdown"), *copies, *WAY_OUT))

    def on_mount(self) -> None:
        """Begin."""
        self._box.focus()
        self.call_after_refresh(self._begin)

    def action_anew(self) -> None:
        """Work it out from what is known now; what is seen stays meanwhile.

        One at a time: a thread cannot be stopped, and those of a held key would take turns with the screen.
        """
        if not self.working:
            self._begin()

    def _begin(self) -> None:
        self._failed = False
        self._aside(partial(self._work, self.estate))
        self.tell()

    def _aside(self, work: Callable[[], Coroutine[object, object, None]]) -> None:
        self.working = True
        self.run_worker(work, name="outlook", exit_on_error=False)

    async def _work(self, estate: Estate) -> None:
        told = await asyncio.to_thread(self._make, estate, self.now)
        self._of, self._told = estate, told
        await self._lay(told)

    async def _lay(self, told: Outlook) -> None:
        """Wrap it aside, too: it may have ten thousand lines."""
        await self._box.lay(told.lines)
        self.working = False
        self.tell()

    @on(Worker.StateChanged)
    def fail(self, event: Worker.StateChanged) -> None:
        """Say that a bug ended it; what was worked out before stays, as of its moment."""
        if event.state is WorkerState.ERROR:
            self.working, self._failed = False, True
            self.tell()

    @on(LongBox.Resized)
    def wrap_anew(self) -> None:
        """Wrap at the new width; what is being worked out is wrapped when it is there."""
        if not self.working and self._told is not None:
            self._aside(partial(self._lay, self._told))

    def watch_now(self) -> None:
        """Tell how old it is."""
        self.tell()

    def watch_estate(self) -> None:
        """Tell whether it is still of what is known."""
        self.tell()

    def tell(self) -> None:
        """Show the lines above the page: title, moment, and whether there is news."""
        if self.is_mounted:
            self._box.head((line(self.about, Tone.STRONG), self._moment()))

    def _moment(self) -> Line:
        if self._told is None:
            return FAILED if self._failed else line("… working it out; all keys work", Tone.QUIET)
        at = self._of.at
        old = f", {age(at, self.now)} ago" if at else ""
        return (Span(f"{self._told.vow}Facts of {clock(at)}{old}."), *self._news())

    def _news(self) -> Line:
        if self.working:
            return (Span("  … working it out anew", Tone.QUIET),)
        if self._failed:
            return (Span("  "), *FAILED)
        if judged_alike(self._of, self.estate):
            return ()
        return (Span("  The estate has changed since: ctrl-r tells it anew.", Tone.WARNING),)

    def copied(self, form: Form) -> tuple[str, str]:
        """Return what is copied from here, and what that is called."""
        if form is Form.EXPLANATION:
            return self._told.markdown() if self._told else "", "page"
        return "\n".join(self._told.commands) if self._told else "", self._copies or "command"
