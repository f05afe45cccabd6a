"""Threads that may hang (a name that does not resolve, a file on a dead share) and must not keep the program."""

import concurrent.futures
import os
import sys
import threading
from contextlib import suppress


class Idle(concurrent.futures.ThreadPoolExecutor):
    """An executor that nobody waits for when it is shut down."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - given
        """Take no more work; what still runs is left alone."""
        del wait, cancel_futures
        super().shutdown(wait=False, cancel_futures=True)


def leave(code: int) -> int:
    """Return `code`, or end the process with it here when a thread hangs that the interpreter would wait for."""
    main = threading.main_thread()
    if not any(one.is_alive() and not one.daemon and one is not main for one in threading.enumerate()):
        return code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
