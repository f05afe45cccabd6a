"""The entry point: `akotui`, `kubectl akotui`, `python -m akotui`."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from types import TracebackType

from akotui.cli.exit_codes import Exit
from akotui.cli.main import main as run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    sys.excepthook = _unexpected
    try:
        return run(argv)
    finally:
        gc.freeze()  # at its end the interpreter would search everything for cyclic garbage, twice, to no use


def _unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug: say where, in one line, without the values that were at hand (they may hold secrets)."""
    del error
    last = traceback.extract_tb(trace)[-1:]
    where = f" in {last[0].filename.rpartition('/akotui/')[2]}, line {last[0].lineno}" if last else ""
    os.write(2, f"akotui: internal error: {kind.__name__}{where}; please report it\n".encode())
    raise SystemExit(Exit.INTERNAL)


if __name__ == "__main__":
    sys.exit(main())
