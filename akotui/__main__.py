"""The entry point: `akotui`, `kubectl akotui`, `python -m akotui`."""

import gc
import os
import sys
from collections.abc import Sequence
from types import TracebackType

from akotui.cli.exit_codes import Exit
from akotui.cli.main import main as run
from akotui.cli.trace import install, record


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    sys.excepthook = _unexpected
    install()
    try:
        return run(argv)
    finally:
        gc.freeze()  # at its end the interpreter would search everything for cyclic garbage, twice, to no use


def _unexpected(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """A bug: say where, in one line, without the values that were at hand (they may hold secrets)."""
    os.write(2, f"akotui: {record(error)}\n".encode())
    raise SystemExit(Exit.INTERNAL)


if __name__ == "__main__":
    sys.exit(main())
