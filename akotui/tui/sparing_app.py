"""An app that sends the terminal only what differs from what it shows (tui/sparing.py), and knows when a key waits."""

from rich.console import RenderableType
from textual import events, on
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.screen import Screen
from textual.widgets import Input

from akotui.tui.remembering_stylesheet import RememberingStylesheet
from akotui.tui.sparing import Shown
from akotui.tui.sturdy import Report, SturdyApp
from akotui.tui.terminal import Terminal
from akotui.tui.urgency import Urgency


class SparingApp(SturdyApp):
    """Puts the difference in the place of each update that Textual would write."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__(report)
        self.stylesheet = RememberingStylesheet.instead_of(self.stylesheet)
        self._shown = Shown()
        self.urgency = Urgency()
        """Who computes or decodes asks there; another may be set before the app runs."""

    @property
    def leaving(self) -> bool:
        """Whether the terminal is about to be given back: nothing may be painted any more."""
        return self._exit

    @property
    def at_leisure(self) -> bool:
        """Whether nothing is changed together that is to be painted together, and nothing ends."""
        return not (self._batch_count or self._exit)

    async def on_event(self, event: events.Event) -> None:
        """Note when a key is taken."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self.urgency.taken()
        await super().on_event(event)

    def on_resize(self) -> None:
        """Take the terminal for blank: its size changed, or it was somebody else's for a while (Ctrl-Z)."""
        self._shown.forget()

    @on(Terminal.CaughtUp)
    def paint_anew(self) -> None:
        """Take the terminal for blank: some of what was written to it was left out."""
        self._shown.forget()
        self.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if not isinstance(renderable, ChopsUpdate | LayoutUpdate) or self._driver is None or not self._writes:
            super()._display(screen, renderable)  # pyright: ignore[reportUnknownMemberType] - Textual says Screen of what
        elif text := self._shown.difference(renderable, self.console):
            with self.urgency.letting_go():
                self._begin_update()
                self._driver.write(text + self._caret(screen))
                self._end_update()

    def _caret(self, screen: Screen[object]) -> str:
        """Put the terminal's own cursor, which is hidden, where letters are composed that take several keys."""
        if not isinstance(screen.focused, Input):
            return ""
        x, y = screen.outer_size.clamp_offset(self.cursor_position)
        return f"\x1b[{y + 1};{x + 1}H"

    @property
    def _writes(self) -> bool:
        """Whether Textual would write an update now; one that it drops must not be taken for shown."""
        running = self._running and not self._closed and not self._batch_count
        return running and not self.is_headless
