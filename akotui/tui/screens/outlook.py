"""A page that takes long to work out: made aside, of one moment which it tells, and made anew when asked."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.comparable import judged_alike
from akotui.analysis.estate import Estate
from akotui.tui.copying import Form
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.long_box import LongBox
from akotui.views.ages import age, clock
from akotui.views.lines import Line, Span, line
from akotui.views.sections import Page, lines, markdown
from akotui.views.table import Tone

Make = Callable[[Estate, datetime], Page]
"""Works a page out, from an estate as it is judged and the moment of now. Runs in a thread."""


FAILED: Final = line("It could not be worked out: this is a bug in akotui.", Tone.ERROR)
"""What a page tells that could not be made."""

_FAILED: Final = Page("", (FAILED,), ())


def _fail(error: BaseException) -> None:
    raise error


class OutlookScreen(PromptScreen):
    """Everything of the page was worked out from one estate; what came later is said, and not mixed in."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("ctrl+r", "anew", "work it out anew, from what is known now"),
    ]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, title: str, make: Make, header: HeaderBar, copies: str) -> None:
        super().__init__()
        self._title, self._make, self._header, self._copies = title, make, header, copies
        self._of = Estate()
        self._page: Page | None = None
        self._working: asyncio.Task[None] | None = None
        self._making = False

    def compose(self) -> ComposeResult:
        """Lay out: the header stays, so that it is seen how the sources are."""
        yield self._header.data_bind(OutlookScreen.estate, OutlookScreen.now)
        yield LongBox()
        copies = (("c", f"copy the {self._copies}"),) if self._copies else ()
        yield FooterBar((("^r", "anew"), ("C", "Markdown"), *copies, *WAY_OUT))

    def on_mount(self) -> None:
        """Begin."""
        self.query_one(LongBox).focus()
        self.call_after_refresh(self.action_anew)

    def on_unmount(self) -> None:
        """Stop."""
        if self._working is not None:
            self._working.cancel()

    def action_anew(self) -> None:
        """Work it out from what is known now; what is seen stays meanwhile.

        One at a time: a thread cannot be stopped, and those of a held key would take turns with the screen.
        """
        if self._making:
            return
        if self._working is not None:
            self._working.cancel()
        self._begin(self._work(self.estate))
        self.tell()

    def _begin(self, work: Coroutine[object, object, None]) -> None:
        self._working = asyncio.create_task(work, name="outlook")
        self._working.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Tell of a bug, here and where bugs are told."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._working, self._page = None, _FAILED
            self.query_one(LongBox).head((line(self._title, Tone.STRONG), *_FAILED.head))
            self.call_later(_fail, error)

    async def _work(self, estate: Estate) -> None:
        self._making = True
        try:
            page = await asyncio.to_thread(self._make, estate, self.now)
        finally:
            self._making = False
        self._of, self._page = estate, page
        await self._lay()

    async def _lay(self) -> None:
        """Wrap it aside, too: it may have ten thousand lines."""
        if self._page is not None:
            await self.query_one(LongBox).lay(await asyncio.to_thread(lines, self._page))
        self._working = None
        self.tell()

    @on(LongBox.Resized)
    def wrap_anew(self) -> None:
        """Wrap at the new width; what is being worked out is wrapped when it is there."""
        if self._working is None and self._page is not None:
            self._begin(self._lay())

    def watch_now(self) -> None:
        """Tell how old it is."""
        self.tell()

    def watch_estate(self) -> None:
        """Tell whether it is still of what is known."""
        self.tell()

    def tell(self) -> None:
        """Show the lines above the page: title, moment, and whether there is news."""
        if self.is_mounted:
            self.query_one(LongBox).head((line(self._title, Tone.STRONG), *self._moment()))

    def _moment(self) -> tuple[Line, ...]:
        if self._page is None:
            return (line("… working it out; all keys work", Tone.QUIET),)
        at = self._of.at
        old = f", {age(at, self.now)} ago" if at else ""
        told = Span(f"Nothing was changed. Facts of {clock(at)}{old}.")
        working = (Span("  … working it out anew", Tone.QUIET),) if self._working is not None else ()
        if working or judged_alike(self._of, self.estate):
            return ((told, *working),)
        return ((told, Span("  The estate has changed since: ctrl-r tells it anew.", Tone.WARNING)),)

    def copied(self, form: Form) -> tuple[str, str]:
        """Return what is copied from here, and what that is called."""
        if self._page is None:
            return "", self._copies
        if form is Form.EXPLANATION:
            return markdown(self._page, self._of.at), "page"
        return "\n".join(self._page.commands), self._copies or "command"
