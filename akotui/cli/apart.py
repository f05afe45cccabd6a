"""What may not touch the screen while it is there: whatever libraries print, log or warn about."""

import contextlib
import logging
import os
import sys
from collections.abc import Generator


@contextlib.contextmanager
def kept_apart() -> Generator[None]:
    """Let nothing but the screen reach the terminal: what is logged or written to stderr goes nowhere.

    Textual catches Python's own `sys.stderr`; libraries in C and threads that hold the descriptor do not ask for it.
    """
    quiet = logging.NullHandler()
    logging.getLogger().addHandler(quiet)
    logging.captureWarnings(capture=True)
    try:
        with _nowhere(2):
            yield
    finally:
        logging.captureWarnings(capture=False)
        logging.getLogger().removeHandler(quiet)


@contextlib.contextmanager
def _nowhere(descriptor: int) -> Generator[None]:
    try:
        kept = os.dup(descriptor)
    except OSError:  # closed before we started
        yield
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, descriptor)
        yield
    finally:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.stderr.flush()
        os.dup2(kept, descriptor)
        os.close(kept)
        os.close(nothing)
