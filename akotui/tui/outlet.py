"""What goes to the terminal: at once what it takes, the rest through a thread. One that is stalled holds up nothing.

A stalled ssh, a suspended multiplexer or a serial line can stop reading for hours. What waits for it is bounded:
beyond `MOST` bytes frames are left out, and once it reads again the owner is told to paint everything anew.

A thread alone would do, but it wants the interpreter, for which it stands in line behind threads that compute.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Final

MOST: Final = 256 * 1024
"""Bytes that may wait; some frames of a large terminal."""

_PIECE: Final = 4096
"""Bytes that are written in one go: so much at most stands between a stalled terminal and the farewell."""

FAREWELL: Final = 0.5
"""Seconds that a terminal has to take what was written last."""


class Outlet(threading.Thread):
    """Writes to one file descriptor, in order, until it is closed or the other end is gone (`lost`).

    `prompt` is another one to the same terminal that never waits (`unwaiting`); it is closed with the outlet.
    """

    def __init__(
        self,
        descriptor: int,
        *,
        encode: Callable[[str], bytes],
        missed: Callable[[], None] = lambda: None,
        prompt: int | None = None,
    ) -> None:
        super().__init__(daemon=True, name="outlet")
        self.lost = False
        self._descriptor = descriptor
        self._encode = encode
        self._tell_missed = missed
        self._turn = threading.Condition()
        self._waiting = bytearray()
        self._prompt = prompt
        self._writing = False
        self._missed = False
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many bytes wait."""
        return len(self._waiting)

    def write(self, text: str) -> None:
        """Write this at once, or when its turn comes; leave it out when too much waits already."""
        with self._turn:
            if self.lost or self._closed:
                return
            if len(self._waiting) >= MOST:
                self._missed = True
                return
            self._waiting += self._encode(text)
            if not self._writing:
                self._write_at_once()
            if self._waiting:
                self._turn.notify_all()

    def drop(self) -> bool:
        """Forget what waits, for what comes now is more important; tell whether there was anything."""
        with self._turn:
            dropped = bool(self._waiting)
            self._waiting.clear()
            self._missed = False
            return dropped

    def rest(self) -> None:
        """Wait until nothing is being written, for a moment at most.

        Whoever drops what waits and then writes past this is not followed by a piece that the thread had in hand.
        """
        with self._turn:
            self._turn.wait_for(lambda: self.lost or not self._writing, FAREWELL)

    def close(self) -> None:
        """Write what waits, as far as the terminal takes it in a moment, and end."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        self.join(FAREWELL)
        prompt, self._prompt = self._prompt, None
        if prompt is not None:
            os.close(prompt)

    def run(self) -> None:
        """Write until closed."""
        while (body := self._next()) is not None:
            try:
                self._put(body)
            except OSError:
                self.lost = True
                self.drop()
                return
            self._caught_up()

    def _write_at_once(self) -> None:
        """Write what the terminal takes without waiting; what is wrong with it the thread finds out."""
        if self._prompt is not None:
            with contextlib.suppress(OSError):
                while self._waiting:
                    del self._waiting[: os.write(self._prompt, self._waiting[:_PIECE])]

    def _next(self) -> bytes | None:
        with self._turn:
            self._writing = False
            self._turn.notify_all()
            while not self._waiting and not self._closed:
                self._turn.wait()
            if not self._waiting:
                return None
            piece = bytes(self._waiting[:_PIECE])
            del self._waiting[:_PIECE]
            self._writing = True
            return piece

    def _put(self, body: bytes) -> None:
        while body:
            body = body[os.write(self._descriptor, body) :]

    def _caught_up(self) -> None:
        with self._turn:
            tell = self._missed and not self._waiting
            if tell:
                self._missed = False
        if tell:
            self._tell_missed()


def unwaiting(descriptor: int) -> int | None:
    """Open the terminal behind a descriptor once more, for writes that never wait; None where that cannot be done.

    That of the descriptor itself would hold for everybody who shares it, the shell among them.
    """
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
