"""What is seen while the screen itself is loaded: painted at once, without Textual, which takes longer to load.

Keys count from here on. `q`, Ctrl-C and Ctrl-Q end the program at once; whatever else is typed is kept, in its order,
for the app, which takes the terminal over as it is (tui/terminal.py), so that nothing flickers.
"""

import contextlib
import os
import select
import signal
import sys
import termios
import threading
from types import FrameType, TracebackType
from typing import Final, NoReturn, Self

from akotui.tui.outlet import FAREWELL, Outlet

UP: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h"
"""The alternate screen, no cursor, no wrapping; what is pasted says so."""
DOWN: Final = b"\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
"""With the colours reset: a frame of which the rest was dropped leaves its own set."""
_ENDING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_READ: Final = 4096
_IFLAG, _LFLAG, _CC = 0, 3, 6
"""Places in what tcgetattr returns (termios(3))."""

Attributes = list[int | list[bytes | int]]


class Curtain:
    """Holds the terminal from the first frame on (`up`): until the app takes it over, or until it is left."""

    def __init__(self, frame: str) -> None:
        self._in = sys.stdin.fileno()
        self._out = sys.stdout.fileno()
        encoding = sys.stdout.encoding
        self._outlet = Outlet(self._out, encode=lambda text: text.encode(encoding, "replace"))
        self._frame = frame
        self._typed = bytearray()
        self._told, self._tell = os.pipe()
        self._listening = threading.Thread(target=self._listen, daemon=True, name="curtain")
        self._before: Attributes | None = None
        self.up = False

    def __enter__(self) -> Self:
        self._signals = {one: signal.getsignal(one) for one in _ENDING if signal.getsignal(one) is not signal.SIG_IGN}
        for number in self._signals:
            signal.signal(number, self._end)
        self.up = True
        self._before = _taken(self._in)
        try:
            self._outlet.start()
            self._outlet.write(UP + self._frame)
            self._listening.start()
        except RuntimeError:  # no thread can be had
            self._lower()
            raise
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        if self.up:
            self._stop()
            self._lower()
        for number, before in self._signals.items():
            signal.signal(number, before or signal.SIG_DFL)

    def hand_over(self) -> tuple[bytes, Attributes | None]:
        """Let go of the terminal as it is; return what was typed so far, and how the terminal was set before."""
        self._stop()
        self.up = False
        return bytes(self._typed), self._before

    def _stop(self) -> None:
        os.write(self._tell, b".")
        self._listening.join()
        os.close(self._tell)
        os.close(self._told)
        self._outlet.close()

    def _listen(self) -> None:
        """Keep what is typed, and end the program when that is asked for; runs in a thread while others load."""
        poll = select.poll()
        poll.register(self._in, select.POLLIN)
        poll.register(self._told, select.POLLIN)
        while self._told not in {descriptor for descriptor, _ in poll.poll()}:
            try:
                came = os.read(self._in, _READ)
            except OSError:  # nobody is at the other end any more
                came = b""
            if not came:
                return
            self._typed += came
            if wants_out(bytes(self._typed)):
                self._leave(0)

    def _end(self, number: int, _: FrameType | None) -> None:
        """Follow a signal that ends programs: with the terminal as it was."""
        self._leave(128 + number)

    def _leave(self, code: int) -> NoReturn:
        """End the program here: nothing was begun yet that would have to be ended."""
        self._lower()
        os._exit(code)

    def _lower(self) -> None:
        """Give the terminal back, and paint nothing after that.

        One that has just been sent a large frame takes this in a moment; one that is stalled is not waited for longer.
        """
        self._outlet.drop()
        self._outlet.rest()
        with contextlib.suppress(OSError, termios.error):
            if self._before is not None:
                termios.tcsetattr(self._in, termios.TCSANOW, self._before)
            if self.up and select.select([], [self._out], [], FAREWELL)[1]:
                os.write(self._out, DOWN)


def wants_out(typed: bytes) -> bool:
    """Tell whether what was typed so far ends the program: `q` first of all, or Ctrl-C or Ctrl-Q that is not pasted."""
    return typed.startswith(b"q") or (b"\x1b" not in typed and (b"\x03" in typed or b"\x11" in typed))


def _taken(descriptor: int) -> Attributes | None:
    """Let keys come one by one, unechoed (as textual/drivers/linux_driver.py does); return how it was set before."""
    try:
        before: Attributes = termios.tcgetattr(descriptor)
        changed: Attributes = termios.tcgetattr(descriptor)
        _clear(changed, _LFLAG, termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        _clear(changed, _IFLAG, termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        special = changed[_CC]
        if isinstance(special, list):
            special[termios.VMIN] = 1
        termios.tcsetattr(descriptor, termios.TCSANOW, changed)
    except termios.error:
        return None
    return before


def _clear(attributes: Attributes, place: int, flags: int) -> None:
    value = attributes[place]
    if isinstance(value, int):
        attributes[place] = value & ~flags
