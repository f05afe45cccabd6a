"""How the program ends: threads that may hang (a name that does not resolve, a dead share) must not keep it."""

import atexit
import concurrent.futures
import os
import sys
import threading
from contextlib import suppress
from typing import Final, NoReturn

ASIDE: Final = "aside"
"""How the names of such threads begin that nobody waits for."""


class Idle(concurrent.futures.ThreadPoolExecutor):
    """An executor that nobody waits for when it is shut down, and whose threads nobody waits for at the end."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix=ASIDE)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - given
        """Take no more work; what still runs is left alone."""
        del wait, cancel_futures
        super().shutdown(wait=False, cancel_futures=True)


def leave(code: int) -> int:
    """Return `code`, or end the process with it here when a thread hangs that the interpreter would wait for."""
    if _others():
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(code)
    return code


def end(code: int) -> NoReturn:
    """End the process as the interpreter would, but without giving back piece by piece what goes with it anyway.

    What must not be lost is waited for and written before: threads, output, what libraries put off to the end. Where
    something of it cannot be done here the interpreter does it, and says so.
    """
    waited_for = any(not one.name.startswith(ASIDE) for one in _others())
    if waited_for or sys.flags.dev_mode:  # in the development mode Python tells what was left open
        raise SystemExit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there is no other way to have them run
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:  # pyright: ignore[reportUnnecessaryComparison] - None: closed before we started
                stream.flush()
    except (OSError, ValueError, AttributeError):  # the last: Textual's own, where a signal ended an app in between
        raise SystemExit(code) from None
    os._exit(code)


def _others() -> list[threading.Thread]:
    """The threads that the interpreter would wait for."""
    main = threading.main_thread()
    return [one for one in threading.enumerate() if one.is_alive() and not one.daemon and one is not main]
