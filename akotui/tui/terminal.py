"""The terminal that the screen is on: given back as it was however akotui ends, and noticed when it is gone."""

import contextlib
import os
import select
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Final, TextIO

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Event, Key, Resize
from textual.geometry import Size
from textual.message import Message

from akotui.tui.curtain import Curtain
from akotui.tui.extent import extent
from akotui.tui.outlet import Outlet, unwaiting
from akotui.tui.pasting import Pasting
from akotui.tui.urgency import Urgency

_GONE: Final = select.POLLHUP | select.POLLERR | select.POLLNVAL

_FRAME_ENDS: Final = "\x1b[?2026l"
"""A frame of which the end was left out must not keep the terminal waiting for it."""

_UNCOLOURED: Final = "\x1b[0m"
"""Colours stay set from one frame to the next (tui/sparing.py)."""

_GIVEN_BACK: Final = (
    b"\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[0m"
)
"""Paste, wrapping, mouse, keyboard, screen, cursor, focus and colours as a shell wants them."""


_ALTERNATE: Final = "\x1b[?1049h"
"""Textual's sequence for the alternate screen."""
_TURN: Final = 0.1
"""Seconds after which the reading looks up while something was just typed: an escape alone is the key of this name."""
_NONE: Final = (-1, -1)
"""In the place of the two ends of a pipe."""
_READ: Final = 4096
_BROKEN_OFF: Final = 5.0
"""Seconds of silence within a paste after which its end is taken for lost."""


class Terminal(LinuxDriver):
    """Textual's driver, with five differences.

    What is written never waits for the terminal, and goes to stdout. (Textual's own writing thread stays idle.) What is
    pasted never becomes keys. Bytes that are no UTF-8 are no end of it all. The size is the terminal's own. Keys are
    urgent (tui/urgency.py).
    """

    class CaughtUp(Event):
        """The terminal takes again what is written, and some of it was left out: paint everything anew."""

    _outlet: Outlet | None = None
    _ending: tuple[int, int] = _NONE
    _typed: bytes = b""
    _taking_over: bool = False
    _taken: bool = False

    @property
    def lost(self) -> bool:
        """The terminal is gone: nobody will ever read or type again."""
        if self._outlet is not None and self._outlet.lost:
            return True
        poll = select.poll()
        poll.register(self.fileno, 0)
        return any(events & _GONE for _, events in poll.poll(0))

    def start_application_mode(self) -> None:
        """Take the terminal, as the curtain leaves it if there is one; also after a suspension."""
        curtain, before = getattr(self._app, "curtain", None), None
        if isinstance(curtain, Curtain) and curtain.up:
            self._taking_over = True
            self._typed, before = curtain.hand_over()
        stdout = _stdout()
        self._outlet = Outlet(
            stdout.fileno(),
            encode=_encoder(stdout.encoding),
            missed=self._catch_up,
            prompt=unwaiting(stdout.fileno()),
        )
        self._outlet.start()
        self._ending = os.pipe()
        super().start_application_mode()
        self._taken = True
        if before is not None:
            self.attrs_before = before

    def run_input_thread(self) -> None:
        """Read what is typed and pasted until the screen is left; runs in Textual's thread for that.

        It sleeps while nothing is typed.
        """
        parser, pasting = XTermParser(), Pasting()
        decode = getincrementaldecoder("utf-8")("replace").decode
        poll = select.poll()
        poll.register(self.fileno, select.POLLIN)
        told = self._ending[0]
        poll.register(told, select.POLLIN)
        heard, restless = time.monotonic(), True
        typed, self._typed = self._typed, b""
        for event in parser.feed(pasting.cleaned(decode(typed))) if typed else ():
            self.process_message(event)
        while told not in (ready := {one for one, _ in poll.poll(_TURN * 1000 if restless else None)}):
            text = ""
            if ready:
                came = os.read(self.fileno, _READ)
                if not came:
                    self.exit_event.wait(_TURN)
                heard, restless, text = time.monotonic(), True, pasting.cleaned(decode(came))
            elif time.monotonic() - heard > _BROKEN_OFF:
                restless, text = False, pasting.broken_off()
            for event in (*(parser.feed(text) if text else ()), *parser.tick()):
                self.process_message(event)

    def disable_input(self) -> None:
        """Let the reading end."""
        if self._ending is not _NONE:
            os.write(self._ending[1], b".")
        super().disable_input()

    def send_message(self, message: Message) -> None:
        """Tell of a key at once: until the app takes it, others may have the interpreter for a while."""
        urgency = getattr(self._app, "urgency", None)
        if isinstance(message, Key) and isinstance(urgency, Urgency):
            urgency.typed()
        super().send_message(message)

    def write(self, data: str) -> None:
        """Write this soon (Textual's own writer would hold up the program while the terminal takes nothing)."""
        if self._taking_over and data == _ALTERNATE:  # it is there: again, and some terminals clear it
            self._taking_over = False
        elif self._outlet is not None:
            self._outlet.write(data)

    def stop_application_mode(self) -> None:
        """Give the terminal back; frames that still wait are not worth waiting for."""
        self._taken = False
        if self._outlet is not None and self._outlet.drop():
            self._outlet.write(_FRAME_ENDS)
        super().stop_application_mode()
        self.write(_UNCOLOURED)
        ending, self._ending = self._ending, _NONE
        for descriptor in ending if ending is not _NONE else ():
            os.close(descriptor)

    def close(self) -> None:
        """End the writing."""
        super().close()
        if self._outlet is not None:
            self._outlet.close()

    def abandon(self) -> None:
        """Give the terminal back at once, without the event loop: the program is about to be ended from outside."""
        with contextlib.suppress(OSError, termios.error):
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
            if select.select([], [_stdout().fileno()], [], 0)[1]:
                os.write(_stdout().fileno(), _GIVEN_BACK)

    def _sigcont_application(self, *_: object) -> None:
        """Go on after a stop, also one that nobody announced (SIGSTOP), or none at all.

        Then the terminal is given back first: Textual, which takes it, would keep its own settings as those before.
        """
        if self._taken and self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        if self._must_signal_resume and self._auto_restart:
            self.resume_application_mode()

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the size now: Textual's own would be that of `COLUMNS` and `LINES` for ever, where those are set."""
        return extent(_stdout().fileno())

    def measure(self) -> None:
        """Tell the app of a size of which no signal told: among threads, over ssh and in multiplexers one gets lost."""
        size = Size(*self._get_terminal_size())
        if size != self._app.size:
            self._app.post_message(Resize(size, size))

    def _catch_up(self) -> None:
        """Tell the app, from the writing thread; when the loop has ended nobody needs to know."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._app.post_message, self.CaughtUp())


def _stdout() -> TextIO:
    if sys.__stdout__ is None:
        raise OSError("stdout is closed")
    return sys.__stdout__


def _encoder(encoding: str) -> Callable[[str], bytes]:
    """Return what makes bytes of text; what a terminal's encoding does not have never costs more than itself."""

    def encode(text: str) -> bytes:
        return text.encode(encoding, "replace")

    return encode
