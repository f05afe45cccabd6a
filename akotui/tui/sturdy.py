"""An app that outlives what goes wrong in it: a bug in one place is told on the screen, and the rest goes on.

A bug in a message, a timer, a callback or in painting costs that one message. Many in a short time, or one before
there is a screen, end the program: with the terminal as it was, and one line about it.
"""

import sys
import time
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from rich.console import RenderableType
from rich.text import Text
from textual import events, on
from textual.app import App
from textual.css.query import NoMatches
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import var
from textual.worker import Worker, WorkerFailed, WorkerState

from akotui.errors import AkotuiError, Broken
from akotui.model.text import clean
from akotui.tui.curtain import Curtain
from akotui.tui.terminal import Terminal

Report = Callable[[BaseException], str]
"""Keeps what is known of a bug, and returns one line about it that holds nothing that was read from outside."""

HUNG_UP: Final = 129
"""The exit code when the terminal is gone: a shell's for SIGHUP."""

_INTERNAL: Final = 70
_MOST: Final = 5
_WITHIN: Final = 10.0
"""So many bugs in so many seconds are survived."""


class Sturdy(MessagePump):
    """A part of the screen of which one message that fails is not the end."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other messages are worth more
            app = _app(self)
            if isinstance(message, (events.Compose, events.Mount)):
                app.miss(error)
            else:
                app.survive(error)

    @on(Worker.StateChanged)
    def tell_of_worker(self, event: Worker.StateChanged) -> None:
        """Tell of what failed beside the messages; Textual keeps it to itself where it is not to end the app."""
        worker = cast("Worker[object]", event.worker)  # pyright: ignore[reportUnknownMemberType] - Worker of what
        if (
            event.state is WorkerState.ERROR
            and isinstance(error := worker.error, Exception)
            and not worker.exit_on_error
        ):
            _app(self).survive(error)


def _app(part: MessagePump) -> "SturdyApp":
    return cast("SturdyApp", part.app)  # pyright: ignore[reportUnknownMemberType] - Textual leaves the result open


class SturdyApp(Sturdy, App[None]):
    """The app. Without `report` it is as brittle as any: the first bug ends it, for the tests to see."""

    failure: var[AkotuiError | None] = var[AkotuiError | None](None)
    curtain: Curtain | None = None
    """What the terminal is taken over from; to be set before the app runs."""

    def __init__(self, report: Report | None = None) -> None:
        super().__init__(driver_class=Terminal)
        self._report = report
        self._recent = deque[float](maxlen=_MOST)
        self.crash = ""

    def end(self, code: int) -> None:
        """Leave at once, with this exit code."""
        self.exit(return_code=code)

    def leave_lost_terminal(self) -> None:
        """End when nobody can see or type any more."""
        if isinstance(self._driver, Terminal) and self._driver.lost:
            self.end(HUNG_UP)

    def heed_terminal(self) -> None:
        """Leave a terminal that is lost, and be as large as it is; to be asked now and then."""
        self.leave_lost_terminal()
        if isinstance(self._driver, Terminal) and not self._exit:
            self._driver.measure()

    def abandon(self) -> None:
        """Give the terminal back at once; the caller ends the process."""
        if isinstance(self._driver, Terminal):
            self._driver.abandon()

    async def on_event(self, event: events.Event) -> None:
        """Let no escape sequence in with what is pasted (Textual hands it on as it came)."""
        if isinstance(event, events.Paste):
            event.text = clean(next(iter(event.text.splitlines()), ""))
        await super().on_event(event)

    def come_back(self) -> None:
        """Do what is to be done after a suspension, which may have lasted for hours."""

    @on(Terminal.SignalResume)
    def _resumed(self) -> None:
        self.come_back()

    def panic(self, *renderables: RenderableType) -> None:
        """End: what Textual gives up for, a screen that cannot be made or keys that cannot be read."""
        del renderables
        self.leave_lost_terminal()
        if not self._exit:
            error = sys.exception()
            self.crash_of(error if isinstance(error, Exception) else RuntimeError())

    def survive(self, error: Exception) -> None:
        """Tell of a bug, and go on if that is possible."""
        self._handle_exception(error)

    def miss(self, error: Exception) -> None:
        """End, for half a screen is none; when it is being left already, that it is half is nobody's fault."""
        if not self._exit:
            self.crash_of(error)

    def crash_of(self, error: Exception) -> None:
        """Tell of a bug, and end; what fails on the way out follows from it."""
        if self._report is None:
            super()._handle_exception(error)
        elif not self.crash:
            told = self._report(error)
            self.crash = str(self.failure) if isinstance(self.failure, Broken) else told  # the first is the cause
            self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        if self._exit and _looks_for_a_part(error):
            return
        now = time.monotonic()
        often = len(self._recent) == _MOST and now - self._recent[0] < _WITHIN
        self._recent.append(now)
        if self._report is None or often or not self.is_running:
            self.crash_of(error)
        elif not self.crash:
            self._tell(Broken(self._report(error)))

    def _tell(self, bug: Broken) -> None:
        if self.failure is None or isinstance(self.failure, Broken):
            self.failure = bug

    def _fatal_error(self) -> None:
        """End the program without showing local variables, which may hold a password (Textual's own shows them)."""
        self._return_code = _INTERNAL
        if self._report is None:
            self._exit_renderables.append(Text(crash_line(self._exception)))
        self._close_messages_no_wait()


def _looks_for_a_part(error: Exception) -> bool:
    """Return whether it is that a part of the screen is not there: of one that is left, that is nobody's fault."""
    return isinstance(error.error if isinstance(error, WorkerFailed) else error, NoMatches)


def crash_line(error: BaseException | None) -> str:
    """Return one line that names the kind of error and its place, and nothing that was read from outside."""
    trace = error.__traceback__ if error is not None else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "unknown place"
    if trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_qualname}, line {trace.tb_lineno}"
    return f"akotui stopped: internal error, {type(error).__name__} in {place}. Please report this line."
